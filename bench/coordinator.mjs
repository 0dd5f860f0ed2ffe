#!/usr/bin/env node
// What a page costs somebody who may see very many households, beside somebody with thirty: it should follow from the page, not from what one may see.
import { asked, bench, contents, counted, ms, number, options, publish, ratio, serve, store, sums, takeTurns, verdict } from './lib/bench.mjs';
import { escaped, signIn } from './lib/people.mjs';

const o = options({ name: 'coordinator', what: `The same pages asked by a coordinator who reads all households of a large team and by a professional with thirty, on one store, taking turns: pages a second of
the professional / of the coordinator, the median of the ratios.` });
const TARGET = { least: 1.15, aim: 1.05, better: 'less' };
const LOGINS = ['professional', 'coordinator'];

const ask = (visitor, path, words) => ({ path, headers: { Cookie: visitor.cookie }, words });

// How many households somebody may see.
const sees = (server, login) => counted(server, `SELECT count(DISTINCT y.household_id) FROM access y JOIN account c ON c.id = y.account_id WHERE c.login = '${login}'`);

// Who somebody looks for and knows the birth date of: of each household its first person.
async function known(visitor, list)
{
  const asks = [];
  for (const h of list) {
    const { list: people } = await visitor.json(`/households/${h.id}/people`), born = people.find(p => p.birth)?.birth;
    if (born) asks.push(ask(visitor, `/search?q=${encodeURIComponent(`${h.name} ${born}`)}`, [escaped(h.name)]));
  }
  return asks;
}

// { page: asks } of one person: their own households in turn.
async function pages(visitor)
{
  const { list } = await visitor.json('/households'), first = list.slice(0, 30);
  return { asks: {
    Today: [ask(visitor, '/today', ['nabij', 'csrf'])],
    households: [ask(visitor, '/households', [escaped(first[0].name)])],
    'household page': first.map(h => ask(visitor, `/households/${h.id}`, [escaped(h.name)])),
    'household\'s plan': first.map(h => ask(visitor, `/households/${h.id}/plan`, [escaped(h.name)])),
    'search by name and birth date': await known(visitor, first.slice(0, 12)),
    'search by name': first.slice(0, 12).map(h => ask(visitor, `/search?q=${encodeURIComponent(h.name)}`, [escaped(h.name)])),
  } };
}

await bench(async () => {
  const server = await serve(o, store(o)), [professional, coordinator] = await Promise.all((await signIn(server, LOGINS, 2)).map(pages));
  const rows = [];
  for (const name of Object.keys(professional.asks)) {
    const [few, many] = [professional, coordinator].map((who, i) => asked(server, `${name} ${LOGINS[i]}`, who.asks[name], o));
    const results = await takeTurns(o.rounds, [few, many]), f = sums(results[few.name]), m = sums(results[many.name]), r = ratio(results[few.name], results[many.name]);
    rows.push([name, number(TARGET.least, 2), number(TARGET.aim, 2), number(r, 3), verdict(r, TARGET), number(f.rps), number(m.rps), ms(f.p99), ms(m.p99), `${number(f.each / 1000, 1)}, ${number(m.each / 1000, 1)}`,
      number(f.errors + m.errors), number(f.cpuEach, 3), number(m.cpuEach, 3)]);
  }
  publish(o, 'coordinator', { servers: [server], rows, columns: ['page', 'at most', 'aim', 'slower', '', 'pages/s, thirty', 'very many', 'p99 ms, thirty', 'very many', 'KB a page', 'errors', 'CPU ms, thirty', 'very many'],
    notes: [`${contents(server)}; a professional who may see ${number(sees(server, 'professional'))} households beside a coordinator who may see ${number(sees(server, 'coordinator'))}; ${o.connections} connections, ${o.rounds} rounds of ${o.seconds} s each, taking turns.`] });
});
