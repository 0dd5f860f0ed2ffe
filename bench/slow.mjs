#!/usr/bin/env node
// What fast pages lose when four clients are at slow work: signing in (Argon2), taking the list of households out, printing a plan.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { asked, bench, contents, ms, number, options, publish, quiet, ratio, serve, store, sum, sums, takeTurns, verdict } from './lib/bench.mjs';
import { logins, people } from './lib/people.mjs';

const o = options({ name: 'slow', what: 'Today and the family\'s plan, with and without four clients at slow work beside them, taking turns: how much fewer pages a second, how much longer the slowest of a hundred.',
  options: { clients: { type: 'string', default: '4' } }, help: '  --clients N       at slow work (4)\n' });
const TARGET = { least: 30, aim: 10, better: 'less' };

async function slowly(server)
{
  const who = await logins(server);
  const child = spawn('node', [fileURLToPath(new URL('lib/slow.mjs', import.meta.url)), server.url, o.clients, who.professionals.at(-1), who.residents.at(-1)], { stdio: ['pipe', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', text => { said += text; });
  const ended = new Promise(done => { child.on('close', done); });
  return async () => {
    child.stdin.end();
    await ended;
    const work = JSON.parse(said);
    if (work.error) throw new Error(work.error);
    return work;
  };
}

await bench(async () => {
  const server = await serve(o, store(o)), who = await people(server), rows = [], work = [];
  for (const name of ['today', 'plan']) {
    const page = asked(server, name, who[name].asks, o);
    const beside = { name: 'beside slow work', run: async short => {
      const stop = await slowly(server);
      await new Promise(done => { setTimeout(done, 500); });
      try { return await page.run(short, true); } finally { work.push(await stop()); await quiet(server); }
    } };
    const results = await takeTurns(o.rounds, [page, beside]);
    const lost = (1 - ratio(results['beside slow work'], results[name])) * 100, [alone, both] = [sums(results[name]), sums(results['beside slow work'])];
    rows.push([name === 'today' ? 'Today' : 'the family\'s plan', number(TARGET.least), number(TARGET.aim), `${number(lost, 1)} %`, verdict(lost, TARGET), number(alone.rps), number(both.rps), ms(alone.p99), ms(both.p99),
      number(alone.errors + both.errors), number(both.memory)]);
  }
  const of = name => number(sum(work.map(w => w[name])));
  publish(o, 'slow', { servers: [server], rows, columns: ['page', 'at most %', 'aim %', 'loses', '', 'pages/s alone', 'beside', 'p99 ms alone', 'beside', 'errors', 'memory MB'],
    notes: [`${contents(server)}; ${o.connections} connections, ${o.rounds} rounds of ${o.seconds} s each, taking turns. The slow work of ${o.clients} clients in that time: ${of('sign-in')} sign-ins, ${of('export')} exports, ${of('print')} plans printed; their client runs on the same cores.`] });
});
