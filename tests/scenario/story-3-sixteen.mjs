// A parent's session is open when the sixteenth birthday begins in Amsterdam: page, print and feed show nothing that is not shared. And the other ages:
// eleven, twelve, fifteen, eighteen; custody or not; a guardian; who no longer belongs.
import { story, assert } from './lib.mjs';

const OWN = 'vuurtoren';                 // what is about Roelien alone; she is sixteen on 1 December
const PAGES = ['/our', '/our/plan', '/our/plan/print', '/our/plan/versions', '/our/intake', '/our/written', '/our/helpers', '/our/access', '/our/log'];
async function reads(person)
{
  const found = [];
  for (const path of PAGES)
    for (const page of [await person.get(path), await person.json(path), await person.get(`${path}?format=csv`)])
      if (page.body.includes(OWN)) found.push(path);
  return found;
}

story('with the session open, at midnight in Amsterdam, a parent reads no more of a child that is sixteen', { world: true, clock: '2026-11-30T23:50:00+01:00' }, async town => {
  const mother = await town.signIn('ottoline'), father = await town.signIn('wibrandus'), roelien = await town.signIn('roelien');
  assert((await reads(mother)).length, 'at fifteen a parent with custody is informed');
  assert((await reads(father)).length, 'wherever that parent lives');
  town.setClock('2026-11-30T22:59:59Z');
  assert((await reads(mother)).length);
  town.setClock('2026-11-30T23:00:00Z');
  assert.deepEqual(await reads(mother), [], 'from the first moment of the day nothing more');
  assert.deepEqual(await reads(father), []);
  assert((await reads(roelien)).length, 'she reads it herself');
  (await mother.get('/our/plan')).is(200).sees('hangmatlamp');
  (await town.visitor().get('/our')).sees('Inloggen');
});

story('from eighteen a parent elsewhere, whose last right was custody, reads the plan no more', { world: true, clock: '2026-11-23T12:00:00+01:00' }, async town => {
  const father = await town.signIn('wibrandus'), thijmen = await town.signIn('thijmen');
  (await father.get('/our/plan')).sees('hangmatlamp');
  (await thijmen.get('/our/plan')).sees('hangmatlamp');
  town.setClock('2031-12-24T12:00:00+01:00');                // Quirijn, the youngest but one, is eighteen; Fleurtje is sixteen
  const again = await town.signIn('wibrandus');
  (await again.get('/our/plan')).sees('hangmatlamp');
  town.setClock('2033-03-01T12:00:00+01:00');
  const last = await town.signIn('wibrandus');
  assert(!(await last.get('/our/plan')).body.includes('hangmatlamp'), 'all children are eighteen');
  assert((await (await town.signIn('ottoline')).get('/our/plan')).body.includes('hangmatlamp'), 'who lives there still reads');
});

story('each age, and each relation, reads its own', { world: true }, async town => {
  const plan = async login => (await (await town.signIn(login)).get('/our/plan')).body.includes('hangmatlamp');
  const own = async login => (await reads(await town.signIn(login))).length > 0;
  for (const login of ['ottoline', 'wibrandus', 'ubeltje', 'quirijn', 'roelien', 'sietske', 'thijmen']) assert(await plan(login), `${login} reads the plan`);
  assert(!(await plan('isbrand')), 'who no longer belongs reads nothing');
  assert(await own('roelien') && await own('ottoline') && await own('wibrandus'), 'of a child of fifteen: she herself, and both who have custody');
  for (const login of ['ubeltje', 'quirijn', 'sietske', 'thijmen', 'hendrikus', 'school']) assert(!(await own(login)), `${login} does not read what is about Roelien alone`);
});

story('eleven has no sign-in; twelve has, from the first moment of the birthday', { world: true, clock: '2027-02-28T23:59:59+01:00' }, async town => {
  const sanne = await town.signIn('sanne'), code = `/households/${town.world.ids.household}/people/${town.world.ids.eleven}/code`;
  const people = await sanne.get(`/households/${town.world.ids.household}/people`);
  assert(!people.has(code), 'no button');
  const csrf = people.one('input[name=csrf]').getAttribute('value');
  (await sanne.post(code, { csrf })).is(404);
  town.setClock('2027-02-28T23:00:00Z');
  const given = await (await sanne.get(`/households/${town.world.ids.household}/people`)).form(code).submit();
  given.is(200);
});
