// Getting to know each other: a conversation that is never lost, in which nothing is mandatory and nobody writes over somebody else.
import { story, assert } from './lib.mjs';

// A household of Sanne's, and the path of its intake.
async function begin(town, name = 'Gezin Proefman')
{
  const sanne = await town.signIn('professional');
  const first = await (await sanne.get('/households/new')).form('name').submit({ name, address: 'Dorpsstraat 1', first_name: 'Roos', role: 'parent' });
  const [household] = first.path.match(/\/households\/\d+/);
  return { sanne, household, intake: household + '/intake' };
}
const chapter = async (person, intake, code) => (await person.get(`${intake}/${code}`)).form(`${intake}/${code}`);
const csrf = page => page.all('input[name=csrf]').at(-1).getAttribute('value');
// As the page's script saves a field by itself.
const typed = (person, page, to, fields) => person.post(to, { csrf: csrf(page), ...fields }, { headers: { accept: 'application/json' } });

story('a conversation: what goes well, what worries, how it hangs together, and nothing of it is mandatory', async town => {
  const { sanne, intake } = await begin(town);
  (await sanne.get(intake)).is(200).sees('Kennismaken', 'Willen jullie zelf een plan maken?', 'Waar willen jullie naartoe?');
  const next = await (await chapter(sanne, intake, 'income')).submit({ strength: 'We koken elke dag zelf', worry: 'De post blijft dicht. Al weken.',
    view: 'Het valt best mee', view_whose: 'Opa', link_domain: 'mental_health', link_text: 'van de brieven slaapt Roos niet', choice: 'seen', score: '4' });
  next.is(200).sees('Opgeslagen', 'We koken elke dag zelf', 'De post blijft dicht', 'Opa', 'van de brieven slaapt Roos niet');
  assert.match(next.path, /participation/, 'the next chapter is opened');
  const data = (await sanne.json(intake)).data;
  const [income, mind] = ['income', 'mental_health'].map(code => data.chapters.find(c => c.code === code));
  assert.equal(income.choice, 'seen');
  assert.equal(income.score, 4);
  assert.equal(income.views[0].whose, 'Opa', 'a view is said by whom it is of');
  assert.equal(mind.links[0].domain, 'income', 'a line has two ends');
  const empty = await (await chapter(sanne, intake, 'safety')).submit({});
  empty.is(200);
  assert.equal((await sanne.json(intake)).data.chapters.find(c => c.code === 'safety').seen_at, null, 'saying nothing is not having looked');
});

story('not needed, our choice, counts as seen', async town => {
  const { sanne, intake } = await begin(town);
  (await (await chapter(sanne, intake, 'safety')).submit({ choice: 'not_needed' })).sees('niet nodig, onze keuze');
  const data = (await sanne.json(intake)).data;
  assert.equal(data.picture.seen, 1);
  assert(data.chapters.find(c => c.code === 'safety').seen_at);
  const again = await chapter(sanne, intake, 'safety');
  assert.equal(again.value('choice'), 'not_needed', 'it stays as they chose it');
});

story('the number at the beginning stays beside the number now', async town => {
  const { sanne, intake } = await begin(town);
  await (await chapter(sanne, intake, 'income')).submit({ choice: 'seen', score: '3' });
  town.forward({ days: 40 });
  const later = await town.signIn(sanne.account.login);
  await (await chapter(later, intake, 'income')).submit({ score: '6' });
  const row = (await later.json(intake)).data.picture.rows.find(r => r.domain === 'income');
  assert.deepEqual([row.start, row.now], [3, 6]);
  (await later.get(intake)).sees('Eerst een 3, nu een 6.');
});

story('a plan of their own and a supporter are offered first; later is an answer too', async town => {
  const { sanne, intake } = await begin(town);
  const offer = async (which, answer) => sanne.post(intake + '/offer', { csrf: csrf(await sanne.get(intake)), which, answer });
  (await offer('own_plan', 'later')).sees('Jullie kunnen er altijd op terugkomen');
  assert.equal((await sanne.json(intake)).data.own_plan, 'open');
  (await offer('own_plan', 'yes')).sees('Ja, graag');
  (await offer('supporter', 'no')).sees('Nee, dank je');
  const data = (await sanne.json(intake)).data;
  assert.deepEqual([data.own_plan, data.supporter], ['yes', 'no']);
});

