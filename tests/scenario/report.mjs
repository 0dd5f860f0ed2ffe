// A report, from the telephone of who worries to the answer they were promised.
import { story, assert } from './lib.mjs';

const WORRY = 'Een jongen van een jaar of negen staat elke avond alleen op straat. Zijn moeder heeft schulden.';
const about = { about: 'Jayden, ongeveer 9, en zijn moeder', place: 'bij de speeltuin', knows: 'no' };
const truus = { reporter_kind: 'resident', reporter_name: 'Truus Post', reporter_phone: '06 12345678' };
const next = (page, fields = {}) => page.form('/report/step').submit(fields);

const send = (check, fields = {}) => check.form('/report').submit(fields, { button: check.text.includes('Verstuur je vraag') ? 'Verstuur je vraag' : 'Verstuur je melding' });

// The three steps; answers the check page.
async function told(person, { what = WORRY, where = about, who = truus, start = '/report' } = {})
{
  let page = await next(await person.get(start), { what });
  page = await next(page, where);
  return who ? next(page, who) : page;
}
async function reported(person, said)
{
  const receipt = await send(await told(person, said));
  return receipt.is(200);
}
const number = receipt => /[A-Z]{1,3}-[A-Z0-9]{4,9}/.exec(receipt.one('.number').text)[0];

// Who of the team reads what came in, and (first of all) the others.
async function team(town)
{
  const staff = town.accounts.filter(a => ['professional', 'specialist', 'coordinator'].includes(a.kind));
  return Promise.all(staff.map(a => town.signIn(a.login)));
}
async function whoReads(town, wanted)
{
  const readers = [], others = [];
  for (const person of await team(town)) {
    const { data } = await person.json('/signals');
    const report = [...data.late, ...data.new].find(r => r.number === wanted);
    if (report) readers.push({ person, path: `/signals/${report.id}` });
    else others.push(person);
  }
  assert(readers.length, `nobody in the demo reads report ${wanted}`);
  return { ...readers[0], others };
}

story('a neighbour reports on a telephone; it is taken, answered, and looked at again', async town => {
  const neighbour = town.visitor('a neighbour');
  const receipt = await reported(neighbour);
  receipt.sees('Ontvangen', 'uiterlijk', 'Wordt het erger?', 'Wat er gebeurt').lacks('Jayden', 'schulden');
  const mine = number(receipt);

  const { person: reader, path } = await whoReads(town, mine);
  const report = await reader.get(path);
  report.is(200).sees('elke avond alleen op straat', 'Jayden', 'Truus Post', '06 12345678', 'Nee, nog niet', 'Inkomen');
  const taken = await report.form(/take$/).submit({ household_name: 'Gezin van Jayden' });
  taken.is(200).sees('Opgepakt', 'Gezin van Jayden', 'Vertellen aan wie het gaat');
  const { data } = await reader.json(path);
  assert.equal(data.state, 'taken');
  assert(data.household, 'a household was made');
  assert.equal(data.household_name, 'Gezin van Jayden');

  const after = await neighbour.get(receipt.path);
  after.sees('Je melding is opgepakt', mine).lacks('Gezin van Jayden');

  const answered = await (await reader.get(path)).form(/answer$/).submit({ said: ['sought'] });
  answered.is(200).sees('Wat de melder hoorde');
  const answer = await neighbour.get(receipt.path);
  answer.sees('Je hebt antwoord', 'We zochten contact.');

  (await answer.form(/unhappy$/).submit({ unhappy: '' })).is(422).sees('Schrijf in een paar woorden');
  const again = await answer.form(/unhappy$/).submit({ unhappy: 'Hij staat er nog steeds.' });
  again.is(200).sees('We kijken opnieuw', 'uiterlijk', 'Ons eerdere antwoord');
  (await reader.get(path)).sees('Hij staat er nog steeds.', 'Geef antwoord');
});

story('who was not asked sees nothing of a report', async town => {
  const receipt = await reported(town.visitor('a neighbour'));
  const { path, others } = await whoReads(town, number(receipt));
  others.push(await town.signIn('partner'));
  for (const person of others) {
    (await person.get(path)).is(404);
    (await person.json(path)).is(404);
    (await person.get('/signals', { follow: false })).lacks(number(receipt), 'elke avond alleen');
  }
  (await town.visitor().get('/r/' + 'a'.repeat(43))).is(404);
});

