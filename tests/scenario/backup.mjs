// A backup while people write, and putting it back: what was acknowledged before it began is there, two who put it back have the same, and it is served.
// Three rounds; twenty with NABIJ_LONG=1.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Town } from '../lib/town.mjs';
import { story, assert } from './lib.mjs';

const ROUNDS = process.env.NABIJ_LONG ? 20 : 3;
let number = 0;

// Beside the event loop, so that others go on writing: answers { code, out, err }.
const run = (town, ...args) => new Promise(done => execFile(town.towns.nabij, args, { env: town.env, maxBuffer: 1 << 28, timeout: 300000 },
  (error, out, err) => done({ code: error ? error.code ?? error.signal : 0, out, err })));
async function must(town, ...args)
{
  const { code, out, err } = await run(town, ...args);
  assert.equal(code, 0, `nabij ${args.join(' ')}: exit ${code}\n${err}${out}`);
  return out;
}
function refused({ code, err }, words) { assert.equal(code, 1, err); assert.match(err, words); }

// An empty place to put a backup back in: { data, store: options for restore }.
function place(town)
{
  const data = town.data + `-back-${++number}`;
  if (town.towns.store !== 'postgres') return { data, database: '', store: [] };
  const database = `${town.database}_back_${number}`;
  town.towns.sql(`CREATE DATABASE ${database}`);
  return { data, database, store: ['--store', `postgres:${town.towns.postgres} dbname=${database}`] };
}
const gone = (town, { data, database }) => {
  if (database) town.towns.sql(`DROP DATABASE ${database} WITH (FORCE)`);
  rmSync(data, { recursive: true, force: true });
};

async function keygen(town)
{
  const secret = town.data + '.secret';
  await must(town, 'backup', 'keygen', '--data', town.data, '--out', secret);
  return secret;
}
// The two files of a backup.
async function backup(town)
{
  const to = town.data + `-backups-${++number}`;
  const said = await must(town, 'backup', '--data', town.data, '--to', to, '--open');
  assert.match(said, /A good backup/);
  const files = readdirSync(to);
  assert.equal(files.length, 2, files.join());
  return { data: join(to, files.find(f => f.endsWith('.data'))), keys: join(to, files.find(f => f.endsWith('.keys'))) };
}
const restore = (town, files, secret, where, ...more) =>
  run(town, 'restore', '--from', files.data, '--keys', files.keys, '--secret', secret, '--data', where.data, ...where.store, ...more);
async function putBack(town, files, secret)
{
  const where = place(town), { code, out, err } = await restore(town, files, secret, where);
  assert.equal(code, 0, err + out);
  return where;
}
const checked = async (town, data) => JSON.parse(await must(town, 'check', '--data', data, '--json', '--open'));

// Reports by somebody who is signed in, some twenty a second so that twenty rounds stay a small town, until told to stop; `written` are those that were acknowledged: { path, what }.
async function writing(town, name, written)
{
  const partner = await town.signIn('partner'), page = await partner.get('/report');
  const csrf = /name="csrf" value="([^"]+)"/.exec(page.body)[1];
  let on = true;
  const work = (async () => {
    for (let i = 1; on; i++) {
      const what = `Een jongen van negen staat 's avonds laat alleen buiten, voor de ${i}e keer, ziet ${name}.`;
      const answer = await partner.post('/report', { csrf, once: `${name}x${i}x${number}`, what, about: 'Een jongen van negen', place: 'bij de speeltuin', knows: 'no',
        reporter_kind: 'partner', offered: '' }, { follow: false });
      assert.equal(answer.status, 303, answer.body?.slice(0, 500));
      written.push({ path: answer.headers.location.split('?')[0], what });
      await new Promise(done => { setTimeout(done, 40); });
    }
  })();
  work.catch(() => { on = false; });         // told by who waits for it
  return async () => { on = false; await work; };
}

// Serves what was put back and reads there, as the partner, what was written.
async function reads(town, where, reports)
{
  const back = new Town(town.towns, { data: where.data, database: where.database, clock: town.moment });
  back.known = town.accounts;
  await back.start();
  try {
    const partner = await back.signIn('partner');
    const found = [];
    for (const { path, what } of reports) {
      const page = await partner.get(path);
      found.push(page.status === 200 && page.text.includes(what));
    }
    return found;
  } finally { await back.stop(); }
}

