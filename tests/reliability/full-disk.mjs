// A full disk. The program serves from a small disk (a tmpfs, which only root can mount), people write, and the disk is filled up under them. What must
// hold: who writes is told so, in place, and keeps what was typed; reading goes on, and so does its log; who is application manager can sign in
// and act, also while somebody's runaway log eats whatever comes free; when there is room again all goes on by itself; nothing is half.
//
//   node tests/reliability/full-disk.mjs --nabij PROGRAM [--store sqlite|postgres] [--seconds N]     last line: N passed, M failed
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, closeSync, mkdtempSync, openSync, rmSync, statfsSync, unlinkSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Towns } from '../lib/town.mjs';
import { Nth, PLANTS } from '../lib/nth.mjs';

const { values: options } = parseArgs({ options: { nabij: { type: 'string' }, store: { type: 'string', default: 'sqlite' }, seconds: { type: 'string', default: '1' } } });
if (!options.nabij) throw new Error('--nabij PROGRAM is needed');
const nabij = resolve(options.nabij), postgres = process.env.NABIJ_TEST_POSTGRES;
const wait = ms => new Promise(done => { setTimeout(done, ms); });
const mounted = [];

// A disk of so many MiB on a folder; false when this is not root.
function mount(folder, megabytes)
{
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=700`, 'nabij-full-disk', folder]).status !== 0) return false;
  mounted.push(folder);
  return true;
}
function unmount(folder)
{
  spawnSync('umount', ['-l', folder]);
  mounted.splice(mounted.indexOf(folder), 1);
}

// Somebody else's file, that grows until nothing is left; go(): and takes what comes free every few milliseconds from then on.
class Filler {
  constructor(folder) { this.path = join(folder, 'somebody-elses.log'); this.fd = openSync(this.path, 'w'); }
  fill()
  {
    for (let piece = 1 << 20; piece >= 512; piece >>= 1)
      try { for (;;) if (writeSync(this.fd, Buffer.alloc(piece, 'x')) < piece) break; } catch (error) { assert.equal(error.code, 'ENOSPC'); }
    return this;
  }
  go() { this.timer = setInterval(() => this.fill(), 20); return this; }
  end() { clearInterval(this.timer); closeSync(this.fd); unlinkSync(this.path); }
}

// ---- a town on a small disk ----

let made = 0;
function another()
{
  const towns = new Towns({ nabij, store: options.store, postgres });
  towns.count = 100 * made++;          // databases of one process have names of their own
  return towns;
}

async function small(tell, { megabytes = 40, plant } = {})
{
  const towns = another();
  try {
    assert(mount(towns.folder, megabytes), 'no disk could be mounted');
    const town = await towns.town({ world: true, serve: false });
    town.disk = towns.folder;
    if (plant) plant(town);
    await town.start();
    town.pid = town.process.pid;
    await tell(town);
    await town.stop();
  } finally {
    await Promise.all([...towns.running].map(town => town.stop('SIGKILL').catch(() => {})));
    unmount(towns.folder);
    await towns.end();
  }
}

const contacts = town => town.number('SELECT count(*) FROM contact');

const health = async town => (await town.visitor().json('/healthz')).data.status;
async function until(status, town)
{
  for (let tries = 0; tries < 100; tries++, await wait(100)) if (await health(town) === status) return;
  assert.fail(`the program does not notice within ten seconds that the disk is ${status}:\n${town.said.slice(-2000)}`);
}

// A contact written down in the form of the page; the page that follows.
async function write(person, note)
{
  const page = await person.get(`/households/${person.town.world.ids.household}/contacts/new`);
  page.is(200);
  return page.form(/contacts/).submit({ note });
}

// Goes on writing until told to stop; what was acknowledged, and what was refused with the page that keeps it.
async function writer(person, name, over)
{
  const done = { acknowledged: 0, refused: 0 };
  for (let n = 0; !over.now; n++) {
    const words = `Gesprek ${name} nummer ${n} over de regenboogvis`;
    const page = await write(person, words);
    if (page.trail[0].startsWith('303')) done.acknowledged++;
    else {
      page.is(503).sees('Nog niet opgeslagen', 'De schijf van Nabij is vol', words);
      done.refused++;
    }
    await wait(1);
  }
  return done;
}

// ---- what must hold while there is no room ----

async function reads(person, pages)
{
  for (let n = 0; n < pages; n++) (await person.get(`/households/${person.town.world.ids.household}`)).is(200).sees('Kraaijveldt');
  return pages;
}

async function manages(town, n)
{
  const manager = await town.signIn('manager');
  (await manager.get('/settings')).is(200).sees('De schijf is vol', 'Jij kunt hier wel blijven werken');
  (await (await manager.get('/settings/teams/new')).form(/teams/).submit({ name: `Team op een volle schijf ${n}`, prefix: n === 1 ? 'VA' : 'VB', phone: '038 4981000' })).is(200).sees(`Team op een volle schijf ${n}`);
}

async function refused(sanne, words)
{
  const page = await write(sanne, words);
  page.is(503).sees('Nog niet opgeslagen', 'De schijf van Nabij is vol. De beheerder moet eerst ruimte maken', 'Er is niets opgeslagen en niets kwijt', words);
  assert.equal(page.headers['retry-after'], '60');
  const { token } = sanne.account, path = `/households/${sanne.town.world.ids.household}/contacts`;
  const fields = (await sanne.get(path + '/new')).form(/contacts/).pairs().filter(([name]) => !['csrf', 'once'].includes(name));
  const answer = await sanne.town.client(token).postJson(path, { ...Object.fromEntries(fields), note: words });
  assert.equal(answer.status, 503);
  assert.equal(answer.data.title, 'De schijf van Nabij is vol');
  const password = await (await sanne.get('/account/password')).form(/password/).submit({ password: 'goed-verborgen-vlinder', new_password: 'een-heel-ander-wachtwoord', new_again: 'een-heel-ander-wachtwoord' });
  password.is(503).sees('De schijf van Nabij is vol. Er is niets opgeslagen').form('new_password');
  return page;
}

// The whole story of one bad day; says what it saw.
async function bad_day(town)
{
  const [sanne, ...writing] = await Promise.all([1, 2, 3, 4, 5].map(() => town.signIn('sanne')));
  const over = { now: false }, before = contacts(town);
  let seen = 0;
  const writers = Promise.all(writing.map((person, i) => writer(person, `van ${i}`, over)));
  writers.catch(() => {});
  await wait(200 + 100 * Number(options.seconds));
  const filler = new Filler(town.disk).fill();
  await wait(1000 * Number(options.seconds));
  over.now = true;
  const done = (await writers).reduce((a, b) => ({ acknowledged: a.acknowledged + b.acknowledged, refused: a.refused + b.refused }));
  assert(done.acknowledged > 0 && done.refused > 0, `before and after: ${JSON.stringify(done)}`);
  await until('full', town);
  seen += await reads(sanne, 50);
  const kept = await refused(sanne, 'Zij vertelde over de koekoeksklok');
  await manages(town, 1);
  filler.go();
  seen += await reads(sanne, 200);
  await manages(town, 2);
  assert.match(spawnSync(nabij, ['check', '--data', town.data], { env: town.env, encoding: 'utf8' }).stderr, /the disk is full/);
  assert.equal(contacts(town), before + done.acknowledged, 'contacts: those that were acknowledged, and no other');
  filler.end();
  await until('ok', town);
  (await kept.form('Probeer het opnieuw').submit()).is(200).sees('koekoeksklok');
  await write(sanne, 'En weer verder').then(page => page.is(200));
  assert.equal(contacts(town), before + done.acknowledged + 2);
  assert.equal(town.process?.pid, town.pid, 'without a restart');
  await town.stop();
  const log = town.ask('log').filter(l => l.kind === 'shared' && l.household === town.world.ids.household);
  const logged = log.filter(l => l.action === 'read' && l.route === '/households/{household}' && l.account === sanne.account.id).length;
  assert(logged >= seen, `${seen} pages were read, ${logged} stand in the log`);
  const changes = log.filter(l => l.action === 'changed' && l.route === '/households/{household}/contacts').length;
  assert.equal(changes, done.acknowledged + 2, 'every change that was acknowledged stands in the log, and no other');
  return `${done.acknowledged} written, ${done.refused} refused and kept, ${seen} pages read on the full disk`;
}

// ---- the tests ----

const tests = [
  ['what is written is kept, reading and its log go on, the manager acts, and all goes on without a restart', async () => {
    let said;
    await small(async town => { said = await bad_day(town); });
    return said;
  }],

  ['it starts on a full disk, says so, and can be read', async () => {
    await small(async town => {
      const sanne = await town.signIn('sanne');
      await town.stop();
      const filler = new Filler(town.disk).fill();
      await town.start();
      assert.match(town.said, /the disk is full \(0 MiB free, reserve/);
      await reads(sanne, 5);
      await manages(town, 1);
      (await write(sanne, 'Over de kattenbak')).is(503).sees('kattenbak');
      filler.end();
      await until('ok', town);
      (await write(sanne, 'Over de kattenbak')).is(200);
    });
  }],

  ['a command acts out of the reserve', async () => {
    await small(async town => {
      const filler = new Filler(town.disk).fill(), password = 'een-nieuw-lang-wachtwoord';
      await until('full', town);
      town.must('user', 'password', 'sanne', '--password-stdin', { input: password + '\n' });
      await town.signIn({ ...town.account('sanne'), password });
      filler.end();
    });
  }],

  ['planted: a reserve that is a file of holes is noticed', async () => {
    let said;
    await assert.rejects(small(async town => { await bad_day(town); }, { plant: town => { new Nth(town).plant(PLANTS.HOLES); } }),
      error => { said = error.message.split('\n')[0]; return /should be 200/.test(said); });
    return said;
  }],
];

if (options.store === 'postgres') tests.push(['a disk of PostgreSQL\'s own that is full: told and kept, and on by itself', async () => {
  const place = mkdtempSync(join(tmpdir(), 'nabij-space-')), towns = another();
  try {
    assert(mount(place, 64));
    chownSync(place, Number(execFileSync('id', ['-u', 'postgres'])), Number(execFileSync('id', ['-g', 'postgres'])));
    const town = await towns.town({ world: true, serve: false }), space = `small_${process.pid}`;
    towns.sql(`CREATE TABLESPACE ${space} LOCATION '${place}'`);
    towns.sql(`ALTER DATABASE ${town.database} SET TABLESPACE ${space}`);
    await town.start();
    const sanne = await town.signIn('sanne'), filler = new Filler(place).fill(), long = 'Zij vertelde over de koekoeksklok. '.repeat(100), before = contacts(town);
    let page, written = 0;
    for (let n = 0; n < 200 && (page = await write(sanne, `${n} ${long}`)).status === 200; n++) written++;
    page.is(503).sees('Nog niet opgeslagen', 'De schijf van Nabij is vol', 'koekoeksklok');
    await reads(sanne, 5);
    assert.equal(contacts(town), before + written);
    filler.end();
    (await page.form('Probeer het opnieuw').submit()).is(200);
    assert.equal(contacts(town), before + written + 1);
    await town.stop();
    return `${written} written before it was full`;
  } finally {
    await Promise.all([...towns.running].map(town => town.stop('SIGKILL').catch(() => {})));
    towns.sql(`DROP DATABASE IF EXISTS nabij_town_${process.pid}_${towns.count}_end`);
    towns.sql(`DROP TABLESPACE IF EXISTS small_${process.pid}`);
    unmount(place);
    rmSync(place, { recursive: true, force: true });
    await towns.end();
  }
}]);

const probe = mkdtempSync(join(tmpdir(), 'nabij-disk-'));
if (!mount(probe, 1)) {
  console.log('skipped: needs root to mount a small disk\n0 passed, 0 failed');
  process.exit(0);
}
unmount(probe);
rmSync(probe, { recursive: true, force: true });

let passed = 0, failed = 0;
for (const [words, test] of tests)
  try {
    const said = await test();
    passed++;
    console.log(`ok ${words}${said ? ` (${said})` : ''}`);
  } catch (error) {
    failed++;
    console.log(`not ok ${words}\n    ${(error.stack ?? String(error)).split('\n').slice(0, 14).join('\n    ')}`);
  }
for (const folder of [...mounted]) unmount(folder);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