story('a report that is sent twice, also after going back, is one report', async town => {
  const neighbour = town.visitor('a neighbour');
  const check = await told(neighbour);
  const [first, second] = await Promise.all([send(check), send(check)]);
  assert.equal(first.path, second.path);
  const back = await check.form('/report').submit({}, { button: 'Wijzig wat je ziet' });
  const third = await send(await next(back));
  assert.equal(third.path, first.path);
  const { person: reader } = await whoReads(town, number(first));
  const { data } = await reader.json('/signals');
  assert.equal([...data.late, ...data.new].filter(r => r.what.startsWith('Een jongen van een jaar of negen')).length, 1);
});

story('a form that did not come from our page is refused, and nothing comes in', async town => {
  const neighbour = town.visitor('a neighbour');
  const check = await told(neighbour);
  const fields = Object.fromEntries(check.form('/report').pairs());
  (await neighbour.post('/report', { ...fields, csrf: '' })).is(403);
  (await neighbour.post('/report', fields, { headers: { 'sec-fetch-site': 'cross-site', origin: 'https://elsewhere.example' } })).is(403);
  const stranger = town.visitor('a stranger');
  (await stranger.post('/report', fields)).is(403);
  for (const person of await team(town)) (await person.get('/signals')).lacks('elke avond alleen op straat');
});

story('a program that fills the inbox is slowed down; what was typed stays, and later it goes', async town => {
  const robot = town.visitor('a program');
  const check = await told(robot);
  const again = i => check.form('/report').submit({}, { button: 'Verstuur je melding', raw: { once: `try-${i}` }, follow: false });
  let i = 0, answer = await again(i);
  while (answer.status === 303 && i < 30) answer = await again(++i);
  assert(i >= 10, 'a school may report all day');
  answer.is(422).sees('Wacht een paar minuten', 'elke avond alleen op straat');
  town.forward({ minutes: 20 });
  (await answer.form('/report').submit({}, { button: 'Verstuur je melding' })).is(200).sees('Ontvangen');
});

story('what is wrong is said at the field, and what was typed stays', async town => {
  const neighbour = town.visitor('a neighbour');
  const empty = await next(await neighbour.get('/report'), { what: '   ' });
  empty.is(422).sees('Schrijf op wat je ziet, één zin is genoeg', 'Bel 112');
  assert(empty.title.startsWith('Fout:'));

  const long = await next(empty, { what: 'ja '.repeat(2000) });
  long.is(422).sees('tekens te lang');
  assert(long.form('/report/step').value('what').length > 5000);

  let page = await next(long, { what: 'Zij \u202eroept\u202c elke avond \u{1F631}' });
  page = await next(page.is(200), {});
  page.is(422).sees('Kies een antwoord');
  page = await next(page, about);
  page = await next(page.is(200), { reporter_kind: 'partner', reporter_name: 'Juf Anna', reporter_phone: 'bel me maar' });
  page.is(422).sees('Vul een telefoonnummer in, bijvoorbeeld 06 12345678', 'Vul in waar je werkt');
  assert.equal(page.form('/report/step').value('reporter_phone'), 'bel me maar');
  assert.equal(page.form('/report/step').value('about'), about.about);

  const back = await page.form('/report/step').submit({}, { button: 'Terug' });
  back.is(200).sees('Over wie of waar');
  page = await next(await next(back), { reporter_phone: '0612345678', reporter_organisation: 'De Brug' });
  page.is(200).sees('Zij roept elke avond', 'De Brug', 'Juf Anna').lacks('\u202e');
});

story('a guess that was tapped away stays away', async town => {
  const check = await told(town.visitor('a neighbour'));
  const form = check.form('/report');
  assert(form.controls('domains').length, 'the words tell of a domain');
  const back = await form.submit({ domains: false }, { button: 'Wijzig wat je ziet' });
  assert(back.form('/report/step').controls('domains').every(c => !c.hasAttribute('checked')));
  const receipt = await send(await next(back));
  const { person, path } = await whoReads(town, number(receipt));
  assert.equal((await person.json(path)).data.domains, null);
});

