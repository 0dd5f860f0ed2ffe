// A mother once agreed that the school may see the plan; her thirteen-year-old withdraws: the school has lost it at the next request.
import { story, assert } from './lib.mjs';

story('a young person takes back what the mother once allowed: the school has lost it at the next request', { world: true, clock: '2027-01-11T12:00:00+01:00' }, async town => {
  const school = await town.signIn('school'), quirijn = await town.signIn('quirijn'), program = town.client(town.world.people.school.token);
  (await school.get('/our/plan')).is(200).sees('hangmatlamp');
  assert(JSON.stringify((await program.get('/our/plan')).data).includes('hangmatlamp'), 'its program reads it too');

  const access = await quirijn.get('/our/access');
  access.sees('Juf Anna');
  (await access.form(`/our/access/${town.world.ids.consent}/end`).submit()).is(200).sees('Gestopt');

  for (const path of ['/our', '/our/plan', '/our/plan/print', '/my-reports', `/our/plan?format=csv`]) {
    (await school.get(path)).lacks('hangmatlamp', 'Kraaijveldt', 'knikkerpot');
    const data = await program.get(path);
    assert(!data.body.includes('hangmatlamp') && !data.body.includes('Kraaijveldt'), path);
  }
  (await quirijn.get('/our/access')).lacks('De school denkt mee');
  (await (await town.signIn('ottoline')).get('/our/plan')).sees('hangmatlamp');
});

story('a supporter that is taken back has lost everything at the next request, in the middle of a sitting', { world: true }, async town => {
  const supporter = await town.signIn('hendrikus'), mother = await town.signIn('ottoline');
  const plan = await supporter.get('/our/plan');
  plan.sees('schoenendoos');
  await (await mother.get('/our/access')).form(`/our/access/${town.world.ids.supporter_access}/end`).submit();
  const tick = plan.has(/\/done$/) ? await plan.form(/\/done$/).submit({}, { follow: false }) : await supporter.get('/our/plan');
  tick.lacks('schoenendoos');
  assert.notEqual(tick.status, 303, 'nor can the page that was still open change anything');
  for (const path of ['/our', '/our/plan', '/our/written', '/our/access', '/our/log', '/our/helpers']) (await supporter.get(path)).lacks('Kraaijveldt', 'hangmatlamp', 'kachelpijp');
});

story('consent ends on its day by itself', { world: true }, async town => {
  town.setClock('2027-11-22T12:00:00+01:00');
  (await (await town.signIn('school')).get('/our/plan')).sees('hangmatlamp');
  town.setClock('2027-11-24T12:00:00+01:00');
  (await (await town.signIn('school')).get('/our/plan')).lacks('hangmatlamp');
});