story('a backup while people write is whole, and the same for everybody who puts it back', async town => {
  const secret = await keygen(town), written = [];
  const stops = await Promise.all(['Anna', 'Bo', 'Chris', 'Dirk'].map(name => writing(town, name, written)));
  let first;
  for (let round = 0; round < ROUNDS; round++) {
    while (written.length < 20 * (round + 1)) await new Promise(done => { setTimeout(done, 20); });
    const before = [...written];
    const files = await backup(town);
    const during = written.length - before.length;
    assert(during > 0, 'nobody wrote while the backup was made');
    const one = await putBack(town, files, secret), two = await putBack(town, files, secret);
    const [a, b] = [await checked(town, one.data), await checked(town, two.data)];
    assert(a.ok && b.ok, JSON.stringify([a.wrong, b.wrong]));
    assert.equal(a.sum, b.sum, 'two who put it back have different tables');
    assert(a.tables.find(t => t.name === 'report').rows >= before.length);
    const found = await reads(town, one, before.slice(-30));
    assert(found.every(Boolean), `acknowledged before the backup began, and not in it: ${found.filter(f => !f).length} of ${found.length}`);
    gone(town, one); gone(town, two);
    if (first) for (const file of Object.values(files)) rmSync(file);
    first ??= files;
    town.forward({ seconds: 2 });
  }
  await Promise.all(stops.map(stop => stop()));
  const old = await putBack(town, first, secret);        // what came later is not in it: so a write that is missing would be seen
  const found = await reads(town, old, written.slice(-3));
  assert(!found.some(Boolean), 'the first backup holds what was written after it');
  gone(town, old);
});

story('a backup that was damaged, cut off or is of another key is refused, and nothing is left', { serve: false }, async town => {
  const secret = await keygen(town), files = await backup(town), bytes = readFileSync(files.data), where = place(town);
  const other = town.data + '-other', bad = town.data + '-bad.data';
  mkdirSync(other);
  await must(town, 'backup', 'keygen', '--data', other, '--out', other + '.secret');
  refused(await restore(town, files, other + '.secret', where), /sealed for the offline key/);
  for (const at of [200, bytes.length >> 1, bytes.length - 10]) {
    const changed = Buffer.from(bytes);
    changed[at] ^= 1;
    writeFileSync(bad, changed);
    refused(await restore(town, { ...files, data: bad }, secret, where), /damaged, cut off or was changed|its head was changed/);
  }
  writeFileSync(bad, bytes);
  truncateSync(bad, bytes.length - 1000);
  refused(await restore(town, { ...files, data: bad }, secret, where), /cut off/);
  truncateSync(bad, 100);
  refused(await restore(town, { ...files, data: bad }, secret, where), /cut off/);
  assert(!existsSync(where.data));
  const tried = await restore(town, files, secret, { ...where, data: town.data }, '--try');
  assert.equal(tried.code, 0, tried.err);
  assert.match(tried.out, /This backup is good/);
  assert(readdirSync(town.data).every(name => !name.startsWith('try-')));
  assert.equal((await restore(town, files, secret, where)).code, 0);
  refused(await restore(town, files, secret, where), /is not empty/);
  gone(town, where);
});

story('without an offline key there is no backup, and two are not made at once', { serve: false, demo: false }, async town => {
  const to = town.data + '-to';
  refused(await run(town, 'backup', '--data', town.data, '--to', to), /backup keygen/);
  await keygen(town);
  refused(await run(town, 'backup', 'keygen', '--data', town.data), /exists already/);
  const two = await Promise.all([1, 2].map(() => run(town, 'backup', '--data', town.data, '--to', to)));
  const codes = two.map(t => t.code).sort();
  assert(codes[0] === 0, two.map(t => t.err).join());
  if (codes[1]) assert.match(two.find(t => t.code).err, /another backup/);
  assert(readdirSync(to).every(name => /^nabij-.*\.(data|keys)$/.test(name)), readdirSync(to).join());
});
