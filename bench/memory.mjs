#!/usr/bin/env node
// What `nabij serve` holds in memory while it serves, and how long it takes from its start to the first page.
import { asked, bench, contents, median, number, options, publish, serve, store, verdict } from './lib/bench.mjs';
import { people } from './lib/people.mjs';

const o = options({ name: 'memory', what: `Memory (proportional set size) while all pages are asked in turn by the connections, and from starting the process to a signed-in Today wholly answered,
eleven times.`, options: { starts: { type: 'string', default: '11' } }, help: '  --starts N        how often it is started (11)\n' });

await bench(async () => {
  const data = store(o), first = await serve(o, data), who = await people(first);
  const page = asked(first, 'all pages', [...who.today.asks, ...who.household.asks, ...who.plan.asks], o), most = { now: 0, own: 0, peak: 0 };
  await page.check();
  for (let i = 0; i < o.rounds; i++) {
    const { memory, errors } = await page.run(false);
    if (errors) throw new Error(`${errors} errors`);
    for (const name of Object.keys(most)) most[name] = Math.max(most[name], memory[name]);
  }
  await first.stop();
  const starts = [], [ask] = who.today.asks;
  for (let i = 0; i < Number(o.starts); i++) {
    const server = await serve(o, data), answer = await server.visitor().get(ask.path, ask.headers);
    starts.push(Number(process.hrtime.bigint() - server.began) / 1e6);
    if (answer.status !== 200 || answer.bytes < 2000) throw new Error(`the first page answers ${answer.status}`);
    await server.stop();
  }
  const row = (what, figure, unit, t, note) => [what, `${t.least} ${unit}`, `${t.aim} ${unit}`, `${number(figure, 1)} ${unit}`, verdict(figure, { ...t, better: 'less' }), note];
  publish(o, 'memory', { servers: [first], columns: ['what', 'at most', 'aim', 'measured', '', ''], rows: [
    row('memory while serving', most.own, 'MB', { least: 150, aim: 60 }, `resident at most ${number(most.peak, 1)} MB${first.postgres ? `; with PostgreSQL's processes ${number(most.now)} MB` : ''}`),
    row('start to first page, median', median(starts), 'ms', { least: 100, aim: 20 }, `worst ${number(Math.max(...starts), 1)} ms`),
  ], notes: [`${contents(first)}; ${o.connections} connections, ${o.rounds} rounds of ${o.seconds} s over ${who.today.asks.length + who.household.asks.length + who.plan.asks.length} pages; the start is timed ${o.starts} times, from making the process, the disk's cache warm.`] });
});
