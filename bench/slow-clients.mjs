// How fast everybody is answered beside 500 clients that keep a connection and give nothing for it (idle, heads and bodies byte by byte, readers that do
// not read), and beside 1,200; taking turns with the same use alone. The client is one process beside the server on the same machine, so its own work is in
// the figures.
//
//   node bench/slow-clients.mjs [--nabij PROGRAM] [--seconds N] [--rounds N]
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { everyday, styleOf } from '../tests/lib/everyday.mjs';
import { SlowClients } from '../tests/lib/slow.mjs';
import { Towns } from '../tests/lib/town.mjs';

const { values: options } = parseArgs({ options: { nabij: { type: 'string', default: 'build/release/nabij' }, seconds: { type: 'string', default: '6' }, rounds: { type: 'string', default: '3' } } });
const CROWDS = { 'alone': {}, '500 slow clients': { idle: 200, heads: 100, bodies: 100, readers: 100 }, '1,200 slow clients': { idle: 900, heads: 100, bodies: 100, readers: 100 } };

const towns = new Towns({ nabij: resolve(options.nabij) }), town = await towns.town();
const sanne = await town.signIn('professional'), home = (await sanne.get('/households')).link(/Martens/).href;
const who = { home, staff: ['professional'], family: ['resident'] }, rounds = Object.fromEntries(Object.keys(CROWDS).map(name => [name, []]));
for (let round = 0; round < Number(options.rounds); round++)
  for (const [name, how] of Object.entries(CROWDS)) {
    const slow = new SlowClients(town.port, how, await styleOf(town));
    await slow.open();
    await new Promise(done => { setTimeout(done, 1000); });
    rounds[name].push(await everyday(town, { ...who, seconds: Number(options.seconds), pause: 5 }));
    slow.close();
    await new Promise(done => { setTimeout(done, 1500); });
  }
await town.stop();
await towns.end();

const median = list => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)], ms = list => median(list).toFixed(1);
let over = 0;
console.log('| beside | answers | median ms | p99 ms | longest ms | wrong |\n|---|---|---|---|---|---|');
for (const [name, list] of Object.entries(rounds)) {
  const wrong = list.flatMap(r => r.wrong);
  if (wrong.length) console.error(wrong.slice(0, 5).join('\n'));
  if (median(list.map(r => r.p99)) >= 250) over = 1;
  console.log(`| ${name} | ${list.reduce((n, r) => n + r.answers, 0)} | ${ms(list.map(r => r.median))} | ${ms(list.map(r => r.p99))} | ${ms(list.map(r => r.longest))} | ${wrong.length} |`);
}
process.exit(over);
