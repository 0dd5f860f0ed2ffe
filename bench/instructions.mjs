#!/usr/bin/env node
// What a page costs, counted and not timed: a neighbour on the machine changes nothing of it, so a change of one percent shows.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { asked, bench, contents, folder, number, options, publish, serve, store, wait } from './lib/bench.mjs';
import { PAGES, people } from './lib/people.mjs';

const o = options({ name: 'instructions', what: `The instructions of the processor that a page takes, under valgrind's callgrind: those of its own, and those of what follows it (its log folded into the store).
Some fifty times slower than life, two connections at once. Besides the session's and the log's own rows nothing is written.`,
options: { only: { type: 'string' }, keep: { type: 'string' } },
help: `  --only PAGE       one of ${Object.keys(PAGES).join(', ')}
  --keep DIR        leave the counts there, for callgrind_annotate
` });
if (spawnSync('which', ['callgrind_control']).status !== 0) throw new Error('callgrind_control is needed: apt-get install valgrind');

const control = (server, ...what) => execFileSync('callgrind_control', [...what, String(server.roots[0])], { stdio: 'ignore' });

// Of every thread a file with its sum; those that answered somebody know on_request().
function counted(dir)
{
  const sums = { own: 0, after: 0 };
  for (const name of readdirSync(dir).filter(n => /^count\.\d+-\d+$/.test(n))) {
    const text = readFileSync(join(dir, name), 'utf8'), of = Number(/^(?:summary|totals): (\d+)/m.exec(text)?.[1] ?? 0);
    sums[text.includes('on_request') ? 'own' : 'after'] += of;
  }
  return sums;
}

const empty = dir => { for (const name of readdirSync(dir).filter(n => n.startsWith('count.'))) rmSync(join(dir, name)); };

await bench(async () => {
  const data = store(o), dir = o.keep ?? folder(), program = join(folder(), basename(o.nabij)), rows = [];
  writeFileSync(program, `#!/bin/sh
exec valgrind -q --tool=callgrind --separate-threads=yes --instr-atstart=no --callgrind-out-file='${join(dir, 'count')}' '${o.nabij}' "$@"
`, { mode: 0o755 });
  const server = await serve({ ...o, nabij: program }, data), who = await people(server);
  for (const name of Object.keys(PAGES).filter(n => who[n].asks.length && (!o.only || n === o.only))) {
    const page = asked(server, name, who[name].asks, { connections: 2, seconds: o.seconds });
    await page.check();
    await page.run(false);               // in each reader its statements are prepared
    await wait(2500);                    // its log is folded every second
    control(server, '-i', 'on');
    control(server, '-z');
    const { requests } = await page.run(false);
    await wait(2500);
    empty(dir);
    control(server, '-d');
    control(server, '-i', 'off');
    await wait(1000);
    const { own, after } = counted(dir);
    rows.push([`${PAGES[name]} (${who[name].about})`, number((own + after) / requests / 1000), number(own / requests / 1000), number(after / requests / 1000), number(requests)]);
  }
  publish(o, 'instructions', { servers: [server], rows, columns: ['page', 'thousand instructions a page', 'its own', 'its log and the rest', 'pages asked'], notes: [contents(server) + '.'] });
});
