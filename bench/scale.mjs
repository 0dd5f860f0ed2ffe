#!/usr/bin/env node
// The same pages on a small store and on a big one, taking turns: how much slower the big one is.
import { asked, bench, contents, ms, number, options, publish, ratio, serve, sums, takeTurns, verdict } from './lib/bench.mjs';
import { PAGES, people } from './lib/people.mjs';

const o = options({ name: 'scale', what: 'Today, the household page, and the family\'s plan on two stores, taking turns: pages a second of the small one / of the big one, the median of the ratios.',
  options: { small: { type: 'string' } }, help: '  --small DIR       the store of 10,000 households; --data is the one of 1,000,000\n' });
// One person's Today has other things on it in the one store than in the other; and of a small store over all of the country's areas a team has hundreds of those,
// so its themes are not what they are for a team.
const { household, plan } = PAGES;
const TARGET = { least: 1.15, aim: 1.05, better: 'less' };

await bench(async () => {
  if (!o.data || !o.small) throw new Error('scale needs --small DIR and --data DIR: nabij demo --areas --households N fills a store');
  const servers = [await serve(o, o.small), await serve(o, o.data)], [small, big] = await Promise.all(servers.map(s => people(s)));
  const rows = [];
  for (const [name, title] of Object.entries({ many: 'Today of twelve people', household, plan })) {
    const pages = [small, big].map((who, i) => ({ ...asked(servers[i], `${name} ${i ? 'big' : 'small'}`, who[name].asks, o) }));
    const results = await takeTurns(o.rounds, pages), [s, b] = pages.map(p => sums(results[p.name])), r = ratio(results[pages[0].name], results[pages[1].name]);
    rows.push([title, number(TARGET.least, 2), number(TARGET.aim, 2), number(r, 3), verdict(r, TARGET), number(s.rps), number(b.rps), ms(s.p99), ms(b.p99), `${number(s.each / 1000, 1)}, ${number(b.each / 1000, 1)}`, number(s.errors + b.errors), number(s.cpuEach, 3), number(b.cpuEach, 3), number(b.memory)]);
  }
  publish(o, 'scale', { servers, rows, columns: ['page', 'at most', 'aim', 'slower', '', 'pages/s small', 'big', 'p99 ms small', 'big', 'KB a page', 'errors', 'CPU ms small', 'big', 'memory MB'],
    notes: [`${contents(servers[0])} beside ${contents(servers[1])}; ${o.connections} connections, ${o.rounds} rounds of ${o.seconds} s each, taking turns.`] });
});
