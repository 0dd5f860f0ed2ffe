// PostgreSQL on its bad days: its connections cut while people write, stopped (fast and at once) and started, silent (stopped by a signal). Who sends something gets it
// back with a 503 and sends it again; all goes on by itself without a restart; nothing is lost, nothing double, and the log is whole.
// It starts a cluster of its own (tests/postgres.sh), which it may ill-treat.
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { long, options, part, tellAll, until, wait } from '../lib/parts.mjs';

options.store = 'postgres';
const SCRIPT = fileURLToPath(new URL('../postgres.sh', import.meta.url)), folder = mkdtempSync(join(tmpdir(), 'nabij-bad-postgres-'));
const cluster = {
  start() { this.conninfo = execFileSync(SCRIPT, ['start', folder], { encoding: 'utf8' }).trim(); },
  // how: 'stop' (as the system does) or 'crash' (as its machine would)
  stop(how) { execFileSync(SCRIPT, [how, folder]); },
  // To all of its processes, from outside this one: what is on its way here stays on its way.
  signal(name)
  {
    const command = `all() { ps -o pid= -p "$1" --ppid "$1"; }; kill -${name} $(all "$(head -1 '${join(folder, 'data/postmaster.pid')}')")`;
    return new Promise((done, failed) => { execFile('bash', ['-c', command], error => { if (error && name === 'STOP') failed(error); else done(); }); });
  },
  ask(text, database) { return execFileSync('psql', ['-X', '-A', '-t', '-v', 'ON_ERROR_STOP=1', `${this.conninfo} dbname=${database}`, '-c', text], { encoding: 'utf8' }).trim(); },
  cut(database) { this.ask(`SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '${database}' AND pid <> pg_backend_pid()`, 'postgres'); },
};

const WISHES = '/our/wishes', SORRY = /(Deze pagina|Het) lukt nu even niet/, KEPT = /Nog niet opgeslagen.*wat je schreef, staat hieronder/;
// Reads until it succeeds: a connection may have been cut just before.
const wishesOf = async person => (await reads(person, '/our/plan', { headers: { accept: 'application/json' } })).data.plan.wishes.map(w => w.text);
const newWish = async person => (await person.get(`${WISHES}/new`)).form('text');
// By name, and whether it comes within twenty minutes.
const JOBS = [['housekeeping', true], ['attention', true], ['reminders', true], ['mail', true], ['themes', true], ['report_forget'], ['initiative_forget'], ['social_forget'], ['figure_reference'], ['solutions'], ['published'], ['together']];
const AS_IT_IS = { follow: false, timeout: 90000 };      // the page behind it is another question, with an answer of its own
// Sends; when it is given back (503) sends that again, and confirms it when the page asks (403), until it stands (303). Answers how often it came back.
async function insists(form, text, seconds = 60)
{
  let page = await form.submit({ text }, AS_IT_IS), back = 0;
  for (const end = Date.now() + seconds * 1000; page.status !== 303 && Date.now() < end; await wait(100)) {
    assert([403, 503].includes(page.status), `${page}: ${page.text.slice(0, 200)}`);
    const again = page.form(WISHES);
    assert.equal(again.value('text'), text, `what was typed is on ${page}`);
    if (page.status === 503) { back++; page.sees(KEPT); }
    page = await again.submit({}, AS_IT_IS);
  }
  page.is(303);
  return back;
}
// Reads until it succeeds.
async function reads(person, path, { seconds = 60, ...options } = {})
{
  let page;
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await wait(100)) {
    page = await person.get(path, { timeout: 90000, ...options });
    if (page.status === 200) return page;
    page.is(503);
    if (!page.data) page.sees(SORRY);
  }
  return page.is(200);
}
const once = (wishes, texts) => { for (const t of texts) assert.equal(wishes.filter(w => w === t).length, 1, `"${t}" stands there ${wishes.filter(w => w === t).length} times`); };
// A town, and somebody who writes and reads in it.
let toStart = false;                     // the part before failed while it was stopped
async function begin(towns)
{
  if (toStart) cluster.start();
  toStart = false;
  const town = await towns.town({ world: true }), mother = await town.signIn('ottoline');
  return { town, mother, pid: town.process.pid };
}
async function same(s)
{
  assert.equal(s.town.process.pid, s.pid);
  assert.equal(s.town.process.exitCode, null, 'it never stopped');
  await s.town.stop();
  const mine = s.town.ask('log').filter(l => l.account === s.mother.account.id && l.kind === 'shared' && l.household === s.town.world.ids.household);
  const of = (action, route) => mine.filter(l => l.action === action && l.route === route).length;
  return { changed: of('changed', WISHES), read: route => of('read', route) };
}

part('its connections are cut time and again while four people write: each wish stands once, and is in the log once', async towns => {
  const s = await begin(towns), end = Date.now() + (long ? 60000 : 10000), texts = [];
  let cuts = 0, back = 0;
  const goesOn = () => Date.now() < end || (!back && Date.now() < end + 60000);    // a busy machine may take longer until a cut hits one
  const cutter = (async () => { while (goesOn()) { await wait(150); cluster.cut(s.town.database); cuts++; } })();
  const writer = async who => {
    for (let n = 0; goesOn(); n++) {
      const text = `Wens ${who}-${n}`;
      const page = await reads(s.mother, `${WISHES}/new`);
      back += await insists(page.form('text'), text);
      texts.push(text);
    }
  };
  await Promise.all([cutter, ...[1, 2, 3, 4].map(writer)]);
  once(await wishesOf(s.mother), texts);
  assert(back > 0, `${cuts} cuts, and none hit a wish on its way`);
  const log = await same(s);
  assert.equal(log.changed, texts.length, 'changes in the log');
  return `${texts.length} wishes, ${cuts} cuts, ${back} given back`;
});

