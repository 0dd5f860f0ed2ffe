// One plan: written together, ticked, dosed, looked back on; every version kept.
import { story, assert } from './lib.mjs';

const HORIZON = 'Dat we ’s avonds weer samen aan tafel zitten.';

// A household of their own, so that what the stories count is what they wrote.
async function begin(town, people = [['Lotte', 'parent'], ['Bram', 'child']])
{
  const sanne = await town.signIn('professional');
  const form = (await sanne.get('/households/new')).form('/households/new');
  const shown = await form.submit({ name: 'Gezin Terpstra', first_name: people[0][0], role: people[0][1] });
  const home = /\/households\/\d+/.exec(shown.is(200).path)[0];
  for (const [first_name, role] of people.slice(1))
    (await (await sanne.get(`${home}/people/new`)).form('first_name').submit({ first_name, role })).is(200);
  return { sanne, home, plan: `${home}/plan` };
}
const fill = async (person, path, action, fields, options) => (await person.get(path)).form(action).submit(fields, options);
const goal = (person, home, title, more = {}) => fill(person, `${home}/goals/new`, `${home}/goals`, { title, domain: 'income', ...more });
const planOf = async (person, home) => (await person.json(`${home}/plan`)).is(200).data.plan;
const stepOf = (plan, title) => [...plan.goals.flatMap(g => [...g.steps, ...g.earlier]), ...plan.we, ...plan.you].find(s => s.title === title);

async function step(person, home, title, { goalTitle, ...more } = {})
{
  const page = await person.get(`${home}/plan`);
  const wanted = goalTitle ? (await planOf(person, home)).goals.find(g => g.title === goalTitle).id : undefined;
  return page.form('due_on').submit({ title, ...more }, { raw: wanted ? { goal_id: wanted } : { goal_id: '' } });
}

story('a plan is written in the words of the family, and reads the same as data', async town => {
  const { sanne, home, plan } = await begin(town);
  (await sanne.get(plan)).is(200).sees('Nog geen stip op de horizon');
  (await fill(sanne, `${plan}/edit`, plan, { horizon: HORIZON, freedom: 'voluntary' })).is(200).sees(HORIZON, 'Opgeslagen');
  const page = await goal(sanne, home, 'Rust met geld');
  page.is(200).sees('1. Rust met geld', 'Inkomen');
  (await step(sanne, home, 'Vaste lasten op een rij', { goalTitle: 'Rust met geld', who_kind: 'family', who: 'Lotte', due_on: town.day(2) }))
    .sees('Vaste lasten op een rij', 'Lotte', 'Vóór');
  await step(sanne, home, 'Sportkleren via het Jeugdfonds', { who_kind: 'professional', who: 'Sanne', goalTitle: undefined });
  (await fill(sanne, `${home}/agreements/new`, `${home}/agreements`, { text: 'We appen alleen overdag', who: 'Lotte' })).sees('We appen alleen overdag');

  const data = await planOf(sanne, home);
  assert.equal(data.horizon, HORIZON);
  assert.equal(data.goals.length, 1);
  assert.equal(data.goals[0].domain, 'income');
  assert.equal(stepOf(data, 'Vaste lasten op een rij').due, town.day(2));
  assert.equal(data.agreements[0].text, 'We appen alleen overdag');
});

story('what was offered first is answered once, and who said yes is told', async town => {
  const { sanne, home, plan } = await begin(town);
  const page = await sanne.get(plan);
  const offer = page.all(`form[action="${plan}/offer"]`);
  assert.equal(offer.length, 2, 'a plan of their own, and a supporter');
  await page.form(`${plan}/offer`).submit({}, { button: 'no' });
  assert.equal((await planOf(sanne, home)).own_plan, 'no');
  assert.equal((await sanne.get(plan)).all(`form[action="${plan}/offer"]`).length, 1);
  (await fill(sanne, plan, `${plan}/agree`, { agreed_by: 'Lotte en Bram' })).sees('Ja van Lotte en Bram');
  (await fill(sanne, plan, `${plan}/agree`, { agreed_by: '' })).is(422).sees('Schrijf op wie er akkoord ging');
});