story('a worry becomes a goal with its words, its domain and its person', async town => {
  const { sanne, intake, household } = await begin(town);
  const form = await chapter(sanne, intake, 'income');
  const roos = form.controls('worry_person_id')[0].querySelectorAll('option').find(o => o.text === 'Roos').getAttribute('value');
  await form.submit({ worry: 'De post blijft dicht. Al weken.', worry_person_id: roos });
  const towards = await sanne.get(intake + '/towards');
  const goal = towards.form('Zet in het plan');
  assert.equal(goal.value('title'), 'De post blijft dicht');
  (await goal.submit()).sees('Het doel staat in het plan', 'De post blijft dicht');
  const plan = (await sanne.json(household)).data.goals;
  assert.deepEqual(plan.map(g => [g.title, g.domain, g.whose, g.state]), [['De post blijft dicht', 'income', 'Roos', 'active']]);
});

story('a worry of one endless word asks for a title, and breaks nothing', async town => {
  const { sanne, intake } = await begin(town);
  await (await chapter(sanne, intake, 'income')).submit({ worry: 'z'.repeat(3000) });
  const goal = (await sanne.get(intake + '/towards')).is(200).form('Zet in het plan');
  assert.equal(goal.value('title'), '');
  (await goal.submit()).is(422).sees('Schrijf op wat jullie willen bereiken');
  const long = await (await chapter(sanne, intake, 'safety')).submit({ worry: 'z'.repeat(4100) });
  long.is(422).sees('Dit is 100 tekens te lang');
  assert.equal(long.form(intake + '/safety').value('worry').length, 4100, 'what was typed stays');
});

story('wishes and the horizon stand in their own words', async town => {
  const { sanne, intake } = await begin(town);
  await (await sanne.get(intake + '/towards')).form(intake + '/horizon').submit({ horizon: 'Dat we weer samen eten.' });
  await (await sanne.get(intake + '/towards')).form(intake + '/wishes').submit({ text: 'Een keer naar zee', whose: 'Roos' });
  const page = await sanne.get(intake + '/towards');
  page.sees('Een keer naar zee', 'Roos');
  assert.equal(page.form(intake + '/horizon').value('horizon'), 'Dat we weer samen eten.');
});

story('two at once on one note: both texts are shown, and nothing is lost', async town => {
  const { sanne, intake } = await begin(town);
  await (await chapter(sanne, intake, 'income')).submit({ worry: 'De huur loopt achter' });
  const desk = await sanne.get(intake + '/income'), phone = await sanne.get(intake + '/income');
  const note = desk.form(intake + '/notes/').action;
  (await typed(sanne, desk, note + '/text', { form: 'note', field: 'text', value: 'De huur is twee maanden achter', version: desk.form(note).value('version') })).is(200);
  const clash = await typed(sanne, phone, note + '/text', { form: 'note', field: 'text', value: 'De huur is betaald', version: phone.form(note).value('version') });
  clash.is(409);
  assert.equal(clash.data.value, 'De huur is twee maanden achter');
  assert.match(clash.data.message, /veranderde dit intussen/);
  const shown = await phone.form(note).submit({ text: 'De huur is betaald' });
  assert.equal(shown.status, 422);
  shown.sees('De huur is twee maanden achter', 'De huur is betaald');
  (await sanne.get(intake + '/income')).sees('De huur is twee maanden achter').lacks('De huur is betaald');
  (await shown.form(note).submit({ text: 'De huur was achter, en is betaald' })).is(200).sees('De huur was achter, en is betaald');
});

