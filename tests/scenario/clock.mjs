// The machine's clock on its bad days: set back, woken in 1970, ahead by a year; summer time, the leap day, 2038 and after. Nothing outlives its end, no
// term is lost, and the jobs do their work (src/platform/base/clock.h).
import { story, assert } from './lib.mjs';

const OWN = 'vuurtoren', world = { world: true };        // OWN is about Roelien alone, who is sixteen on 1 December 2026
const wait = ms => new Promise(done => { setTimeout(done, ms); });
async function reads(person)
{
  for (const path of ['/our', '/our/plan', '/our/intake', '/our/written']) if ((await person.get(path)).body.includes(OWN)) return true;
  return false;
}
const home = town => `/households/${town.world.ids.household}`;
// The schedule looks every second; a job that is due is noted within two.
const jobs = async town => { await wait(2500); };
// Until the hourly job had its turn at that moment, on a busy machine too; and a second more, in which it could come twice.
const LAST = "SELECT last_at FROM job WHERE name = 'report_forget'";
async function hourly(town, moment)
{
  for (let tries = 0; tries < 100 && town.number(LAST) < moment.getTime() * 1000; tries++) await wait(200);
  await wait(1100);
}
const wish = async (town, person, text) => (await (await person.get(`${home(town)}/wishes/new`)).form('text').submit({ text })).is(200);
const wishes = async (town, person) => (await person.json(`${home(town)}/plan`)).data.plan.wishes;
const inHours = (moment, hours) => new Date(new Date(moment).getTime() + hours * 3600000);

story('what ended stays ended when the clock is set back: an hour, a day, to 1970', { ...world, clock: '2026-11-30T22:59:59Z' }, async town => {
  const mother = await town.signIn('ottoline'), roelien = await town.signIn('roelien');
  assert(await reads(mother), 'at fifteen a parent with custody is informed');
  town.setClock('2026-11-30T23:00:00Z');
  assert(!(await reads(mother)));
  for (const back of ['2026-11-30T22:59:59Z', '2026-11-30T22:00:00Z', '2026-11-29T23:00:00Z', '1970-01-01T00:00:05Z']) {
    town.setClock(back);
    assert(!(await reads(mother)), `read again at ${back}`);
    assert(await reads(roelien), 'who may read still does');
  }
  assert.match(town.said, /clock was set back by \d+ seconds/);
});

story('nor does a restart with the clock set back open it again', { ...world, clock: '2026-11-30T22:59:59Z' }, async town => {
  const mother = await town.signIn('ottoline');
  town.setClock('2026-11-30T23:01:00Z');
  await jobs(town);
  assert(!(await reads(mother)));
  await town.stop();
  town.setClock('2026-11-30T22:30:00Z');
  assert.match(town.must('clock'), /lived through: +2026-11-30T23:01:00Z\nNabij's time goes on from there at half speed/);
  await town.start({ port: town.port });
  assert(!(await reads(mother)), 'read again after the restart');
  assert(await reads(await town.signIn('roelien')));
});

story('a session that was idle for too long is not open again by setting the clock back', { ...world, clock: '2026-11-23T12:00:00+01:00' }, async town => {
  const sanne = await town.signIn('sanne');
  (await sanne.get(home(town))).is(200);
  town.forward({ minutes: 61 });
  (await sanne.get(home(town))).sees('Inloggen');
  town.forward({ minutes: -50 });
  (await sanne.get(home(town))).sees('Inloggen');
});

story('a machine that wakes in 1970 is told so, and nothing is touched', { ...world, clock: '2026-11-23T12:00:00+01:00' }, async town => {
  const sanne = await town.signIn('sanne');
  await wish(town, sanne, 'Een avond samen koken');
  await jobs(town);
  await town.stop();
  town.setClock('1970-01-01T00:00:07Z');
  const refused = town.cli('serve', '--port', '0', { timeout: 10000 });
  assert.equal(refused.code, 1);
  assert.match(refused.err, /clock says 1970-01-01T00:00:07Z, but this Nabij was already at 2026-11-23T11:00:00Z.*nabij clock --right/);
  town.setClock('2026-11-23T12:10:00+01:00');
  await town.start({ port: town.port });
  assert.deepEqual((await wishes(town, sanne)).map(w => w.text).filter(t => t === 'Een avond samen koken').length, 1);
});

story('a clock that was a year ahead: said to be right again, sessions of then are ended and the jobs go on', { ...world, clock: '2026-11-23T12:00:00+01:00' }, async town => {
  const now = await town.signIn('sanne');
  town.setClock('2027-12-01T12:00:00+01:00');
  const then = await town.signIn('joost');
  await jobs(town);
  await town.stop();
  town.setClock('2026-11-23T12:05:00+01:00');
  assert.equal(town.cli('serve', '--port', '0', { timeout: 10000 }).code, 1);
  assert.match(town.must('clock', '--right'), /lived through: +2026-11-23T11:05:00Z/);
  await town.start({ port: town.port });
  (await then.get('/today')).sees('Inloggen');
  await town.signIn('joost');
  town.forward({ minutes: 2 });
  await jobs(town);
  await town.stop();
  for (const [name, job] of Object.entries(town.ask('jobs'))) if (name !== 'report_forget' && name !== 'housekeeping') assert(job.last >= new Date('2026-11-23T11:05:00Z').getTime(), `${name} does not run`);
  assert(now);
});

story('through the hours that do not exist and that come twice every job runs at its pace, none twice', world, async town => {
  for (const [from, hours] of [['2027-03-27T23:30:00Z', 5], ['2027-10-30T22:30:00Z', 6]]) {
    await town.stop();
    town.setClock(from);
    const before = town.ask('jobs').report_forget?.runs ?? 0;
    await town.start({ port: town.port });
    await jobs(town);
    for (let h = 1; h <= hours; h++) {
      town.setClock(inHours(from, h));
      await hourly(town, inHours(from, h));
      if (h === 2) {                             // begun anew within the hour, it has had its turn
        await town.restart();
        await jobs(town);
      }
    }
    await town.stop();
    assert.equal(town.ask('jobs').report_forget.runs - before, hours + 1, `from ${from}: hourly, once each hour`);
    await town.start({ port: town.port });
  }
});

story('asleep for a week, the jobs that were missed run once, and the terms that passed are on the list', { ...world, clock: '2026-11-23T12:00:00+01:00' }, async town => {
  await jobs(town);
  await town.stop();
  const before = town.ask('jobs');
  town.forward({ days: 7 });
  await town.start({ port: town.port });
  await jobs(town);
  await town.stop();
  const after = town.ask('jobs');
  for (const name of Object.keys(before)) {
    assert.equal(after[name].runs - before[name].runs, 1, name);
    assert.equal(after[name].last, town.now().getTime(), name);
  }
  await town.start({ port: town.port });
});

story('after 19 January 2038, and in 2106, Nabij goes on', world, async town => {
  town.setClock('2038-01-19T03:13:50Z');
  const sanne = await town.signIn('sanne');
  town.setClock('2038-01-19T03:14:08Z');
  await wish(town, sanne, 'Na het jaar 2038');
  const again = await town.signIn('sanne');
  assert((await wishes(town, again)).some(w => w.text === 'Na het jaar 2038'));
  await jobs(town);
  town.setClock('2038-01-19T04:14:09Z');
  (await again.get(home(town))).is(200).sees('Inloggen');
  town.setClock('2106-02-07T06:28:20Z');
  await jobs(town);
  const last = await town.visitor().get('/sign-in');
  last.is(200);
});
