#!/usr/bin/env node
// Pages while others write: every commit makes the readers' page caches start again.
import { asked, bench, contents, ms, number, options, publish, quiet, ratio, serve, store, sum, sums, takeTurns } from './lib/bench.mjs';
import { people } from './lib/people.mjs';
import { send, ticks } from './lib/writes.mjs';

const o = options({ name: 'writing', what: `Today and the household page alone, and while eight clients of families tick a step each ten times a second, taking turns. What
was ticked stays in the store.` });

await bench(async () => {
  const server = await serve(o, store(o)), who = await people(server), rows = [], written = [];
  const file = await ticks(server, { pause: 100 });
  for (const name of ['today', 'household']) {
    const page = asked(server, name, who[name].asks, o);
    const beside = { name: 'while others write', run: async short => {
      const writing = send(server, file, { connections: 8, threads: 1, seconds: (short ? 1 : o.seconds) + 1, company: true });
      await new Promise(done => { setTimeout(done, 300); });
      const read = await page.run(short, true), w = await writing;
      await quiet(server);
      written.push(w);
      return { ...read, errors: read.errors + w.errors };
    } };
    const results = await takeTurns(o.rounds, [page, beside]);
    const [alone, both] = [sums(results[name]), sums(results['while others write'])];
    rows.push([name === 'today' ? 'Today' : 'household page', number(ratio(results['while others write'], results[name]), 2), number(alone.rps), number(both.rps), ms(alone.p50), ms(both.p50), ms(alone.p99), ms(both.p99), number(alone.errors + both.errors), number(both.memory)]);
  }
  publish(o, 'writing', { servers: [server], rows, columns: ['page', 'pages/s while others write / alone', 'alone', 'while', 'median ms alone', 'while', 'p99 ms alone', 'while', 'errors', 'memory MB'],
    notes: [`${contents(server)}; ${o.connections} connections, ${o.rounds} rounds of ${o.seconds} s each, taking turns; beside them ${number(sum(written.map(w => w.right)) / sum(written.map(w => w.seconds)))} steps ticked a second, p99 ${ms(sums(written).p99)} ms.`] });
});
