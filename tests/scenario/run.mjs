// Tells all stories of this folder: node tests/scenario/run.mjs --nabij PROGRAM [--store sqlite|postgres] [--only WORDS] [--keep] [FILES…]
// PostgreSQL: the conninfo of a server of the tests' own stands in NABIJ_TEST_POSTGRES (tests/postgres.sh start DIR prints it).
import { readdirSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { Towns } from '../lib/town.mjs';
import { stories } from './lib.mjs';

const { values: options, positionals } = parseArgs({ allowPositionals: true, options: {
  nabij: { type: 'string' }, store: { type: 'string', default: 'sqlite' }, only: { type: 'string' }, keep: { type: 'boolean' },
} });
if (!options.nabij) throw new Error('--nabij PROGRAM is needed');
if (options.store === 'postgres' && !process.env.NABIJ_TEST_POSTGRES) throw new Error('NABIJ_TEST_POSTGRES is not set');

const here = fileURLToPath(new URL('.', import.meta.url));
const files = positionals.length ? positionals.map(f => resolve(f)) : readdirSync(here).filter(f => f.endsWith('.mjs') && !['lib.mjs', 'run.mjs'].includes(f)).sort().map(f => here + f);
for (const file of files) {
  const before = stories.length;
  await import(pathToFileURL(file));
  for (const story of stories.slice(before)) story.file = basename(file, '.mjs');
}

const towns = new Towns({ nabij: resolve(options.nabij), store: options.store, postgres: process.env.NABIJ_TEST_POSTGRES, keep: options.keep });
const chosen = stories.filter(s => (!options.only || s.words.includes(options.only) || s.file.includes(options.only)) && (!s.options.only || s.options.only.includes(options.store)));
let passed = 0, failed = 0;

async function tell(story)
{
  let town;
  try {
    town = await towns.town(story.options);
    await story.tell(town);
    await town.stop();
    passed++;
    console.log(`ok ${story.file}: ${story.words}`);
  } catch (error) {
    failed++;
    console.log(`not ok ${story.file}: ${story.words}\n    ${(error.stack ?? String(error)).split('\n').slice(0, 12).join('\n    ')}`);
    if (town?.process && /ERROR|error:|assert/i.test(town.said)) console.log('    the program said: ' + town.said.slice(-3000).replace(/\n/g, '\n    '));
    await town?.stop().catch(() => {});
  }
}

process.on('SIGINT', () => { towns.end().finally(() => process.exit(130)); });
// Four at a time: much of a story is waiting; every story has a town of its own.
const waiting = [...chosen];
await Promise.all([1, 2, 3, 4].map(async () => { for (let story; (story = waiting.shift());) await tell(story); }));
await towns.end();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
