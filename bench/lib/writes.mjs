// Writing over HTTP with wrk: forms as a browser sends them, each sent once, their answers looked at one by one.
import { crowd, script } from './bench.mjs';
import { logins, signIn } from './people.mjs';

const WORDS = 'De buurjongen van negen staat vaak laat op de avond alleen buiten. Hij zegt dat er thuis niemand is. We maken ons zorgen en willen graag dat iemand langsgaat.';

const quote = text => `"${String(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
const encoded = fields => new URLSearchParams(fields).toString();

// forms: [{ path, cookie, body, goes }]: body has NUMBER where a number stands that is never the same; `goes` is how the answer's Location
// begins. pause: milliseconds between an answer and the next form of a connection.
function forms(name, origin, list, pause = 0)
{
  return script(name, `local threads = {}
function setup(t) t:set("me", #threads); t:set("wrong", 0); t:set("right", 0); t:set("other", ""); table.insert(threads, t) end
local forms = { ${list.map(f => `{ ${[f.path, f.cookie, f.body, f.goes].map(quote).join(', ')} }`).join(', ')} }
local i, began = 0, tostring(os.time())
function request()
  i = i + 1
  local f = forms[i % #forms + 1]
  local body = f[3]:gsub("NUMBER", began .. me .. "x" .. i)
  return wrk.format("POST", f[1], { ["Cookie"] = f[2], ["Origin"] = "${origin}", ["Sec-Fetch-Site"] = "same-origin",
    ["Content-Type"] = "application/x-www-form-urlencoded" }, body)
end
function response(status, headers, body)
  local to, fine = headers["Location"] or headers["location"] or "", false
  for _, f in ipairs(forms) do if status == 303 and to:sub(1, #f[4]) == f[4] then fine = true end end
  if fine then right = right + 1 else wrong = wrong + 1; other = status .. " " .. to end
end
${pause ? `function delay() return ${pause} end\n` : ''}`.trimStart() + `
local say = function()
  local right, wrong, other = 0, 0, ""
  for _, t in ipairs(threads) do right = right + t:get("right"); wrong = wrong + t:get("wrong"); if t:get("other") ~= "" then other = t:get("other") end end
  io.write(string.format('WRITTEN {"right":%d,"wrong":%d,"other":"%s"}\\n', right, wrong, other))
end
done_first = say
`);
}

// Sends forms; an answer that is not the one after a success counts as an error. `right`: those that succeeded.
export async function send(server, file, how)
{
  const r = await crowd(server, file, how);
  const { right, wrong, other } = JSON.parse(/WRITTEN (\{.*\})/.exec(r.said)[1]);
  if (!right) throw new Error(`nothing was written; the answers are like ${other}`);
  return { ...r, right, errors: r.errors + wrong, other, rps: right / r.seconds };
}

// Reports of partners who are signed in: a report of somebody who is not is limited to twenty an hour from one address, and that stays so.
export async function reports(server, { pause = 0, name = 'reports' } = {})
{
  const who = await logins(server), visitors = await signIn(server, who.partners, 8), list = [];
  for (const visitor of visitors) {
    const csrf = await visitor.csrf('/report');
    for (const place of who.places)
      list.push({ path: '/report', cookie: visitor.cookie, goes: '/my-reports/', body: encoded({ csrf, once: 'NUMBER', what: `${WORDS} (NUMBER)`, domains: 'safety parenting', about: 'Een jongen van negen',
        place, knows: 'no', reporter_kind: 'partner', offered: 'safety parenting' }) });
  }
  return forms(name, server.url, list, pause);
}

// Families tick a step of their plan, and take that back.
export async function ticks(server, { pause = 0 } = {})
{
  const list = [];
  for (const visitor of await signIn(server, (await logins(server)).residents, 4)) {
    const csrf = await visitor.csrf('/our/plan'), step = /action="(\/our\/steps\/\d+\/done)"/.exec((await visitor.get('/our/plan')).body)?.[1];
    if (!step) continue;
    for (const fields of [{}, { undo: 'yes' }]) list.push({ path: step, cookie: visitor.cookie, goes: '/our/plan', body: encoded({ csrf, once: 'NUMBER', ...fields }) });
  }
  if (!list.length) throw new Error('no plan has a step to tick');
  return forms(pause ? 'ticks now and then' : 'ticks', server.url, list, pause);
}
