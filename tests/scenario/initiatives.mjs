// What a neighbourhood sets up together: from the first question to whom it reached.
import { story, assert } from './lib.mjs';

const IDEA = { title: 'Soep op dinsdag', area_code: 'BU99010001', origin: 'residents', domain: 'participation', about: 'Samen eten in de kantine.' };
const TIMES = { rhythm: 'week', from: '15.30', to: '17.00', place: 'Kantine van de club' };
// Of team West and its partners, whom the demo gives no sign-in of their own among the ten.
const come = (town, login) => town.signIn({ login, password: 'samen-in-veldendam' });
const id = page => /\/(initiatives|nearby)\/(\d+)/.exec(page.path)[2];

async function begun(person, fields = {})
{
  const asked = await (await person.get('/initiatives/new')).form().submit({ ...IDEA, ...fields });
  asked.is(200).sees('Wat is er al?');
  return id(asked);
}
async function running(person, fields = {})
{
  const initiative = await begun(person, fields);
  await (await person.get(`/initiatives/${initiative}/first`)).form(/first$/).submit({ exists_choice: 'nothing', exists_word: 'Gevraagd op het plein' });
  await (await person.get(`/initiatives/${initiative}/phase`)).form(/phase$/).submit({ phase: 'carrying_out', reason: 'De club doet mee' });
  return initiative;
}
async function opened(person, initiative)
{
  const form = (await person.get(`/initiatives/${initiative}/change`)).form(/change$/);
  (await form.submit({ open_to_all: 'yes', price: '0', for_whom: 'iedereen', age_from: '8', age_to: '99', languages: 'nl' })).is(200);
}
// On Today, once the job has looked.
async function standsOn(person, asks)
{
  for (let i = 0; i < 120; i++) {
    const { now, week } = (await person.json('/today')).data, row = [...now, ...week].find(asks);
    if (row) return row;
    await new Promise(done => setTimeout(done, 250));
  }
  throw new Error('it never came on Today');
}
const plan = async (person, initiative, fields) => (await person.get(`/initiatives/${initiative}/meetings`)).form(/meetings$/).submit({ ...TIMES, ...fields });

story('the first question comes before plans; after that nothing blocks', async town => {
  const nadia = await come(town, 'nadia'), initiative = await begun(nadia);
  const first = await nadia.get(`/initiatives/${initiative}/first`);
  first.sees('Meedoentafel', 'Huiswerkclub');
  const asked = await (await nadia.get(`/initiatives/${initiative}/phase`)).form(/phase$/).submit({ phase: 'plan' });
  asked.sees('Wat is er al?');
  (await first.form(/first$/).submit({})).is(422).sees('Kies wat er al is');
  await first.form(/first$/).submit({ exists_choice: 'beside', exists_word: 'De Meedoentafel is op woensdag' });
  const phase = await nadia.get(`/initiatives/${initiative}/phase`);
  (await phase.form(/phase$/).submit({ phase: 'carrying_out' })).is(200).sees('uitvoeren');
  (await (await nadia.get(`/initiatives/${initiative}/phase`)).form(/phase$/).submit({ phase: 'stopped' })).is(422).sees('Schrijf kort waarom het stopt');
  const stopped = await (await nadia.get(`/initiatives/${initiative}/phase`)).form(/phase$/).submit({ phase: 'stopped', reason: 'De kantine verbouwt' });
  stopped.is(200).sees('gestopt', 'Wat leverde het op?');
  (await nadia.get(`/initiatives/${initiative}/phase`)).sees('De kantine verbouwt', 'Nadia Idrissi');
});