story('a step is ticked with one button, and the tick taken back; twice is once', async town => {
  const { sanne, home } = await begin(town);
  await step(sanne, home, 'Bellen met school', { who_kind: 'family' });
  const open = stepOf(await planOf(sanne, home), 'Bellen met school');
  const tick = (await sanne.get(`${home}/plan`)).form(`${home}/steps/${open.id}/done`);
  (await tick.submit()).is(200).sees('Klaar op', `door ${sanne.account.name}`);
  await tick.submit();
  const done = stepOf(await planOf(sanne, home), 'Bellen met school');
  assert(done.done_at, 'it stays done');
  assert.equal(done.done_by, sanne.account.name);
  (await fill(sanne, `${home}/plan`, `${home}/steps/${open.id}/done`)).is(200).sees('De stap staat weer open').lacks('Klaar op');
});

story('a step that does not work out says so with one word, and one that is not needed goes', async town => {
  const { sanne, home } = await begin(town);
  await step(sanne, home, 'Elke dag wandelen', { who_kind: 'family' });
  const { id } = stepOf(await planOf(sanne, home), 'Elke dag wandelen');
  (await fill(sanne, `${home}/steps/${id}`, `${home}/steps/${id}/stuck`, { stuck: 'te moe' })).sees('Lukt nu even niet: te moe');
  (await fill(sanne, `${home}/steps/${id}`, `${home}/steps/${id}/drop`)).is(200).lacks('Elke dag wandelen');
  (await sanne.get(`${home}/steps/${id}`)).is(404);
});

story('going over the team\'s number says why fewer at once helps, and lets the family choose', async town => {
  const { sanne, home } = await begin(town);
  let page;
  const titles = [];
  for (let n = 1; n <= 12; n++) {
    page = await goal(sanne, home, `Doel ${n}`);
    if (page.status === 422) break;
    titles.push(`Doel ${n}`);
  }
  assert(titles.length >= 1 && titles.length < 12, 'somewhere it is enough');
  page.is(422).sees('Minder tegelijk lukt vaker', ...titles);
  const over = `Doel ${titles.length + 1}`;
  assert.equal((await planOf(sanne, home)).goals.length, titles.length, 'nothing was saved yet');
  await page.form(`${home}/goals`).submit({}, { button: 'Zet bij straks' });
  let data = await planOf(sanne, home);
  assert.equal(data.goals.length, titles.length);
  assert.deepEqual(data.later.map(g => g.title), [over]);

  const why = await (await sanne.get(`${home}/plan`)).form('Nu oppakken').submit();
  why.is(422).sees('Minder tegelijk lukt vaker', over);
  (await why.form('Toch nu').submit({}, { button: 'Toch nu' })).is(200);
  data = await planOf(sanne, home);
  assert.equal(data.goals.length, titles.length + 1, 'they chose');
});

story('two people on one plan: both texts are shown, and nothing is overwritten', async town => {
  const { sanne, home, plan } = await begin(town);
  await fill(sanne, `${plan}/edit`, plan, { horizon: HORIZON });
  const other = sanne.elsewhere();
  await other.signIn();
  const mine = (await sanne.get(`${plan}/edit`)).form(plan), theirs = (await other.get(`${plan}/edit`)).form(plan);
  (await theirs.submit({ horizon: 'Elke avond samen eten.' })).is(200);
  const both = await mine.submit({ horizon: 'Rust in huis.' });
  both.is(422).sees('Zo staat het nu', 'Elke avond samen eten.', 'Jij schreef', 'Rust in huis.', 'Er is niets overschreven');
  assert.equal((await planOf(sanne, home)).horizon, 'Elke avond samen eten.');
  (await both.form(plan).submit({ horizon: 'Rust in huis, en elke avond samen eten.' })).is(200);
  assert.equal((await planOf(sanne, home)).horizon, 'Rust in huis, en elke avond samen eten.');

  await goal(sanne, home, 'Rust met geld');
  const { id } = (await planOf(sanne, home)).goals[0];
  const a = (await sanne.get(`${home}/goals/${id}`)).form('title'), b = (await other.get(`${home}/goals/${id}`)).form('title');
  await b.submit({ title: 'Geen schulden meer' });
  (await a.submit({ title: 'Rust met de post' })).is(422).sees('Geen schulden meer', 'Rust met de post');
  assert.equal((await planOf(sanne, home)).goals[0].title, 'Geen schulden meer');
});

