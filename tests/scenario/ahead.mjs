// What a page reads is announced to PostgreSQL before it is known who asks (src/platform/web/ahead.h). It is a guess, and opens nothing: after pages were read
// many times, whoever may not see them (any more) sees as little as ever, and what was changed is there at once. On SQLite nothing is announced; the
// same holds.
import { assert, story } from './lib.mjs';

const TIMES = 5;                       // more than it takes to be announced

// The page of that address, again and again: the same each time.
async function often(person, path)
{
  const pages = [];
  for (let i = 0; i < TIMES; i++) pages.push(await person.json(path));
  for (const page of pages) page.is(200);
  const said = pages.map(p => p.body.replaceAll(/"(csrf|once)":"[^"]*"/g, ''));
  for (const text of said) assert.equal(text, said[0], `${path} says something else when it is read again`);
  return pages.at(-1);
}

story('what was read often opens nothing to who may not read it', { world: true }, async town => {
  const home = `/households/${town.world.ids.household}`, sanne = await town.signIn('sanne'), joost = await town.signIn('joost');
  for (const path of [home, `${home}/plan`, `${home}/timeline`]) {
    await often(sanne, path);
    for (let i = 0; i < TIMES; i++) (await joost.get(path)).is(404);
    (await sanne.json(path)).is(200);
  }
  const kept = sanne.elsewhere();
  for (const [name, value] of sanne.cookies) kept.cookies.set(name, value);
  (await kept.json(home)).is(200);
  await (await sanne.get('/account')).form('/sign-out').submit();
  const after = await kept.get(home, { follow: false });
  assert(after.path.startsWith('/sign-in') || after.status === 303, `after signing out ${home} answers ${after.status}`);
});

story('a right that ends is gone from the next page on', { world: true }, async town => {
  const mother = await town.signIn('ottoline'), friend = await town.signIn('hendrikus');
  await often(friend, '/our/plan');
  const page = await mother.get('/our/access');
  page.sees('Hendrikus');
  (await page.form(`/our/access/${town.world.ids.supporter_access}/end`).submit()).is(200);
  for (let i = 0; i < TIMES; i++) {
    const now = await friend.json('/our/plan');
    assert(!/"goals":\[\{/.test(now.body) && !now.body.includes(town.world.ids.step), 'who is let out still reads the plan');
  }
});

story('a change is on the next page, and in nobody else\'s', { world: true }, async town => {
  const home = `/households/${town.world.ids.household}`, sanne = await town.signIn('sanne');
  const name = JSON.parse((await often(sanne, home)).body).name;
  const form = (await sanne.get(`${home}/edit`)).form('name');
  await form.submit({ name: 'Familie Anders' });
  const now = await often(sanne, home);
  assert.notEqual(name, 'Familie Anders');
  assert.equal(JSON.parse(now.body).name, 'Familie Anders');
});
