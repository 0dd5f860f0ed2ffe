#!/usr/bin/env node
// The pages that people open most, with sign-in, rights and log included, beside nginx with a static page of 20 KB on the same machine.
import { asked, bench, contents, ms, nginx, number, options, publish, ratio, serve, store, sums, takeTurns, verdict } from './lib/bench.mjs';
import { PAGES, people } from './lib/people.mjs';

const o = options({ name: 'pages', what: `Today of a professional, the household page, the family's plan and the themes of a team, as a browser with a session asks them, each taking turns with nginx serving
a static page of 20 KB: five rounds, the median of the ratios. Besides the session's and the log's own rows nothing is written.`,
options: { only: { type: 'string' } }, help: `  --only NAME       one of: today, household, plan, themes, theme\n` });

const TARGETS = { today: { least: 0.15, aim: 0.25 }, household: { least: 0.12, aim: 0.25 }, plan: { least: 0.15, aim: 0.25 }, themes: { least: 0.12, aim: 0.25 }, theme: { least: 0.12, aim: 0.25 } };
const WORDS = { ...PAGES, today: 'Today of a professional' };

await bench(async () => {
  const server = await serve(o, store(o)), static_ = await nginx();
  const asks = await people(server);
  const rows = [];
  for (const name of Object.keys(TARGETS).filter(n => asks[n].asks.length && (!o.only || n === o.only))) {
    console.error(`${WORDS[name]}: ${asks[name].about}`);
    const ours = asked(server, name, asks[name].asks, o), theirs = asked(static_, 'nginx', [{ path: '/page.html', words: ['20 KB'] }], o);
    const results = await takeTurns(o.rounds, [ours, theirs]);
    const r = ratio(results[name], results.nginx), s = sums(results[name]), n = sums(results.nginx), t = TARGETS[name];
    const late = name === 'today' && s.p99 >= 10 ? '**p99 falls short**' : verdict(r, t);
    rows.push([`${WORDS[name]} (${asks[name].about}) / nginx`, number(t.least, 2), number(t.aim, 2), number(r, 3), late, number(s.rps), number(n.rps), ms(s.p50), ms(s.p99), ms(n.p99),
      number(s.errors + n.errors), number(s.cpuEach, 3), number(n.cpuEach, 3), number(s.memory)]);
  }
  publish(o, 'pages', { servers: [server], rows, columns: ['page', 'at least', 'aim', 'ratio', '', 'pages/s', 'nginx/s', 'median ms', 'p99 ms', 'nginx p99', 'errors', 'CPU ms a page', 'nginx CPU ms', 'memory MB'],
    notes: [`${contents(server)}; ${o.connections} connections, ${o.rounds} rounds of ${o.seconds} s each, taking turns; wrk runs on the same cores. Of Today p99 must stay under 10 ms.`] });
});