story('a wish becomes a goal, or gets an answer', async town => {
  const { sanne, home } = await begin(town);
  const wish = text => fill(sanne, `${home}/wishes/new`, `${home}/wishes`, { text, whose: 'Lotte' });
  await wish('Een middag per week met Bram');
  await wish('Een hond');
  let page = await sanne.get(`${home}/plan`);
  page.sees('Een middag per week met Bram', 'Een hond');
  const [first, second] = (await planOf(sanne, home)).wishes;
  const form = (await sanne.get(`${home}/goals/new?wish=${first.id}`)).sees('De wens van Lotte').form('title');
  assert.equal(form.value('title'), first.text, 'in the words of the wish');
  await form.submit({ domain: 'parenting' });
  (await fill(sanne, `${home}/wishes/${second.id}`, `${home}/wishes/${second.id}/pick`, { answer: '' })).is(422).sees('Schrijf op wat jullie ermee doen');
  await fill(sanne, `${home}/wishes/${second.id}`, `${home}/wishes/${second.id}/pick`, { answer: 'Eerst het huis, dan de hond' });
  const data = await planOf(sanne, home);
  assert.deepEqual(data.wishes, []);
  assert.equal(data.goals[0].title, 'Een middag per week met Bram');
});

story('looking back: two voices beside each other, a goal reached, and always a next date', async town => {
  const { sanne, home, plan } = await begin(town);
  await goal(sanne, home, 'Rust met geld');
  await goal(sanne, home, 'Bram naar school');
  const [money, school] = (await planOf(sanne, home)).goals;
  const review = `${plan}/review`;
  const said = { [`whose-${money.id}-0`]: 'Lotte', [`sentence-${money.id}-0`]: 'We slapen weer.', [`score-${money.id}-0`]: '3',
    [`whose-${money.id}-1`]: 'Bram', [`sentence-${money.id}-1`]: 'Ik merk er niets van', [`score-${money.id}-1`]: '' };
  const names = (await sanne.get(review)).form(review);
  assert.equal(names.value(`whose-${money.id}-0`), 'Lotte', 'the names are there already');

  let page = await names.submit(said);
  page.is(422).sees('Kies wanneer jullie weer terugkijken');
  assert.equal(page.form(review).value(`sentence-${money.id}-0`), 'We slapen weer.', 'nothing typed is lost');
  (await names.submit({ ...said, [`score-${money.id}-0`]: '11', next_on: town.day(14) })).is(422).sees('van 0 tot en met 10');
  page = await names.submit({ ...said, [`state-${school.id}`]: 'done', next_on: town.day(14), next_time: '1930' });
  page.is(200).sees('Volgende keer', '19.30', 'We slapen weer.', 'Ik merk er niets van', 'bereikt');

  town.forward({ days: 14 });
  const later = sanne.elsewhere();
  await later.signIn();
  await fill(later, review, review, { [`score-${money.id}-0`]: '6', next_on: town.day(14) });
  const data = await planOf(later, home);
  const voices = data.goals[0].voices;
  assert.deepEqual(voices.map(v => v.whose), ['Lotte', 'Bram'], 'never merged into one');
  assert.deepEqual([voices[0].first, voices[0].last, voices[1].count], [3, 6, 0]);
  (await later.get(plan)).sees('van 3 naar 6');
  assert.equal(data.next_on, town.day(14));
});

