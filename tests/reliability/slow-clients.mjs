// 500 clients that keep a connection and give nothing for it, and then more than the server takes: everybody else is answered, the slow ones are
// ended in time, and nothing of them stays behind. How fast everybody else is answered then: bench/slow-clients.mjs.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { everyday, styleOf } from '../lib/everyday.mjs';
import { SlowClients } from '../lib/slow.mjs';
import { long, part, tellAll, until } from '../lib/parts.mjs';

const PATIENCE = 10000;                  // ms: no figure of speed; who waits longer than this was kept out
const left = (town, what) => readdirSync(`/proc/${town.process.pid}/${what}`).length;

async function beside(towns, how, seconds)
{
  const town = await towns.town({ world: true }), slow = new SlowClients(town.port, how, await styleOf(town)), all = Object.values(how).reduce((a, b) => a + b, 0);
  const before = { fd: left(town, 'fd'), task: left(town, 'task') };
  await slow.open();
  const used = await everyday(town, { seconds, timeout: PATIENCE });
  assert.deepEqual(used.wrong.slice(0, 5), [], `${used.wrong.length} of ${used.answers} answers`);
  assert(used.answers > 4 * seconds, `only ${used.answers} answers`);
  return { town, slow, used, all, before };
}

async function gone({ town, slow, before })
{
  slow.close();
  await until(() => left(town, 'task') <= before.task + 8 && left(town, 'fd') <= before.fd + 16, 30,
    () => `${left(town, 'task')} threads (${before.task} before), ${left(town, 'fd')} files (${before.fd})`);
}

part('beside 500 slow clients everybody is answered; slow heads and bodies are ended with a word, and nothing of them stays', async towns => {
  const now = await beside(towns, { idle: 200, heads: 100, bodies: 100, readers: 100 }, long ? 60 : 25);
  assert(now.slow.ended.heads >= 100 && now.slow.ended.bodies >= 100, `ended: ${JSON.stringify(now.slow.ended)}`);
  assert(now.slow.late >= 190, `${now.slow.late} were told that they were late`);
  await gone(now);
  return `${now.used.answers} answers, the longest ${now.used.longest.toFixed(0)} ms; ended ${JSON.stringify(now.slow.ended)}`;
});

part('of 1,200 connections those that only wait make place: nobody who asks is refused', async towns => {
  const now = await beside(towns, { idle: 900, heads: 100, bodies: 100, readers: 100 }, long ? 30 : 8);
  assert(now.slow.ended.idle >= 100, `of the idle ones ${now.slow.ended.idle} made place`);
  await gone(now);
  return `${now.used.answers} answers, the longest ${now.used.longest.toFixed(0)} ms; ended ${JSON.stringify(now.slow.ended)}`;
});

process.exit(await tellAll());
