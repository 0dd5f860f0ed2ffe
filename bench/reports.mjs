#!/usr/bin/env node
// Reports written over HTTP by 64 clients at once, each durable with its log before it is answered; beside the disk's own fdatasync in the same run.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT, bench, contents, disk, median, ms, number, options, publish, serve, store, sums, takeTurns, verdict } from './lib/bench.mjs';
import { reports, send, ticks } from './lib/writes.mjs';

const o = options({ name: 'reports', what: `Writing over HTTP, each write durable with its log before it is answered, taking turns with fdatasync on the disk that the store lies on (4 KiB overwritten in
place). Reports come from partners who are signed in, since who is not signed in may send twenty an hour from one address.
The reports stay in the store.`, options: { clients: { type: 'string', default: '64' }, 'sync-ms': { type: 'string' } },
  help: '  --clients N       of the crowd (64)\n  --sync-ms N       as on a disk whose syncs last N ms longer\n' });
const longer = o['sync-ms'];
// This program too, which measures the disk: begun anew with the slower disk before it.
if (longer && !process.env.NABIJ_SYNC_US) {
  const so = join(mkdtempSync(join(tmpdir(), 'nabij-slow-')), 'slow_sync.so');
  const built = spawnSync('cc', ['-shared', '-fPIC', '-O2', '-o', so, join(ROOT, 'bench/lib/slow_sync.c')], { stdio: 'inherit' }).status === 0;
  const env = { ...process.env, LD_PRELOAD: so, NABIJ_SYNC_US: String(Math.round(Number(longer) * 1000)) };
  const { status } = built ? spawnSync(process.execPath, process.argv.slice(1), { env, stdio: 'inherit' }) : { status: 1 };
  rmSync(dirname(so), { recursive: true });
  process.exit(status ?? 1);
}

const MANY = { least: 2, aim: 4 }, ONE = { least: 3, aim: 2, better: 'less' };

await bench(async () => {
  const server = await serve(o, store(o)), clients = Number(o.clients);
  const reporting = await reports(server), ticking = await ticks(server);
  const writer = (name, file, connections) => ({ name, run: short => send(server, file, { connections, seconds: short ? 1 : o.seconds }) });
  const sync = { name: 'disk', run: async () => { const d = disk(server.data); return { rps: d.perSecond, p50: d.p50 }; } };
  const results = await takeTurns(o.rounds, [writer('many', reporting, clients), sync, writer('one report', reporting, 1), writer('one tick', ticking, 1)]);
  const many = sums(results.many), row = (what, t, figure, s) => [what, number(t.least, 1), number(t.aim, 1), number(figure, 2), verdict(figure, t), number(s.rps), ms(s.p50), ms(s.p99), number(s.errors),
    number(s.cpuEach, 3), number(s.memory)];
  const perSync = median(results.many.map((r, i) => r.rps / results.disk[i].rps)), times = name => median(results[name].map((r, i) => r.p50 / results.disk[i].p50));
  publish(o, longer ? 'reports-slow' : 'reports', { servers: [server], columns: ['what', 'at least', 'aim', 'measured', '', 'writes/s', 'median ms', 'p99 ms', 'errors', 'CPU ms each', 'memory MB'], rows: [
    row(`${clients} clients: reports a second / fdatasync calls a second`, MANY, perSync, many),
    row('one client: median of a report / median fdatasync', ONE, times('one report'), sums(results['one report'])),
    row('one client: median of a step ticked / median fdatasync', ONE, times('one tick'), sums(results['one tick'])),
  ], notes: [`${contents(server)}; ${o.rounds} rounds of ${o.seconds} s each, taking turns. The disk${longer ? `, each sync made ${longer} ms longer` : ''}: ${number(median(results.disk.map(r => r.rps)))} fdatasync a second, median ${ms(median(results.disk.map(r => r.p50)))} ms. Every answer was looked at: a write counts when it leads to its receipt.`] });
});
