// Every route × every kind of person × every relation to a household, against rights.table, which people can read. The household is that of the small
// world (tests/world/world.c), with words in it that nobody else may read. A route that is not in the table fails, and so does a line without a route.
//
// Each person gets a town of their own and tries everything: every page (as HTML, as JSON, with an API token, HEAD), every change (with and without the
// token of its form, from another site), with the household's real ids and with ids of nothing. NABIJ_RIGHTS=print says how it answered, as lines for the table.
import { story, assert } from './lib.mjs';
import { LAST, VIEWERS, address, least, link_of_nothing, routes, table } from '../lib/doors.mjs';

// Who may also read what: words that otherwise nobody may see.
const READS = { draft: ['professional', 'colleague', 'specialist', 'second', 'coordinator'], held: ['professional', 'second'], note: ['professional'], young: ['professional', 'resident'], earlier: ['stranger'], report: ['professional', 'coordinator', 'partner', 'link'] };

// What an API token opens nothing of: the doors of a person.
const IN_PERSON = /^\/(account|sign-in|sign-out|code|drafts)/;

class Try {
  constructor(viewer, town, person, list) { Object.assign(this, { viewer, town, person, list, ids: { ...town.world.ids, staff: town.world.people.joost.id }, wrong: [], refused: [] }); }
  say(words) { this.wrong.push(`${this.viewer}: ${words}`); }

  // Only a link's owner knows the link.
  address(path, which) { return address(path, this.viewer === 'link' ? this.ids : { ...this.ids, link: link_of_nothing }, which); }
  send(method, path, fields, headers = {})
  {
    const body = method === 'POST' ? { type: 'application/x-www-form-urlencoded', bytes: Buffer.from(new URLSearchParams(fields).toString()) } : undefined;
    return this.person.send(method, path, body, { headers }).catch(error => { throw new Error(`${this.viewer}: ${method} ${path}: ${error.message}`); });
  }

  // How it answered, in the words of the table.
  verdict(answer)
  {
    const to = answer.headers.location ?? '';
    if (answer.status === 404) return '404';
    if (answer.status === 401 || /^\/sign-in\?next=/.test(to)) return 'log-in';
    if (/\/essentials$/.test(to) || (answer.status === 403 && answer.headers['content-type'] === 'application/json')) return 'door';
    if ([200, 303, 409, 422, 429].includes(answer.status)) return this.words(answer, ['household']).length ? 'yes' : 'own';
    return String(answer.status);
  }
  // Words of the household that it says; one's own name is no secret.
  words(answer, kinds) { return kinds.flatMap(k => this.town.world.words[k]).filter(w => answer.body.includes(w) && !this.person.name.includes(w)); }

  check(route, answer, how = '')
  {
    const cell = table.rows.get(route.name)?.[this.viewer], got = this.verdict(answer);
    if (got !== cell && !(cell === 'yes' && got === 'own')) this.say(`${route.name}${how}: the table says ${cell}, it answered ${got} (${answer.status})`);
    const secret = Object.keys(READS).filter(k => !READS[k].includes(this.viewer));
    const leaks = this.words(answer, ['yes', 'door'].includes(cell) ? secret : ['household', ...secret]);
    if (leaks.length) this.say(`${route.name}${how} shows ${leaks.join(', ')}`);
    return got;
  }

  // What one may not see is what is not there: to the byte, but for the ids that were asked for.
  same(route, real, none, ids)
  {
    const plain = (answer, path) => JSON.stringify([answer.status, Object.entries(answer.headers).filter(([n]) => n !== 'date'), answer.bytes.length,
      answer.body.replaceAll(path, 'PATH').replaceAll(encodeURIComponent(path), 'PATH').replace(/(name="once" value=")[^"]*/g, '$1')]);
    const [a, b] = [plain(real, ids[0]), plain(none, ids[1])];
    if (a !== b) this.say(`${route.name} tells that it is there: ${difference(a, b)}`);
  }