story('it happened, and nobody counted: Today says so to who keeps it in sight until it is done, and to the coordinator when it is left', async town => {
  let nadia = await come(town, 'nadia');
  const initiative = await running(nadia);
  (await nadia.get('/today')).sees('Soep op dinsdag', 'geen volgende datum');
  (await plan(nadia, initiative, { first: town.day(1), until: town.day(8) })).is(200).sees('De data staan erin');
  (await nadia.get('/today')).lacks('Soep op dinsdag');
  town.setClock('2026-11-25T09:00:00+01:00');
  nadia = await come(town, 'nadia');
  const asks = row => row.name === 'Soep op dinsdag' && row.rule === 'initiative_held';
  const row = await standsOn(nadia, asks);
  assert.equal((await (await come(town, 'mirjam')).json('/today')).data.now.find(asks), undefined, 'not yet with the coordinator');
  for (const login of ['ruben', 'sanne']) (await (await come(town, login)).get('/today')).lacks('Soep op dinsdag');
  await nadia.get('/today').then(page => page.form(`/attention/${row.id}/later`).submit({ day: town.day(6), later_word: 'vrij' }));
  (await nadia.get('/today')).lacks('Soep op dinsdag');
  town.setClock('2026-12-05T09:00:00+01:00');
  assert((await standsOn(await come(town, 'mirjam'), asks)).escalated, 'left for ten days');
  nadia = await come(town, 'nadia');
  const meeting = await nadia.get((await nadia.json('/today')).data.now.find(asks).path);
  (await meeting.form(/count$/).submit({ attendance: '-3' })).is(422);
  (await meeting.form(/count$/).submit({ attendance: '4', families: '5' })).is(422).sees('meer gezinnen dan mensen');
  (await meeting.form(/count$/).submit({ attendance: '' })).is(422).sees('Kwam er niemand, vul dan 0 in');
  (await meeting.form(/count$/).submit({ attendance: '4', families: '3', word: 'Te weinig kommen' })).is(200).sees('4 mensen', 'uit 3 gezinnen');
  for (const login of ['nadia', 'mirjam']) assert.equal((await (await come(town, login)).json('/today')).data.now.find(r => r.path === row.path), undefined, `done for ${login} too`);
});

story('times that cannot be are said at the field, and what was typed stays', async town => {
  const nadia = await come(town, 'nadia'), initiative = await running(nadia);
  const wrong = await plan(nadia, initiative, { rhythm: 'once', first: '2027-03-28', from: '2.30', to: '4.00' });
  wrong.is(422).sees('bestaat niet', 'van 2.00 naar 3.00');
  assert.equal(wrong.form(/meetings$/).value('place'), TIMES.place);
  assert.equal(wrong.form(/meetings$/).value('from'), '2.30');
  (await plan(nadia, initiative, { rhythm: 'once', first: town.day(3), from: '17.00', to: '15.30' })).is(422).sees('Het einde ligt voor het begin');
  (await plan(nadia, initiative, { first: town.day(3), until: town.day(1) })).is(422).sees('De laatste keer ligt voor de eerste');
  (await plan(nadia, initiative, { first: town.day(3), until: '2028-11-25' })).is(422).sees('te veel tegelijk');
  (await plan(nadia, initiative, { first: town.day(3), until: town.day(10), from: 'half vier' })).is(422).sees('Vul een tijd in, bijvoorbeeld 15.30');
  (await nadia.get(`/initiatives/${initiative}/meetings`)).sees('Er staat geen datum');
});

story('a form says what it needs: a meeting that moves needs its day, hours and place; a club its name; and whether it reached people an answer', async town => {
  const nadia = await come(town, 'nadia'), initiative = await running(nadia), optional = (form, ...names) => names.filter(name =>
    form.element.querySelector(`label[for=${name}]`).text.includes('hoeft niet'));
  const empty = await nadia.get(`/initiatives/${initiative}/meetings`), folded = page => !page.form(/meetings$/).element.closest('details').hasAttribute('open');
  assert(!folded(empty), 'without a date, setting one is what there is to do');
  assert.deepEqual(optional(empty.form(/meetings$/), 'first', 'until', 'from', 'to', 'place'), []);
  assert(folded(await plan(nadia, initiative, { rhythm: 'once', first: town.day(3) })));
  assert(!folded(await plan(nadia, initiative, { first: town.day(3), until: '' })), 'what is wrong is in sight');
  const meeting = await (await nadia.get(`/initiatives/${initiative}/meetings`)).follow(/donderdag/);
  assert.deepEqual(optional(meeting.form(/move$/), 'first', 'from', 'to', 'place', 'why'), ['why']);
  const wrong = await meeting.form(/move$/).submit({ first: '', from: '16.00', to: '', place: '' });
  wrong.is(422).sees('Kies een dag', 'Vul een tijd in, bijvoorbeeld 15.30', 'Vul in waar het is');
  assert.equal(wrong.form(/move$/).value('from'), '16.00');
  (await wrong.form(/move$/).submit({ first: town.day(4), to: '17.30', place: 'De Schuit' })).is(200).sees('De Schuit');
  const making = await nadia.get(`/initiatives/${initiative}/making`), club = { phase: 'plan', degree: 'think', party: 'club' };
  assert.deepEqual(optional(making.form(/making$/), 'which', 'said'), ['said']);
  (await making.form(/making$/).submit(club)).is(422).sees('Schrijf op welke club, school of partner');
  (await making.form(/making$/).submit({ ...club, party: 'parents' })).is(200);
  (await making.form(/making$/).submit({ ...club, which: 'FC De Turfhoek' })).is(200).sees('sportclub of vereniging: FC De Turfhoek');
  const result = (await nadia.get(`/initiatives/${initiative}/result`)).form(/result$/);
  const asked = await result.submit({ reached: '11', reached_people: '30' });
  asked.is(422).sees('Dat jullie het niet weten mag ook');
  assert.equal(asked.form(/result$/).value('reached'), '11');
  (await asked.form(/result$/).submit({ reach_choice: 'unknown' })).is(200);
});

