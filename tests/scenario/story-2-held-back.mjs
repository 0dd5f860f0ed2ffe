// The mother's consult with Veilig Thuis is held back; the father downloads plan, versions, log and JSON: no line, gap or count tells. Told twice, in two towns
// that are otherwise the same: in one the professional holds something back, in the other she writes a note for herself. What everybody else reads must be the
// same to the byte.
import { story, assert } from './lib.mjs';

const PAGES = ['/our', '/our/plan', '/our/plan/print', '/our/plan/versions', '/our/helpers', '/our/written', '/our/access', '/our/log', '/our/share', '/our/ask', '/our/mine', '/our/intake', '/today', '/households', '/search?q=Kraai',
  '/signals', '/emergencies', '/privacy', '/caseload'];
const OF_HOUSEHOLD = ['', '/log', '/access', '/timeline', '/plan', '/plan/versions', '/plan/changes', '/people', '/questions', '/intake'];
const WORDS = ['overstroming', 'noodweer', 'Waakdienst'];

async function written(town, fields)
{
  const sanne = await town.signIn('sanne');
  const sheet = (await sanne.get(`/households/${town.world.ids.household}/notes`)).form('kind');
  (await sheet.submit({ text: 'Overleg over de overstroming', ...fields(town) })).is(200);
  return sanne;
}
const held = town => ({ kind: 'hold', reason: 'Hij dreigde met noodweer', with_whom: 'Waakdienst van Veilig Thuis', second_id: town.world.people.wim.id, review_on: town.day(60) });
const own = () => ({ kind: 'note' });

const plain = page => page.body.replace(/(name="(once|csrf)" value=")[^"]*/g, '$1').replace(/"(once|csrf)":"[^"]*"/g, '');
async function everything(town, login)
{
  const person = await town.signIn(login), seen = new Map();
  for (const path of [...PAGES, ...OF_HOUSEHOLD.map(p => `/households/${town.world.ids.household}${p}`)]) {
    seen.set(path, await person.get(path));
    seen.set(`${path} as data`, await person.json(path));
    seen.set(`${path} as a table`, await person.get(path + (path.includes('?') ? '&' : '?') + 'format=csv'));
  }
  return seen;
}

for (const login of ['wibrandus', 'ottoline', 'quirijn', 'hendrikus', 'school', 'yara', 'joost', 'karin', 'nadia'])
  story(`what is held back leaves no trace for ${login}`, { world: true }, async town => {
    await written(town, held);
    const control = await town.towns.town({ world: true });
    await written(control, own);
    const there = await everything(town, login), without = await everything(control, login);
    await control.stop();
    for (const [path, page] of there) {
      page.lacks(...WORDS);
      assert.equal(page.status, without.get(path).status, `${login} ${path}`);
      assert.equal(plain(page), plain(without.get(path)), `${login} ${path} tells`);
    }
  });

story('who holds back and who looks along read it; the colleague agrees; ended, the family may know', { world: true }, async town => {
  const sanne = await written(town, held), wim = await town.signIn('wim'), father = await town.signIn('wibrandus');
  const sheet = `/households/${town.world.ids.household}/notes`;
  (await sanne.get(sheet)).is(200).sees('overstroming', 'noodweer', 'Je collega moet nog meekijken');
  const asked = await wim.get(sheet);
  asked.is(200).sees('overstroming', 'noodweer', 'Ik keek mee en ben het eens').lacks('Klavermakers', 'hangmatlamp', 'zeepbel');
  for (let page = asked; page.has('Ik keek mee en ben het eens');)          // of this, and of what was held back before
    page = await page.form('Ik keek mee en ben het eens').submit({}, { button: 'Ik keek mee en ben het eens' });
  (await sanne.get(sheet)).lacks('Je collega moet nog meekijken');
  (await wim.get(`/households/${town.world.ids.household}`)).is(404);
  (await father.get('/our/access')).lacks('Wim');
});