for (const how of ['stop', 'crash'])
  part(`${how === 'stop' ? 'stopped' : 'crashed'} and started: 503 with what was typed, then on by itself; reading is logged once each, the jobs go on`, async towns => {
    const s = await begin(towns), form = await newWish(s.mother);
    let read = 0;
    const look = async () => { const page = await s.mother.get('/our/plan'); read += page.status === 200; return page; };
    await look();
    cluster.stop(how);
    toStart = true;
    const began = Date.now();
    for (let i = 0; i < 20; i++) (await look()).is(503).sees(SORRY);
    assert(Date.now() - began < 20000, 'said at once');
    (await s.town.visitor().get('/')).is(503).sees(SORRY);
    const kept = await form.submit({ text: 'Een wens van een kwade dag' });
    kept.is(503).sees(KEPT);
    assert.equal(kept.form(WISHES).value('text'), 'Een wens van een kwade dag');
    (await kept.form(WISHES).submit()).is(503);
    await wait(2500);
    cluster.start();
    toStart = false;
    await insists(kept.form(WISHES), 'Een wens van een kwade dag');
    for (let i = 0; i < 10; i++) (await look()).is(200);
    once(await wishesOf(s.mother), ['Een wens van een kwade dag']);
    read++;                              // wishesOf() looked too
    s.town.forward({ minutes: 20 });
    // Those of every minute had their turn after it, and all have been there: one that found nobody did not wait for its next hour or day.
    const jobs = () => cluster.ask("SELECT name, last_at FROM job WHERE last_at IS NOT NULL", s.town.database).split('\n').map(l => l.split('|'));
    const behind = () => JOBS.filter(([name, often]) => !jobs().some(([n, at]) => n === name && (!often || at / 1000 >= s.town.now().getTime() - 1000)));
    await until(() => !behind().length, 20, () => `${behind().join(' ')} did not come; it is ${s.town.now().toISOString()}, and they stand at ${jobs().join(' ')}`);
    const log = await same(s);
    assert.equal(log.changed, 1);
    assert.equal(log.read('/our/plan'), read, 'every page that was read is in the log, once');
  });

part('silent: who reads or writes gets a 503 within a minute, not never; and all goes on when it speaks again', async towns => {
  const s = await begin(towns), form = await newWish(s.mother);
  let longest = 0;
  const timed = async what => { const began = Date.now(), page = await what(); longest = Math.max(longest, Date.now() - began); return page; };
  await cluster.signal('STOP');
  try {
    const [kept, ...pages] = await Promise.all([timed(() => form.submit({ text: 'Stil' }, { timeout: 90000 })), ...Array.from({ length: 24 }, () => timed(() => s.mother.get('/our', { timeout: 90000 })))]);
    kept.is(503).sees(KEPT);
    for (const page of pages) page.is(503).sees(SORRY);
    assert.equal(kept.form(WISHES).value('text'), 'Stil');
    (await timed(() => s.town.visitor().get('/healthz'))).is(503);
    await cluster.signal('CONT');
    await insists(kept.form(WISHES), 'Stil');
    once(await wishesOf(s.mother), ['Stil']);
  } finally {
    await cluster.signal('CONT');
  }
  assert(longest < 60000);
  const log = await same(s);
  assert.equal(log.changed, 1);
  return `the longest wait was ${(longest / 1000).toFixed(1)} s`;
});

part('silent in the midst of a statement and a commit: given back within a minute, and it counts once', async towns => {
  const s = await begin(towns), texts = [];
  let back = 0, going = true;
  const writer = async who => { for (let n = 0; going || n < 3; n++) { const text = `Midden ${who}-${n}`; back += await insists((await reads(s.mother, `${WISHES}/new`, { seconds: 120 })).form('text'), text, 120); texts.push(text); } };
  const writers = Promise.all([1, 2, 3, 4, 5, 6].map(writer)).finally(() => { going = false; });
  writers.catch(() => {});
  for (let i = 0; i < (long ? 4 : 1) && going; i++) {
    await wait(1500);
    await cluster.signal('STOP');
    await wait(40000);
    await cluster.signal('CONT');
    await wait(2000);
  }
  going = false;
  await writers;
  once(await wishesOf(s.mother), texts);
  assert(back > 0, 'none was on its way when it fell silent');
  const log = await same(s);
  assert.equal(log.changed, texts.length);
  return `${texts.length} wishes, ${back} given back`;
});

cluster.start();
let status = 1;
try {
  status = await tellAll(cluster.conninfo);
} finally {
  await cluster.signal('CONT');
  try { cluster.stop('crash'); } catch { /* it may be down already */ }
  rmSync(folder, { recursive: true, force: true });
}
process.exit(status);
