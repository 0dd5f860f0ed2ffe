// Days on end with the jobs running and people who come and go: memory, files, threads, the write-ahead log and the spool stay as they are, every job runs at its pace, and
// what has had its time is gone. Two days as a rule, ten with NABIJ_LONG=1.
//
// By the tests' own clock and not by faketime: that bends every wait in the program too (a second's pause would be over in a millisecond), cannot be loaded
// beside the sanitizers, and shifts the ids. So an hour of theirs lasts a second of ours, in which each thread does its real work once.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { long, part, tellAll, until, wait } from '../lib/parts.mjs';

const DAYS = long ? 10 : 2, HOUR_MS = 850;
const DAILY = ['social_forget', 'figure_reference', 'solutions', 'published', 'together'];       // jobs that run once a day; all others at least hourly
const KB_A_DAY = long ? 400 : 1500;              // of memory it may grow in the later days; of two days much is caches that fill
const statusOf = (pid, name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
const size = path => { try { return statSync(path).size; } catch { return 0; } };

const sample = (town, hour) => {
  const { pid } = town.process, spool = readdirSync(join(town.data, 'spool')).map(f => size(join(town.data, 'spool', f)));
  return { day: hour / 24, memory: statusOf(pid, 'VmRSS'), files: readdirSync(`/proc/${pid}/fd`).length, threads: statusOf(pid, 'Threads'),
    wal: size(join(town.data, 'nabij.db-wal')), spool: spool.reduce((a, b) => a + b, 0), spoolFiles: spool.length };
};
// By how much a day it grows: the middle one of the slopes between any two points (Theil and Sen), which what grows once, such as by the first mail of a working week, does not bend.
function slope(points, what)
{
  const slopes = points.flatMap((p, i) => points.slice(i + 1).map(q => (q[what] - p[what]) / (q.day - p.day))).sort((a, b) => a - b);
  return slopes[Math.floor(slopes.length / 2)];
}

// Somebody comes, reads, writes down a word, leaves a form half filled, and goes; who stays away without signing out leaves a session behind.
async function visit(town, hour)
{
  const home = `/households/${town.world.ids.household}`;
  const sanne = await town.signIn('sanne');
  for (const path of ['/today', '/households', home, `${home}/plan`, `${home}/log`, `${home}/network`]) (await sanne.get(path)).is(200);
  if (hour % 6 === 0) (await (await sanne.get(`${home}/wishes/new`)).form('text').submit({ text: `Het woord van uur ${hour}` })).is(200);      // rarely: a page that gets longer takes more
    const mother = await town.signIn('ottoline');
  for (const path of ['/our', '/our/plan', '/our/log', '/our/access']) (await mother.get(path)).is(200);
  const form = (await sanne.get(`${home}/contacts/new`)).form('got_through');
  const half = { csrf: form.value('csrf'), form: form.element.getAttribute('data-draft'), field: 'note', value: `Half opgeschreven om ${hour} uur` };
  assert([200, 409].includes((await sanne.post('/drafts', half, { headers: { accept: 'application/json' } })).status));
  for (const person of hour % 3 ? [sanne, mother] : [sanne]) (await (await person.get('/account')).form('/sign-out').submit()).is(200);
}

// Many at once, so that every connection to the store is there, with its caches, before anything is measured.
async function warm(town)
{
  const home = `/households/${town.world.ids.household}`, sanne = await town.signIn('sanne');
  for (const path of ['/today', home, `${home}/plan`, `${home}/log`, `${home}/network`, '/households'])
    for (const page of await Promise.all(Array.from({ length: 24 }, () => sanne.get(path)))) page.is(200);
  (await (await sanne.get('/account')).form('/sign-out').submit()).is(200);
}

part(`${DAYS} days: nothing grows, every job runs, what has had its time is gone`, async towns => {
  const clean = { MALLOC_ARENA_MAX: '1', ASAN_OPTIONS: 'detect_leaks=1:abort_on_error=0:quarantine_size_mb=0:thread_local_quarantine_size_kb=0' };
  const town = await towns.town({ world: true, serve: false });
  Object.assign(town.env, clean);
  await town.start();
  await warm(town);
  const points = [];
  for (let hour = 1; hour <= DAYS * 24; hour++) {
    const began = Date.now();
    town.forward({ hours: 1 });
    await visit(town, hour);
    await wait(Math.max(0, HOUR_MS - (Date.now() - began)));
    if (hour % 2 === 0) points.push(sample(town, hour));
  }
  const later = points.slice(Math.floor(points.length * (long ? 0.2 : 0.3))), last = later.at(-1), span = last.day - later[0].day;
  const grows = Object.fromEntries(['memory', 'files', 'threads'].map(what => [what, slope(later, what)]));
  const line = later.filter((_, i) => i % Math.ceil(later.length / 12) === 0).map(p => `${p.day.toFixed(1)}: ${p.memory} KB, ${p.files} files, ${p.threads} threads, wal ${p.wal}, spool ${p.spool}`).join('\n    ');
  const figures = `memory ${last.memory} KB, ${grows.memory.toFixed(0)} KB a day; ${last.files} files, ${grows.files.toFixed(2)} a day; ${last.threads} threads; wal ${Math.max(...later.map(p => p.wal)) >> 10} KB`;
  assert(grows.memory < KB_A_DAY, `memory grows: ${figures}\n    ${line}`);
  assert(grows.files * span < 6 && grows.threads * span < 6, `files or threads grow: ${figures}\n    ${line}`);
  assert(last.wal <= Math.max(...points.slice(0, Math.ceil(points.length / 3)).map(p => p.wal)) * 1.5 + (4 << 20), `the write-ahead log grows: ${line}`);
  for (const p of later) assert(p.spool < 1 << 20 && p.spoolFiles <= 3, `the spool is not folded: ${line}`);

  const counted = async () => { await town.stop(); const is = { jobs: town.ask('jobs'), rows: town.ask('rows'), log: town.ask('log') }; return is; };
  const after = await counted();
  for (const [name, job] of Object.entries(after.jobs)) {
    const [least, hours] = DAILY.includes(name) ? [DAYS - 1, 26] : [DAYS * 18, 2];
    assert(job.runs >= least && town.now().getTime() - job.last <= hours * 3600000, `${name} ran ${job.runs} times in ${DAYS} days`);
  }
  assert.equal(after.log.filter(l => l.action === 'changed' && l.route === '/households/{household}/wishes' && l.kind === 'shared').length, DAYS * 4, 'each change is in the log, once');
  // Of the mother, who stays signed in for a month: every third hour one; and what was ended in the last two hours, when the housekeeping may not have been by.
  assert(after.rows.session <= DAYS * 8 + 4, `${after.rows.session} sessions are left`);
  assert(after.rows.once > 0 && after.rows.once <= 7.1 * 24 * 6, `${after.rows.once} marks of forms`);
  town.forward({ days: 32 });
  await town.start({ port: town.port });
  await until(() => !/ERROR/.test(town.said), 5, () => town.said.slice(-2000));
  await wait(3000);
  const end = await counted();
  assert.deepEqual(end.rows, { once: 0, draft: 0, session: 0 }, 'a month later all of it is gone');
  return figures;
});

process.exit(await tellAll());