story('what changed since the last talk is marked, and told', async town => {
  const { sanne, home, plan } = await begin(town);
  await goal(sanne, home, 'Rust met geld');
  town.forward({ minutes: 20 });
  await fill(sanne, `${plan}/review`, `${plan}/review`, { next_on: town.day(7) });
  (await sanne.get(plan)).lacks('Nieuw sinds jullie laatste gesprek');
  town.forward({ minutes: 5 });
  await step(sanne, home, 'Kindpakket aanvragen', { who_kind: 'professional' });
  (await sanne.get(plan)).sees('Nieuw sinds jullie laatste gesprek', '1 ding veranderde');
  (await sanne.get(`${plan}/changes`)).is(200).sees('Een nieuwe stap', 'Kindpakket aanvragen').lacks('Rust met geld');
});

story('every version: the plan of a moment can be read as it was', async town => {
  const { sanne, home, plan } = await begin(town);
  await fill(sanne, `${plan}/edit`, plan, { horizon: 'Rust in huis.' });
  await goal(sanne, home, 'Rust met geld');
  await step(sanne, home, 'De post openmaken', { goalTitle: 'Rust met geld', who_kind: 'family' });
  town.forward({ minutes: 20 });
  await fill(sanne, `${plan}/edit`, plan, { horizon: HORIZON });
  const { id } = stepOf(await planOf(sanne, home), 'De post openmaken');
  await fill(sanne, `${home}/steps/${id}`, `${home}/steps/${id}/drop`);
  await fill(sanne, `${home}/goals/${(await planOf(sanne, home)).goals[0].id}`, 'title', { title: 'Geen schulden meer' });

  const { moments } = (await sanne.json(`${plan}/versions`)).is(200).data;
  assert.equal(moments.length, 2, 'two moments, twenty minutes apart');
  (await sanne.get(`${plan}/versions`)).sees('Stap uit het plan gehaald', 'De post openmaken', sanne.account.name);
  const then = await sanne.get(`${plan}/versions/${moments[1].id}`);
  then.is(200).sees('Rust in huis.', 'Rust met geld', 'De post openmaken').lacks(HORIZON, 'Geen schulden meer');
  assert.equal(then.all('form[method="post"][action*="/steps"]').length, 0, 'the past cannot be ticked');
  (await sanne.get(`${plan}/versions/${moments[0].id}`)).sees(HORIZON, 'Geen schulden meer').lacks('De post openmaken');
});

story('on paper, with its labels in another language', async town => {
  const { sanne, home, plan } = await begin(town);
  await fill(sanne, `${plan}/edit`, plan, { horizon: HORIZON });
  await goal(sanne, home, 'Rust met geld');
  const paper = await sanne.get(`${plan}/print`);
  paper.is(200).sees(HORIZON, '1. Rust met geld', `Afgedrukt door ${sanne.account.name}`, 'Inkomen');
  assert.equal(paper.all('article form').length, 0);
  const english = await sanne.get(`${plan}/print?lang=en`);
  english.sees(HORIZON, 'Rust met geld').lacks('Inkomen');
  assert.equal(english.one('html').getAttribute('lang'), 'en');
});

story('what another household has is not there, also for who may see both', async town => {
  const one = await begin(town), sanne = one.sanne;
  const shown = await (await sanne.get('/households/new')).form('/households/new').submit({ name: 'Gezin Postma' });
  const other = /\/households\/\d+/.exec(shown.path)[0];
  await goal(sanne, one.home, 'Rust met geld');
  const { id } = (await planOf(sanne, one.home)).goals[0];
  (await sanne.get(`${other}/goals/${id}`)).is(404);
  const csrf = (await sanne.get(`${other}/goals/new`)).form('title').value('csrf');
  (await sanne.post(`${other}/goals/${id}/state`, { csrf, state: 'done' })).is(404);
  (await sanne.post(`${other}/steps`, { csrf, title: 'x', who_kind: 'family', goal_id: id })).is(404);
  assert.equal((await planOf(sanne, one.home)).goals[0].state, 'active');
});