story('asking for oneself is asked in other words', async town => {
  const lotte = town.visitor('a mother');
  const first = await lotte.get('/report?for=self');
  first.sees('Wat is er aan de hand?').lacks('Wat zie je?');
  const check = await told(lotte, { what: 'Ik red het niet met de rekeningen', where: { urgent: true }, start: '/report?for=self',
    who: { reporter_name: 'Lotte', reporter_phone: '0612345678' } });
  check.sees('Verstuur je vraag', 'Dit kan niet tot morgen wachten');
  const receipt = await send(check);
  receipt.sees('je vraag', 'dinsdag 24 november');
  const { person, path } = await whoReads(town, number(receipt));
  (await person.get(path)).sees('Iemand vraagt hulp', 'Kan niet tot morgen wachten');
});

story('a partner sees its own reports and what became of them, for six weeks', async town => {
  let partner = await town.signIn('partner');
  const check = await told(partner, { who: null });
  check.sees(town.account('partner').name).lacks('Je telefoonnummer');
  const receipt = await send(check);
  assert.match(receipt.path, /^\/my-reports\/\d+/);
  const mine = number(receipt.is(200));
  (await partner.get('/my-reports')).sees(mine, 'Wordt gelezen');
  (await (await town.signIn('expert')).get(receipt.path)).is(404);

  const { person: reader, path } = await whoReads(town, mine);
  const silent = await (await reader.get(path)).form(/answer$/).submit({ said: ['talked'] });
  silent.is(422).sees('Schrijf in een paar woorden waarom');
  await silent.form(/answer$/).submit({ reason: 'Er is al hulp' });
  (await partner.get(receipt.path)).sees('We keken er met collega').lacks('Er is al hulp');

  town.forward({ days: 43 });
  partner = await town.signIn('partner');
  (await partner.get('/my-reports')).lacks(mine, 'elke avond alleen');
});

story('what a colleague just took cannot be taken again', async town => {
  const { person: reader, path } = await whoReads(town, number(await reported(town.visitor('a neighbour'))));
  const one = await reader.get(path), other = await reader.get(path);
  await one.form(/take$/).submit({ household_name: 'Gezin van Jayden' });
  const late = await other.form(/take$/).submit({ household_name: 'Nog een gezin' });
  late.is(422).sees('al opgepakt').lacks('Nog een gezin');
});

story('a report for another team is passed on, number and all', async town => {
  const neighbour = town.visitor('a neighbour');
  const receipt = await reported(neighbour);
  const { person: reader, path } = await whoReads(town, number(receipt));
  const pass = (await reader.get(path)).form(/pass$/);
  const choice = pass.controls('team')[0].querySelectorAll('option').map(o => o.getAttribute('value')).find(v => v);
  const passed = await pass.submit({ team: choice, pass_reason: 'Het gezin woont bij jullie' });
  passed.is(200).sees('Doorgegeven');
  (await reader.get(path)).lacks('elke avond alleen', 'Jayden');
  const after = await neighbour.get(receipt.path);
  after.is(200).sees(number(receipt));
});

story('a question at the desk is counted, and no household is made of it', async town => {
  const sanne = await town.signIn('professional');
  const before = (await sanne.json('/light-questions/new')).data.month;
  const page = await sanne.get('/light-questions/new');
  (await page.form('/light-questions').submit({ domain: 'parenting', minutes: '3' })).is(200).sees('Geteld');
  (await page.form('/light-questions').submit({ domain: 'parenting', minutes: '3' })).is(200);
  assert.equal((await sanne.json('/light-questions/new')).data.month, before + 1);
  const wrong = await (await sanne.get('/light-questions/new')).form('/light-questions').submit({ minutes: '3' });
  wrong.is(422).sees('Kies waar de vraag over ging');
  (await (await sanne.get('/light-questions/new')).form('/light-questions').submit({ domain: 'income' }, { raw: { area_code: 'BU00000000' } })).is(422);
  (await (await town.signIn('partner')).get('/light-questions/new')).is(404);
});