story('anybody finds it, taps once, and takes it back; a meeting that is called off says so', async town => {
  const nadia = await come(town, 'nadia'), mother = town.visitor('a mother'), neighbour = town.visitor('a neighbour'), initiative = await running(nadia);
  await plan(nadia, initiative, { first: town.day(1), until: town.day(15) });
  (await mother.get(`/nearby/${initiative}`)).is(404);
  (await mother.get(`/initiatives/${initiative}/calendar.ics`)).is(404);
  await opened(nadia, initiative);
  (await mother.get('/nearby?place=9902')).sees('Soep op dinsdag', 'De Turfhoek');
  (await mother.get('/nearby?place=de%20turfhoek&age=9&day=2&language=nl&free=yes')).sees('Soep op dinsdag');
  (await mother.get('/nearby?place=9902&age=5')).lacks('Soep op dinsdag');
  const folded = async path => !(await mother.get(path)).one('form.filter details').hasAttribute('open');
  assert.deepEqual([await folded('/nearby'), await folded('/nearby?place=9902'), await folded('/nearby?age=5')], [true, true, false]);
  (await mother.get('/nearby?place=9902&day=5')).lacks('Soep op dinsdag');
  (await mother.get('/nearby?place=9905')).lacks('Soep op dinsdag');
  (await mother.get('/nearby?place=Nergenshuizen')).sees('Deze plek kennen we niet');
  const tapped = await (await mother.get(`/nearby/${initiative}`)).form(/tap$/).submit();
  tapped.is(200).sees('Je komt');
  await (await neighbour.get(`/nearby/${initiative}`)).form(/tap$/).submit();
  (await nadia.get(`/initiatives/${initiative}/meetings`)).sees('2 mensen tikten: ik kom');
  (await tapped.form(/not$/).submit()).is(200).lacks('Je komt');
  (await nadia.get(`/initiatives/${initiative}/meetings`)).sees('1 mens tikte: ik kom');
  const first = (await nadia.get(`/initiatives/${initiative}/meetings`)).link(/meetings\/\d+$/).href;
  await (await nadia.get(first)).form(/cancel$/).submit({ why: 'De kantine is dicht' });
  (await mother.get(`/nearby/${initiative}`)).sees('Gaat niet door: De kantine is dicht');
  const calendar = (await mother.get(`/initiatives/${initiative}/calendar.ics`)).is(200);
  assert.equal(calendar.type, 'text/calendar');
  assert.match(calendar.body, /STATUS:CANCELLED/);
  assert.match(calendar.body, /DTSTART;TZID=Europe\/Amsterdam:20261201T153000/);
  assert.equal(calendar.body.match(/BEGIN:VEVENT/g).length, 3);
  const uids = body => [...body.matchAll(/UID:(\S+)/g)].map(m => m[1]).sort();
  assert.deepEqual(uids((await mother.get(`/initiatives/${initiative}/calendar.ics`)).body), uids(calendar.body));
  assert((await mother.get('/nearby/BU99010001/calendar.ics')).body.includes('Soep op dinsdag'));
});