  async page(route)
  {
    const path = this.address(route.path, 'real'), none = this.address(route.path, 'nothing');
    const json = { accept: 'application/json' };
    const answer = await this.send('GET', path), got = this.check(route, answer);
    this.seen.set(route.name, got);
    const data = await this.send('GET', path, undefined, json);
    this.check(route, data, ' (JSON)');
    const head = await this.send('HEAD', path);
    if (head.status !== answer.status || head.bytes.length) this.say(`HEAD ${path} answers ${head.status} with ${head.bytes.length} bytes`);
    if (this.token) await this.program(route, path, got);
    if (got === '404') {
      this.refused.push(route);
      this.same(route, answer, await this.send('GET', none), [path, none]);
      this.same(route, data, await this.send('GET', none, undefined, json), [path, none]);
    } else if (path !== none && !/\{(code|token)\}/.test(route.path) && got !== 'log-in') {
      const there = await this.send('GET', none);
      if (there.status !== 404) this.say(`${route.name} answers ${there.status} about what is not there`);
    }
    await this.other(route, got, 'GET');
  }
  // By its API token a person sees what the person sees.
  async program(route, path, got)
  {
    const program = this.town.client(this.token);
    const answer = await program.send('GET', path, undefined, {});
    const by = this.verdict(answer), may = IN_PERSON.test(route.path) && by === '404';
    const same = by === got || (got === 'door' && answer.status === 403) || ([got, by].every(v => ['yes', 'own'].includes(v)));
    if (!may && !same && route.path !== '/') this.say(`${route.name} with an API token answers ${by} (${answer.status}), the page ${got}`);
    if (!['yes', 'door'].includes(table.rows.get(route.name)?.[this.viewer]) && this.words(answer, ['household']).length) this.say(`${route.name} with an API token shows words`);
  }
  // Rows of one household do not open under the path of another.
  async other(route, got, method)
  {
    const path = /\{id\}/.test(route.path) ? this.address(route.path, 'other') : undefined;
    if (!path || !['yes', 'own'].includes(got)) return;
    const answer = await this.send(method, path, { csrf: this.csrf, ...least(route, this.ids, this.town, this.person) });
    if (answer.status !== 404) this.say(`${route.name} opens a row of another household (${answer.status})`);
    if (/Saar|overbuurman|oversteken|maandag|Druk verkeer/.test(answer.body)) this.say(`${route.name} shows a row of another household`);
  }

  // What is refused must be refused in all ways, and change nothing, so it is tried first.
  async change(route)
  {
    const path = this.address(route.path, 'real'), none = this.address(route.path, 'nothing');
    const cell = table.rows.get(route.name)?.[this.viewer];
    for (const [how, fields, headers] of [['without the token of a form', {}, {}], ['from another site', { csrf: this.csrf }, { 'sec-fetch-site': 'cross-site', origin: 'https://elders.example' }]]) {
      const forged = await this.send('POST', path, fields, headers);
      const held = [401, 403, 404].includes(forged.status) || (forged.status === 422 && !fields.csrf) || (cell === 'door' && forged.status === 303);
      if (!held || (fields.csrf && forged.status === 422)) this.say(`${route.name} ${how} answers ${forged.status}`);
      if (!['yes', 'door'].includes(cell) && this.words(forged, ['household']).length) this.say(`${route.name} ${how} shows words`);
    }
    await this.other(route, cell, 'POST');
    const fields = { csrf: this.csrf, ...least(route, this.ids, this.town, this.person) };
    const answer = await this.send('POST', path, fields), got = this.check(route, answer);
    this.seen.set(route.name, got);
    if (got !== '404') return;
    this.refused.push(route);
    this.same(route, answer, await this.send('POST', none, fields), [path, none]);
    this.check(route, await this.send('POST', path, fields, { accept: 'application/json' }), ' (JSON)');
  }

  async everything()
  {
    this.seen = new Map();
    const form = await this.person.get(this.person.account.password ? '/account/secure' : '/sign-in');
    this.csrf = form.one('input[name=csrf]').getAttribute('value');
    this.token = this.person.account.token;
    this.person.cookies.set('nabij_in', this.ids.household);          // whose pages one likes to see is only asked, never believed
    for (const route of this.list.filter(r => r.method === 'GET')) await this.page(route);
    const late = r => (table.rows.get(r.name)?.[this.viewer] === '404' ? -1 : LAST.findIndex(p => p.test(r.path)) + 1);
    for (const route of this.list.filter(r => r.method === 'POST').sort((a, b) => late(a) - late(b))) await this.change(route);
  }