story('two add something in the same domain: both stand', async town => {
  const { sanne, intake } = await begin(town);
  const [one, other] = [await chapter(sanne, intake, 'income'), await chapter(sanne, intake, 'income')];
  await one.submit({ worry: 'De huur loopt achter' });
  (await other.submit({ worry: 'De auto is stuk' })).sees('De huur loopt achter', 'De auto is stuk');
});

story('what was typed and not saved is there in a new session, and goes once it is saved', async town => {
  const { sanne, intake } = await begin(town);
  const page = await sanne.get(intake + '/income'), form = page.form(intake + '/income');
  const key = form.element.getAttribute('data-draft');
  (await typed(sanne, page, '/drafts', { form: key, field: 'worry', value: 'Half een zin over de', since: form.value('since') })).is(200);
  const later = await town.signIn(sanne.account.login);
  const back = await later.get(intake + '/income');
  back.sees('Je was hier bezig', 'Half een zin over de');
  await back.form(intake + '/income').submit({ worry: 'Half een zin over de huur' });
  (await later.get(intake + '/income')).sees('Half een zin over de huur').lacks('Je was hier bezig');
});

story('a draft is thrown away in one tap', async town => {
  const { sanne, household } = await begin(town);
  const page = await sanne.get(household + '/contacts/new'), key = page.form('got_through').element.getAttribute('data-draft');
  (await typed(sanne, page, '/drafts', { form: key, field: 'note', value: 'Roos deed open' })).is(200);
  const back = await sanne.get(household + '/contacts/new');
  back.sees('Je was hier bezig', 'Roos deed open');
  (await back.form('Gooi weg').submit()).sees('Weggegooid').lacks('Roos deed open');
});

story('a draft of two pages of the same person is never silently overwritten', async town => {
  const { sanne, household } = await begin(town);
  const at = household + '/contacts/new';
  const [desk, phone] = [await sanne.get(at), await sanne.get(at)];
  const form = desk.form('got_through'), key = form.element.getAttribute('data-draft');
  town.forward({ minutes: 1 });
  const save = (page, value, since) => typed(sanne, page, '/drafts', { form: key, field: 'note', value, since });
  (await save(desk, 'Roos deed open', form.value('since'))).is(200);
  const clash = await save(phone, 'Niemand thuis', phone.form('got_through').value('since'));
  clash.is(409);
  assert.equal(clash.data.value, 'Roos deed open');
  (await save(phone, 'Niemand thuis', clash.data.since)).is(200);
});

story('a draft is its writer\'s own: nobody else reads it, and another\'s key is not accepted', async town => {
  const { sanne, household } = await begin(town);
  const page = await sanne.get(household + '/contacts/new'), key = page.form('got_through').element.getAttribute('data-draft');
  (await typed(sanne, page, '/drafts', { form: key, field: 'note', value: 'Alleen van mij' })).is(200);
  const other = await town.signIn('specialist');
  const theirs = await other.get('/households');
  (await typed(other, await other.get('/account'), '/drafts', { form: key, field: 'note', value: 'Van een ander' })).is(404);
  theirs.lacks('Alleen van mij');
  (await sanne.get(household + '/contacts/new')).sees('Alleen van mij');
});

story('without a relation the intake is not there', async town => {
  const { intake } = await begin(town);
  const other = await town.signIn('specialist');
  for (const path of [intake, intake + '/income', intake + '/towards']) (await other.get(path)).is(404);
  const sanne = await town.signIn('professional');
  (await sanne.get(intake + '/nothing')).is(404);
});

story('the family reads what was said; what weighs on parents is not told to a child', async town => {
  const sanne = await town.signIn('professional');
  const own = (await sanne.get('/households')).link(/Martens/).href;
  await (await chapter(sanne, own + '/intake', 'safety')).submit({ worry: 'De buurman roept in het trappenhuis' });
  (await (await town.signIn('lotte')).get('/our/intake')).is(200).sees('Ik maak de post niet meer open', 'De buurman roept');
  (await (await town.signIn({ ...town.account('lotte'), login: 'bram', name: 'Bram' })).get('/our/intake')).is(200).sees('De buurman roept').lacks('Ik maak de post niet meer open', 'Inkomen');
});
