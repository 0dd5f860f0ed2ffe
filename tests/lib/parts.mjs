// A test that is told in parts, for what runs longer than a story: part(words, tell) in order; the last line says "N passed, M failed".
//   node tests/reliability/NAME.mjs --nabij PROGRAM [--store sqlite|postgres] [--only WORDS]        NABIJ_LONG=1: the long form
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Towns } from './town.mjs';

export const { values: options } = parseArgs({ options: { nabij: { type: 'string' }, store: { type: 'string', default: 'sqlite' }, only: { type: 'string' } } });
if (!options.nabij) throw new Error('--nabij PROGRAM is needed');
export const long = process.env.NABIJ_LONG === '1';
export const wait = ms => new Promise(done => { setTimeout(done, ms); });
// Waits until it is so; what() says what was not.
export async function until(is, seconds, what)
{
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await wait(100)) if (await is()) return;
  throw new Error(`not within ${seconds} seconds: ${what()}`);
}

const parts = [];
export const part = (words, tell) => { parts.push({ words, tell }); };

export async function tellAll(postgres = process.env.NABIJ_TEST_POSTGRES)
{
  const towns = new Towns({ nabij: resolve(options.nabij), store: options.store, postgres });
  let passed = 0, failed = 0;
  for (const { words, tell } of parts.filter(p => !options.only || p.words.includes(options.only))) {
    const began = Date.now();
    try {
      const figures = await tell(towns);
      passed++;
      console.log(`ok ${words} (${((Date.now() - began) / 1000).toFixed(0)} s${figures ? `: ${figures}` : ''})`);
    } catch (error) {
      failed++;
      console.log(`not ok ${words}\n    ${(error.stack ?? String(error)).split('\n').slice(0, 12).join('\n    ')}`);
    }
    for (const town of [...towns.running]) await town.stop().catch(error => { failed++; console.log(`not ok ${words}: ${error.message}`); });
  }
  await towns.end();
  console.log(`${passed} passed, ${failed} failed`);
  return failed ? 1 : 0;
}