story('as data it is a service with schedules and places, without what the team keeps to itself', async town => {
  const { data, body } = await town.visitor().json('/nearby?place=9902');
  const table = data.contents.find(s => s.name === 'Meedoentafel');
  assert.equal(table.schedules[0].byday, 'WE');
  assert.equal(table.schedules[0].opens_at, '15:30');
  assert.match(table.service_at_locations[0].location.name, /De Schuit/);
  assert.equal(table.cost_options[0].amount, 0);
  assert(!/enveloppen|Nadia/.test(body), 'what the team writes stays with the team');
});

story('the story of the town: six times a table, eleven families, and residents who decide', async town => {
  const nadia = await come(town, 'nadia');
  const list = await nadia.get('/initiatives');
  list.sees('Dit lukte', 'Elf gezinnen schoven aan', 'Meedoentafel', 'Huiswerkclub');
  const page = await list.follow('Meedoentafel');
  page.sees('Thema Geld om mee te doen', 'naar 11 bereikte gezinnen', '6 keer geweest', 'enveloppen');
  assert.deepEqual(page.all('svg .name').map(t => t.text), ['4', '6', '7', '9', '8', '11']);
  const theme = await page.follow('Thema Geld om mee te doen');
  const from = await theme.follow('Maak er een initiatief van');
  from.is(200).sees('Uit het thema Geld om mee te doen');
  assert.equal(from.form(/new$/).value('area_code'), 'BU99010001', 'where the theme lies');
  (await (await come(town, 'fleur')).get(`/initiatives/new?theme=${/\d+$/.exec(theme.path)[0]}`)).is(404).lacks('Geld om mee te doen');
  (await page.follow('Wie meemaakt')).sees('meebeslissen', 'Zij zeiden:', 'Daarmee deden we:', 'Rik Zandstra');
  (await page.follow('Wat bewoners willen')).sees('Wat gaat hier al goed?', 'soep maken voor twintig man');
  (await nadia.get('/neighbourhoods/BU99010001')).sees('Meedoentafel', 'Elf gezinnen schoven aan');
});

story('who takes part reads along until that stops, and writes nothing', async town => {
  const nadia = await come(town, 'nadia'), rik = await come(town, 'rik'), bas = await come(town, 'bas');
  const initiative = await running(nadia);
  (await rik.get(`/initiatives/${initiative}`)).is(404);
  const making = await nadia.get(`/initiatives/${initiative}/making`);
  (await making.form(/guests$/).submit({ login: 'bas' })).is(422).sees('Politie');
  const let_in = await making.form(/guests$/).submit({ login: 'rik' });
  let_in.is(200).sees('Rik Zandstra');
  (await rik.get(`/initiatives/${initiative}`)).is(200).sees('Soep op dinsdag').lacks('Wijzig');
  (await (await rik.get('/my-reports')).follow('Initiatieven')).sees('Soep op dinsdag', 'Meedoentafel');
  (await rik.get(`/initiatives/${initiative}/result`)).is(404);
  (await bas.get(`/initiatives/${initiative}`)).is(404);
  await let_in.form(/guests\/\d+\/end$/).submit();
  (await rik.get(`/initiatives/${initiative}`)).is(404);
  (await rik.get('/initiatives')).lacks('Soep op dinsdag');
});

story('something wrong in one form wipes nothing out of another', async town => {
  const nadia = await come(town, 'nadia'), initiative = await running(nadia);
  const result = await nadia.get(`/initiatives/${initiative}/result`);
  await result.form(/result$/).submit({ reach_choice: 'yes', reached: '11', reached_people: '30', changed: 'Mijn zoon speelt weer' });
  const wrong = await (await nadia.get(`/initiatives/${initiative}/result`)).form(/costs$/).submit({ what: '', asked: '20' });
  wrong.is(422).sees('Vul in waarvoor het geld is');
  assert.equal(wrong.form(/result$/).value('changed'), 'Mijn zoon speelt weer');
  (await wrong.form(/result$/).submit({ reached: '40' })).is(422).sees('meer gezinnen dan mensen');
});
