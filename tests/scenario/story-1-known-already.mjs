// B enters a child that is already in A's household, misspelt: B notices nothing, A gets the task.
import { story, assert } from './lib.mjs';

const CHILD = { role: 'child', birth_date: '24-12-2013', lives_here: true };
const add = async (person, household, fields) => (await person.get(`/households/${household}/people/new`)).form('first_name').submit({ ...CHILD, ...fields });
// What somebody reads, without what differs by itself: names typed, ids, form tokens.
const plain = (page, ...typed) => typed.reduce((text, word) => text.replaceAll(word, 'NAAM'), page.body).replace(/\d{15,}/g, 'ID').replace(/(name="(once|csrf)" value=")[^"]*/g, '$1');
const tasks = async person => (await person.get('/today')).text;

for (const [what, last_name, first_name] of [['misspelt', 'Kraayvelt', 'Kwirijn'], ['with the names as they are', 'Kraaijveldt', 'Quirijn']])
  story(`a child that is known already is entered elsewhere, ${what}: nothing tells`, { world: true }, async town => {
    const { other_household: here } = town.world.ids;
    const b = await town.signIn('joost'), a = await town.signIn('sanne');
    assert(!(await tasks(a)).includes('dezelfde'), 'before, there is no such task');

    const known = await add(b, here, { first_name, last_name });
    known.is(200);
    const known_list = await b.get(`/households/${here}/people`);

    const control = await town.towns.town({ world: true });
    const b2 = await control.signIn('joost');
    const unknown = await add(b2, here, { first_name: 'Xander', last_name: 'Appelboom' });
    const unknown_list = await b2.get(`/households/${here}/people`);
    await control.stop();
    assert.equal(plain(known, first_name, last_name), plain(unknown, 'Xander', 'Appelboom'), 'the same answer as for a child nobody knew');
    assert.equal(plain(known_list, first_name, last_name), plain(unknown_list, 'Xander', 'Appelboom'), 'and the same list');
    for (const path of ['/today', '/households', `/households/${here}`, '/search?q=Fleur', `/households/${here}/log`]) (await b.get(path)).lacks('Fleurtje', 'Klavermakers', town.world.ids.household);

    const today = await a.get('/today');
    today.sees(/misschien|dezelfde|dubbel|twee keer|al bekend/i);
    (await a.get(`/households/${town.world.ids.household}`)).is(200);
    const log = await a.json(`/households/${town.world.ids.household}/log`);
    assert(!JSON.stringify(log.data).includes('Joost'), 'and the log of the known household does not say that B looked: B did not');
  });
