#!/usr/bin/env node
// The same pages on PostgreSQL and on SQLite, taking turns.
import { asked, bench, contents, ms, number, options, publish, ratio, serve, store, sums, takeTurns, verdict } from './lib/bench.mjs';
import { PAGES, people } from './lib/people.mjs';

const o = options({ name: 'stores', what: 'Today, the household page, the family\'s plan and themes on PostgreSQL and on SQLite with the same contents, taking turns: the median of the ratios of pages a second.',
  options: { postgres: { type: 'string' }, server: { type: 'string' } },
  help: `  --postgres DIR    a store on PostgreSQL, --data being its like on SQLite; or
  --server CONNINFO an empty database for a fresh demo town (tests/postgres.sh start DIR prints one)\n` });
const TARGET = { least: 0.4, aim: 0.7 };

await bench(async () => {
  if (!o.postgres && !o.server) throw new Error('stores needs --postgres DIR or --server CONNINFO');
  const data = [store(o), o.postgres ?? store(o, { store: `postgres:${o.server}`, name: 'town-on-postgres' })];
  const servers = [await serve(o, data[0]), await serve(o, data[1])], who = [await people(servers[0]), await people(servers[1])], rows = [];
  for (const [name, title] of Object.entries(PAGES).filter(([n]) => who.every(w => w[n].asks.length))) {
    const pages = who.map((w, i) => asked(servers[i], `${name} ${i ? 'PostgreSQL' : 'SQLite'}`, w[name].asks, o));
    const results = await takeTurns(o.rounds, pages), [s, p] = pages.map(x => sums(results[x.name])), r = ratio(results[pages[1].name], results[pages[0].name]);
    rows.push([title, number(TARGET.least, 1), number(TARGET.aim, 1), number(r, 3), verdict(r, TARGET), number(p.rps), number(s.rps), ms(p.p50), ms(p.p99), ms(s.p99), number(s.errors + p.errors), number(p.cpuEach, 3), number(s.cpuEach, 3), number(p.memory)]);
  }
  publish(o, 'stores', { servers, rows, columns: ['page', 'at least', 'aim', 'PostgreSQL / SQLite', '', 'pages/s PostgreSQL', 'SQLite', 'median ms PostgreSQL', 'p99 ms', 'SQLite p99', 'errors', 'CPU ms a page', 'SQLite CPU ms', 'memory MB'],
    notes: [`${contents(servers[0])}; PostgreSQL on a unix socket, its own processes in CPU and memory; ${o.connections} connections, ${o.rounds} rounds of ${o.seconds} s each, taking turns.`] });
});
