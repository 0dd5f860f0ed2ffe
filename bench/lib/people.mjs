// Who asks which pages in a bench: people of the store, signed in as with a browser, and the pages that are theirs.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

// Of the demo town; a generated country says in DIR/country.json who there is: { professionals, residents, coordinators, partners }, lists of logins.
const TOWN = { professionals: ['sanne'], residents: ['lotte'], coordinators: ['joost'], partners: ['anja'] };
export function logins(data)
{
  const path = join(data, 'country.json');
  return { ...TOWN, ...(existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).logins : {}) };
}

export async function signIn(server, list, most)
{
  const visitors = [];
  for (const login of list.slice(0, most)) visitors.push(await server.visitor().signIn(login));
  return visitors;
}
const ask = (visitor, path, words) => ({ path, headers: { Cookie: visitor.cookie }, words });

// { today, household, plan }: each { about, asks }. Four people of each kind where there are so many, their pages in turn.
export async function people(server, most = 4)
{
  const who = logins(server.data);
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
  return { professionals, residents,
    today: { about: `${professionals.length} with ${[...new Set(counts)].join(', ')} households`, asks: today },
    household: { about: `${household.length} households in turn`, asks: household }, plan: { about: `${plan.length} families`, asks: plan } };
}
export const escaped = text => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