  // Each try on the household that was refused is in its log; one on a row of something else, in the privacy officer's.
  logged(log)
  {
    const id = this.person.account.id;
    const mine = log.filter(l => l.account === id && l.action === 'refused');
    for (const route of id ? this.refused.filter(r => /\{(household|id)\}/.test(r.path)) : [])
      if (!mine.some(l => l.route === route.path.replace(/\{id\d\}/g, '{id}') && (related.includes(this.viewer) || !/^\/(households|caseload)\/\{/.test(route.path) || l.household === this.ids.household)))
        this.say(`${route.name} was refused, and no log says so`);
    assert(!id || mine.length, `${this.viewer} was refused nothing`);
  }
}

// What a person with a relation does not find among its rows is not the family's to read (request_log.h, log_nothing).
const related = ['professional', 'specialist', 'emergency', 'second'];

function difference(a, b)
{
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  return `…${a.slice(Math.max(0, i - 60), i + 80)} | …${b.slice(Math.max(0, i - 60), i + 80)}`;
}

function print(list, tries)
{
  const cell = (route, viewer) => {
    const got = tries.get(viewer).seen.get(route.name), family = route.path.includes('{household}') || route.path.startsWith('/our');
    return got === 'own' && family && !['stranger', 'estranged', 'club', 'police', 'expert'].includes(viewer) ? 'yes' : got;
  };
  for (const route of list) console.log(`${route.method.padEnd(4)} ${route.path.padEnd(50)}` + Object.keys(VIEWERS).map(v => ' ' + cell(route, v).padEnd(Math.max(6, v.length))).join('').trimEnd());
}

story('every route is in the table of rights, and every line of the table is a route', { world: true }, async town => {
  const list = (await routes(town)).map(r => r.name);
  assert.deepEqual(list.filter(name => !table.rows.has(name)), [], 'routes that are not in tests/scenario/rights.table');
  assert.deepEqual([...table.rows.keys()].filter(name => !list.includes(name)), [], 'lines of tests/scenario/rights.table without a route');
  assert.deepEqual(table.columns, Object.keys(VIEWERS));
  for (const [name, cells] of table.rows)
    for (const [viewer, cell] of Object.entries(cells)) assert(['yes', 'own', '404', 'log-in', 'door'].includes(cell), `${name}, ${viewer}: ${cell} is no answer`);
});

const tries = new Map();
async function wrong(viewer, town)
{
  const person = VIEWERS[viewer] ? await town.signIn(VIEWERS[viewer]) : town.visitor(viewer);
  const t = new Try(viewer, town, person, await routes(town));
  tries.set(viewer, t);
  await t.everything();
  await town.stop();
  t.logged(town.ask('log'));
  return t.wrong;
}

for (const viewer of Object.keys(VIEWERS))
  story(`what the table allows ${viewer} is what ${viewer} gets, and nothing else`, { world: true }, async town => {
    const list = await routes(town), found = await wrong(viewer, town);
    if (process.env.NABIJ_RIGHTS === 'print' && viewer === 'nobody') print(list, tries);
    assert.equal(found.length, 0, `${found.length} wrong:\n      ${found.slice(0, 40).join('\n      ')}`);
  });

// A hole is made in the store's own guards (tests/checks/planted-holes makes others, in the program): all that is tried above must see it.
story('a guard of the store that lets everybody read is noticed', { world: true, only: ['postgres'] }, async town => {
  town.towns.sql(`DO $$ BEGIN EXECUTE 'CREATE OR REPLACE VIEW v_household AS SELECT ' || (SELECT string_agg('t.' || attname, ', ' ORDER BY attnum)
    FROM pg_attribute WHERE attrelid = 'v_household'::regclass AND attnum > 0) || ' FROM household t'; END $$`, town.database);
  const found = await wrong('colleague', town);
  assert(found.some(w => /\/households\b.* shows/.test(w)), `not noticed: ${found.join('\n')}`);
});
