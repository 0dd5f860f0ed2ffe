#!/usr/bin/env node
// Searching by a name, an area and a day of birth within what one may see, beside the household page.
import { asked, bench, contents, ms, number, options, publish, ratio, serve, store, sums, takeTurns, verdict } from './lib/bench.mjs';
import { escaped, people } from './lib/people.mjs';

const o = options({ name: 'search', what: `Searches of professionals who find something of their own households: by a name, the name of an area, a day of birth. p99 beside that of the household page,
taking turns; the median of the ratios.` });
const TARGET = { least: 2, aim: 1, better: 'less' };

// What of one's households can be searched for: { name, area, birth }, each a list of [words, household].
async function words(visitor)
{
  const found = { name: [], area: [], birth: [] }, { list } = await visitor.json('/households');
  for (const { id } of list.slice(0, 12)) {
    const [first] = (await visitor.json(`/households/${id}/people`)).list;
    if (!first) continue;
    const q = [first.first_name, first.last_name].filter(Boolean).join(' ');
    const finds = async what => (await visitor.json(`/search?q=${encodeURIComponent(what)}`)).list.find(r => r.id === id);
    const row = await finds(q);
    if (!row) continue;
    found.name.push([q, row.name]);
    if (row.area && await finds(row.area)) found.area.push([row.area, row.name]);     // else it stands on a later page
    if (first.birth) found.birth.push([first.birth.split('-').reverse().map(Number).join('-'), row.name]);
  }
  return found;
}

await bench(async () => {
  const server = await serve(o, store(o)), who = await people(server);
  const asks = { name: [], area: [], birth: [] };
  for (const visitor of who.professionals)
    for (const [by, list] of Object.entries(await words(visitor)))
      for (const [q, household] of list) asks[by].push({ path: `/search?q=${encodeURIComponent(q)}`, headers: { Cookie: visitor.cookie }, words: [escaped(household)] });
  const kinds = Object.keys(asks).filter(by => asks[by].length);
  if (kinds.length < 3) throw new Error(`nothing to search for by ${Object.keys(asks).filter(by => !asks[by].length)}`);
  const results = await takeTurns(o.rounds, [asked(server, 'household', who.household.asks, o), ...kinds.map(by => asked(server, by, asks[by], o))]);
  const rows = ['household', ...kinds].map(name => {
    const s = sums(results[name]), r = ratio(results[name], results.household, 'p99'), own = name === 'household';
    return [own ? 'household page' : `search by ${name === 'birth' ? 'day of birth' : name}`, ...(own ? ['', '', '', ''] : ['2.0', '1.0', number(r, 2), verdict(r, TARGET)]), number(s.rps), ms(s.p50), ms(s.p99), number(s.errors), number(s.cpuEach, 3), number(s.memory)];
  });
  publish(o, 'search', { servers: [server], rows, columns: ['page', 'at most', 'aim', 'p99 / household p99', '', 'pages/s', 'median ms', 'p99 ms', 'errors', 'CPU ms a page', 'memory MB'],
    notes: [`${contents(server)}; ${kinds.map(by => `${asks[by].length} by ${by}`).join(', ')}, each finding its household; ${o.connections} connections, ${o.rounds} rounds of ${o.seconds} s each, taking turns.`] });
});
