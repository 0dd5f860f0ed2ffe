// Who asks which pages in a bench: people of the store, signed in as with a browser, and the pages that are theirs.
import { households } from './bench.mjs';

// The demo town's people, and a generated country's (`nabij demo --areas`), with postcodes where their teams work.
const TOWN = { professionals: ['sanne'], residents: ['lotte'], partners: ['anja'], teams: ['mirjam'], many: ['sanne', 'joost', 'esra', 'ruben'], places: ['9905LM', '9906PD', '9907KB', '9908AA', '9903BD', '9904HE'] };
const COUNTRY = { professionals: ['professional'], residents: ['resident'], partners: ['partner', 'p00001', 'p00002', 'p00003'], country: true };
// Professionals all over a country, who are one for twenty households; a number that is a coordinator's is nobody's with a v.
const spread = (households, n = 24) => Array.from({ length: n }, (_, i) => `v${String(Math.floor(households / 20 * (i + 1) / (n + 1))).padStart(5, '0')}`);
const there = (server, login) => server.visitor().signIn(login).catch(() => undefined);
const known = new Map();

// Who there is in this store: { professionals, residents, partners, places }, lists of logins and of postcodes.
export async function logins(server)
{
  if (known.has(server.data)) return known.get(server.data);
  const somebody = await server.visitor().signIn(COUNTRY.professionals[0]).catch(() => undefined);
  const here = somebody && spread(households(server)), who = somebody ? { ...COUNTRY, teams: here, many: here, places: await postcodes(server) } : TOWN;
  known.set(server.data, who);
  return who;
}

// Of households all over the country, by professionals here and there.
async function postcodes(server)
{
  const found = new Set();
  for (const login of ['professional', 'v00020', 'v00100', 'v00200', 'v00300', 'v00400']) {
    const visitor = await server.visitor().signIn(login), { list } = await visitor.json('/households');
    for (const { id } of list.slice(0, 3)) found.add((await visitor.json(`/households/${id}`)).postcode);
  }
  return [...found].filter(Boolean);
}

export async function signIn(server, list, most)
{
  const visitors = [];
  for (const login of list.slice(0, most)) visitors.push(await server.visitor().signIn(login));
  return visitors;
}
const ask = (visitor, path, words) => ({ path, headers: { Cookie: visitor.cookie }, words });

// The pages that benches ask, by what they are called.
export const PAGES = { today: 'Today', household: 'household page', plan: 'the family\'s plan', themes: 'the list of themes', theme: 'a theme' };

// Of the first teams in whose areas something stands out: their lists, and the first pages of those; none where 'nabij themes' has not looked.
async function themePages(server, logins, most = 4)
{
  const themes = [], theme = [];
  for (const login of logins) {
    const visitor = await there(server, login), { found, later, picked } = visitor ? await visitor.json('/themes') : { found: [], later: [], picked: [] }, list = [...found, ...later, ...picked];
    if (!list.length) continue;
    themes.push(ask(visitor, '/themes', ['nabij', 'csrf']));
    theme.push(...list.slice(0, 3).map(t => ask(visitor, `/themes/${t.id}`, ['csrf'])));
    if (themes.length === most) break;
  }
  return { themes: { about: `of ${themes.length} teams`, asks: themes }, theme: { about: `${theme.length} in turn`, asks: theme } };
}

// { today, many, household, plan, themes, theme }: each { about, asks }; many: Today of several, who together have as much to do in one store as in another. Four people of each kind where there are so many, their pages in turn.
export async function people(server, most = 4)
{
  const who = await logins(server);
  const professionals = await signIn(server, who.professionals, most), residents = await signIn(server, who.residents, most);
  const today = professionals.map(v => ask(v, '/today', ['nabij', 'csrf']));
  const household = [], counts = [];
  for (const v of professionals) {
    const { list, count } = await v.json('/households');
    counts.push(count);
    for (const h of list.slice(0, 30)) household.push(ask(v, `/households/${h.id}`, [escaped(h.name)]));
  }
  const plan = [];
  for (const v of residents) plan.push(ask(v, '/our/plan', ['plan', 'csrf']));
  const many = (await Promise.all(who.many.map(login => there(server, login)))).filter(Boolean).slice(0, 12).map(v => ask(v, '/today', ['nabij']));
  return { professionals, residents, many: { about: `${many.length} of different teams`, asks: many }, ...await themePages(server, who.teams),
    today: { about: `${professionals.length} with ${[...new Set(counts)].join(', ')} households`, asks: today },
    household: { about: `${household.length} households in turn`, asks: household }, plan: { about: `${plan.length} families`, asks: plan } };
}
export const escaped = text => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
