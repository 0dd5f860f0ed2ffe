// A household: its people, who stands around it, its phases, who may find it and who may not (Krachten bundelen 3.1).
import { story, assert } from './lib.mjs';

// ---- what the stories do often ----

const idOf = page => /\/households\/(\d+)/.exec(page.path)[1];

// A colleague of Sanne: the same role, the same team.
const colleague = town => town.signIn({ login: 'anouk', name: 'Anouk Verhoeven', password: town.account('sanne').password });

// A household with its first person; answers its path.
async function opens(person, { name, first_name = 'Nadia', last_name = 'Zonneveld', birth_date = '4-3-1988', role = 'parent', postcode = '' })
{
  const form = (await person.get('/households/new')).form('/households/new');
  const made = await form.submit({ name, address: 'Zuiderkade 12', postcode, first_name, last_name, birth_date, role });
  made.is(200).sees('Het gezin staat erin', name);
  return `/households/${idOf(made)}`;
}
const adds = async (person, household, fields, button = 'Bewaar') =>
  (await person.get(`${household}/people/new`)).form('/households').submit({ role: 'child', ...fields }, { button });
const personId = async (person, household, name) => {
  const { data } = await person.json(`${household}/people`);
  return data.list.find(p => p.first_name === name).id;
};
const around = async (person, household, fields) => (await person.get(`${household}/network/new`)).form('/households').submit({ near: '2', ...fields });
const found = async (person, words) => (await person.json(`/search?q=${encodeURIComponent(words)}`)).data;

// ---- the main job ----

story('a household grows: the next person, custody with its source, the network, the next date', async town => {
  const sanne = await town.signIn('sanne');
  const household = await opens(sanne, { name: 'Gezin Zonneveld' });

  const again = await adds(sanne, household, { first_name: 'Siem', birth_date: '2-6-2014', lives_here: true }, 'Bewaar en voeg de volgende toe');
  again.is(200).sees('Wie hoort er nog bij?', 'Woont hier, Zuiderkade 12');
  assert.equal(again.form('/households').value('last_name'), 'Zonneveld', 'the last name is not typed twice');
  (await again.form('/households').submit({ first_name: 'Puk', birth_date: '9-9-2019', role: 'child' }, { button: 'Bewaar' }))
    .is(200).sees('Siem', 'Puk', '12 jaar', 'Nog niet genoteerd wie gezag heeft');

  const child = await personId(sanne, household, 'Siem'), mother = await personId(sanne, household, 'Nadia');
  const custody = await sanne.get(`${household}/people/${child}/custody`);
  custody.is(200).sees('Gezag over Siem', 'leest geen ouder mee');
  (await custody.form('/households').submit({ holder_id: mother, kind: 'parental' })).is(422).sees('Kies hoe jullie dit weten');
  (await custody.form('/households').submit({ holder_id: mother, kind: 'parental', source: 'told' }))
    .is(200).sees('Nadia heeft ouderlijk gezag', 'verteld, nog niet gezien');

  for (const [name, kind, domain] of [['Oma Jo', 'family'], ['Tom Prins', 'help', 'income'], ['Mevrouw Vink', 'authority', 'income']])
    await around(sanne, household, { name, kind, ...(domain && { domain }) });
  const network = await sanne.get(`${household}/network`);
  network.is(200).sees('Oma Jo', 'Familie, daartussenin', '2 helpers werken aan Inkomen');
  assert.equal(network.all('svg.pic circle').length, 2, 'the family and grandmother are round');
  assert.equal(network.all('svg.pic rect').length, 2, 'helpers are square');
  const grandmother = (await sanne.json(`${household}/network`)).data.network.ties.find(t => t.name === 'Oma Jo');
  const nearer = (await sanne.get(`${household}/network/${grandmother.id}`)).form(/network\/\d+$/);
  assert.equal(nearer.value('name'), 'Oma Jo');
  (await nearer.submit({ near: '1' })).sees('Familie, dichtbij');
  (await (await sanne.get(`${household}/network/${grandmother.id}`)).form('Haal uit de tekening').submit()).sees('Uit de tekening gehaald').lacks('Oma Jo');

  const next = (await sanne.get(`${household}/next`)).form('/households');
  (await next.submit({ next_on: town.day(-1) })).is(422).sees('Kies een dag die nog komt');
  (await next.submit({ next_on: town.day(3), next_time: '25.10' })).is(422).sees('bijvoorbeeld 19.30');
  (await next.submit({ next_on: town.day(3), next_time: '19.30', next_what: 'terugkijken, thuis' })).is(200).sees('over 3 dagen', '19.30', 'terugkijken, thuis');

  await (await sanne.get(`${household}/history`)).form('/households').submit({ year: '2021', what: 'Een cursus voor ouders', outcome: 'Samen gaan hielp' });
  (await sanne.get(`${household}/history`)).sees('2021', 'Een cursus voor ouders', 'Samen gaan hielp', 'Sanne');
});

story('the phase changes with a reason; a light stays on; the fixed professional changes and every change counts', async town => {
  const sanne = await town.signIn('sanne'), anouk = await colleague(town);
  const household = await opens(sanne, { name: 'Gezin Zonneveld' });
  const phase = (await sanne.get(`${household}/phase`)).form('Verander de fase');
  (await phase.submit({ phase: 'support' })).is(422).sees('Schrijf in een zin waarom nu');
  (await phase.submit({ phase: 'getting_to_know', reason: 'x' })).is(422).sees('al in deze fase');
  (await phase.submit({ phase: 'support', reason: 'We kennen elkaar nu en er is een plan' })).is(200).sees('De fase is veranderd', 'Begeleiding');
  (await sanne.get(`${household}/phase`)).sees('We kennen elkaar nu en er is een plan', 'Sanne', 'Kennismaking');
  (await (await sanne.get(`${household}/phase`)).form('Zet op een waakvlam').submit()).sees('op een waakvlam');

  const lead = await sanne.get(`${household}/professional`);
  (await lead.form('/households').submit({ reason: 'vakantie' })).is(422).sees('Kies een collega, of vul in wie uit het gezin');
  const staff = lead.all('option, label.choice').find(o => o.text.includes('Anouk'));
  const account_id = staff.getAttribute('value') ?? staff.querySelector('input').getAttribute('value');
  (await lead.form('/households').submit({ account_id, reason: 'Anouk kent de school', warm: true })).is(200).sees('Overgedragen', 'Anouk', '(2e)');
  (await anouk.get(household)).is(200).sees('Gezin Zonneveld');
  (await anouk.get(`${household}/professional`)).sees('Er zijn er 2 geweest', 'Anouk kent de school', 'Samen overgedragen, met het gezin erbij', 'Sanne');
  (await sanne.get(household)).is(200);
  town.forward({ days: 16 });
  const later = await town.signIn('sanne');
  (await later.get(household)).is(404);
  assert(!(await later.get('/households')).text.includes('Zonneveld'), 'after the handover it is no longer hers');
});

story('closing asks whom to call and for a date to ask how it goes', async town => {
  const sanne = await town.signIn('sanne');
  const household = await opens(sanne, { name: 'Gezin Zonneveld' });
  const close = (await sanne.get(`${household}/close`)).form('Sluit af');
  (await close.submit({ reason: 'Het gaat goed' })).is(422).sees('Vul in wie het gezin kan bellen', 'Kies een dag om nog eens te bellen');
  (await close.submit({ reason: 'Het gaat goed', call: 'Sanne, 06 12345678', on: town.day(30) })).is(200).sees('Afgesloten', 'Gezin Zonneveld');
  (await sanne.get(`${household}/phase`)).sees('Afgesloten', 'Het gaat goed').lacks('Verander de fase');
  (await sanne.get('/households?phase=closed')).sees('Gezin Zonneveld');
  town.forward({ days: 20 });
  (await (await town.signIn('sanne')).get(household)).is(404);
});

story('a code is handed over in person: shown once, works once, from twelve on', async town => {
  const sanne = await town.signIn('sanne');
  const household = await opens(sanne, { name: 'Gezin Zonneveld' });
  await adds(sanne, household, { first_name: 'Siem', birth_date: '2-6-2014' });
  await adds(sanne, household, { first_name: 'Puk', birth_date: '9-9-2019' });
  const [mother, twelve, seven] = [await personId(sanne, household, 'Nadia'), await personId(sanne, household, 'Siem'), await personId(sanne, household, 'Puk')];
  const people = await sanne.get(`${household}/people`);
  assert(!people.has(`${household}/people/${seven}/code`), 'a child of seven gets no code');
  people.form(`${household}/people/${twelve}/code`);
  const card = await people.form(`${household}/people/${mother}/code`).submit();
  card.is(200).sees('Een code voor Nadia', 'Geldig tot en met');
  const code = card.one('#code').text.trim();
  assert.match(code, /\w{3,}/);
  (await sanne.get(`${household}/people`)).sees('Heeft een code om mee te lezen').lacks(code);
  const nadia = town.visitor('Nadia');
  const choose = await (await nadia.get('/code')).form('/code').submit({ code });
  choose.is(200);
  const forced = people.form(`${household}/people/${mother}/code`);
  forced.action = `${household}/people/${seven}/code`;
  (await forced.submit({}, { raw: { once: 'another' } })).is(404);
});

// ---- finding ----

story('one finds by name, birth date, number and area what one may see, and nothing else', async town => {
  const sanne = await town.signIn('sanne'), anouk = await colleague(town);
  const household = await opens(sanne, { name: 'Gezin Zonneveld', postcode: '' });
  const { data: { number } } = await sanne.json(household);
  await adds(sanne, household, { first_name: 'Siem', last_name: 'Zonneveld', birth_date: '2-6-2014' });
  for (const [words, reason] of [['zonnev', 'naam'], ['Siem Zonneveld', 'naam'], ['2-6-2014', 'geboortedatum'], [number, 'nummer']]) {
    const { list } = await found(sanne, words);
    const hit = list.find(h => h.number === number);
    assert(hit, `${words} finds it`);
    assert.equal(hit.matched, reason);
    const { count, list: others } = await found(anouk, words);
    assert(!others.some(h => h.number === number) && count === others.length, `${words} tells a colleague nothing`);
  }
  assert.deepEqual((await found(sanne, 'siem')).list.find(h => h.number === number).people.map(p => p.name), ['Siem Zonneveld']);
  (await sanne.get('/search?q=z')).sees('minstens twee letters');
  const nothing = (await anouk.get('/search?q=zonneveldje')).text, hidden = (await anouk.get('/search?q=zonneveld')).text;
  assert.equal(hidden, nothing, 'what is there and what is not read the same');
});

// ---- the stories that must hold ----

story('a child that is already known, misspelt: who enters notices nothing, the fixed professional gets the task', async town => {
  const sanne = await town.signIn('sanne'), anouk = await colleague(town);
  const first = await opens(sanne, { name: 'Gezin Zonneveld' });
  await adds(sanne, first, { first_name: 'Jaydenn', last_name: 'Zonneveld', birth_date: '17-8-2016' });

  const other = await opens(anouk, { name: 'Gezin Verschuur', first_name: 'Ilja', last_name: 'Verschuur', birth_date: '1-1-1980' });
  const known = await adds(anouk, other, { first_name: 'Jaiden', last_name: 'Zoneveld', birth_date: '17-8-2016' });
  const unknown = await adds(anouk, other, { first_name: 'Quirijn', last_name: 'Tempelaars', birth_date: '3-2-2015' });
  const shape = page => page.trail.map(step => step.replace(/\d{5,}/g, 'N'));
  assert.deepEqual(shape(known), shape(unknown), 'both entries are answered alike');
  assert.equal(known.one('[role=status]').text, unknown.one('[role=status]').text);
  for (const page of [known, await anouk.get(other), await anouk.get('/today'), await anouk.get(`${other}/people`), await anouk.get(`${other}/log`)])
    page.is(200).lacks('Jaydenn', 'Gezin Zonneveld', 'Misschien', 'elders bekend');
  assert.equal((await found(anouk, 'jaydenn')).count, 0);
  assert(!(await anouk.json(other)).body.includes('Jaydenn'));

  const task = await sanne.get('/today');
  task.sees('Misschien dezelfde persoon', 'Jaydenn').lacks('Verschuur');
});

story('a family closed long ago comes back: nothing of it can be read or found', async town => {
  const sanne = await town.signIn('sanne');
  const before = await opens(sanne, { name: 'Gezin Zonneveld' });
  await adds(sanne, before, { first_name: 'Siem', last_name: 'Zonneveld', birth_date: '2-6-2014' });
  await (await sanne.get(`${before}/history`)).form('/households').submit({ what: 'Een opname die niemand hoeft te weten' });
  await (await sanne.get(`${before}/close`)).form('Sluit af').submit({ reason: 'Klaar', call: 'Sanne', on: town.day(30) });
  town.forward({ days: 7 * 365 });

  const anouk = await colleague(town), then = await town.signIn('sanne');
  const now = await opens(anouk, { name: 'Gezin Zonneveld' });
  (await adds(anouk, now, { first_name: 'Siem', last_name: 'Zonneveld', birth_date: '2-6-2014' })).is(200);
  for (const path of ['', '/people', '/timeline', '/history', '/phase', '/professional', '/network', '/access'])
    (await anouk.get(now + path)).is(200).lacks('opname', before);
  assert.equal((await found(anouk, 'zonneveld')).count, 1, 'only the new one is found');
  for (const person of [anouk, then]) (await person.get(before)).is(404);
  (await then.get('/today')).lacks('Zonneveld', 'Siem');
});

story('a colleague in the same role and team, without a relation, tries every path: nothing, and the tries are logged', async town => {
  const sanne = await town.signIn('sanne'), anouk = await colleague(town);
  const household = await opens(sanne, { name: 'Gezin Zonneveld' }), id = household.split('/').pop();
  const child = await adds(sanne, household, { first_name: 'Siem', last_name: 'Zonneveld', birth_date: '2-6-2014' }) && await personId(sanne, household, 'Siem');

  const routes = Object.entries((await anouk.json('/openapi.json')).data.paths).filter(([path]) => path.includes('{household}'));
  assert(routes.length > 20, 'the paths of a household are known');
  let tries = 0;
  for (const [path, methods] of routes)
    for (const method of Object.keys(methods)) {
      const real = path.replace('{household}', id).replace(/\{\w+\}/g, child), gone = path.replace('{household}', '123456789').replace(/\{\w+\}/g, child);
      const ask = to => (method === 'get' ? anouk.get(to) : anouk.post(to, { name: 'x' }));
      const answer = await ask(real), nowhere = await ask(gone);
      answer.is(404).lacks('Zonneveld', 'Siem');
      assert.equal(answer.text, nowhere.text, `${method} ${path} answers as what is not there`);
      tries++;
    }
  for (const path of ['/households', '/households?format=csv', '/households?phase=getting_to_know', '/search?q=zonneveld', '/search?q=siem', '/today'])
    (await anouk.get(path)).is(200).lacks('Zonneveld', 'Siem', id);
  assert.equal((await found(anouk, 'zonneveld')).count, 0);
  assert(tries > 30);
  (await sanne.get(`${household}/log`)).is(200).sees('Anouk');
});

// ---- the coordinator ----

story('a coordinator sees numbers and dates; content opens with a reason, for a week, and that is shown', async town => {
  const sanne = await town.signIn('sanne'), joost = await town.signIn('joost');
  const household = await opens(sanne, { name: 'Gezin Zonneveld' }), id = household.split('/').pop();
  const { data: { number } } = await sanne.json(household);
  (await joost.get(household)).is(404);
  (await joost.get('/caseload')).is(200).sees(number, 'Sanne').lacks('Zonneveld', 'Nadia');
  (await sanne.get('/caseload')).is(404);
  (await sanne.get(`/caseload/${id}/open`)).is(404);
  const door = await joost.get(`/caseload/${id}/open`);
  door.is(200).sees(number).lacks('Zonneveld');
  (await door.form('/caseload').submit({})).is(422).sees('Schrijf in een zin waarom');
  (await door.form('/caseload').submit({ reason: 'Sanne is ziek, morgen is er een gesprek' })).is(200).sees('Je mag een week meelezen', 'Gezin Zonneveld');
  (await sanne.get(`${household}/access`)).sees('Joost', 'Sanne is ziek, morgen is er een gesprek');
  (await joost.get(`${household}/next`)).is(200);
  assert.notEqual((await (await joost.get(`${household}/next`)).form('/households').submit({ next_on: town.day(2) })).status, 200, 'reading is not writing');
  town.forward({ days: 9 });
  (await (await town.signIn('joost')).get(household)).is(404);
});

story('what somebody types wrong is said at the field, and kept', async town => {
  const sanne = await town.signIn('sanne');
  const form = (await sanne.get('/households/new')).form('/households/new');
  const wrong = await form.submit({ name: '', postcode: '12', last_name: 'Zonneveld', birth_date: '31-2-2014' });
  wrong.is(422).sees('Vul een naam in', 'Vul een postcode in').lacks('Het gezin staat erin');
  assert.equal(wrong.form('/households/new').value('last_name'), 'Zonneveld');
  (await form.submit({ name: 'Gezin Zonneveld', first_name: 'Nadia' })).is(422).sees('Kies een rol');
  const name = '<b>Zon</b>"&';
  const made = await opens(sanne, { name, first_name: 'Nadia' });
  (await sanne.get(made)).sees(name);
  (await sanne.get(`${made}/people/123456789`)).is(404);
  (await sanne.get(`${made}/network/123456789`)).is(404);
});

story('who has very much to do sees what comes first, and a page further what comes after; nothing is left out', async town => {
  const sanne = await town.signIn('sanne');
  for (let i = 100; i < 170; i++) await opens(sanne, { name: `Gezin Nummer${i}` });
  town.forward({ days: 9 });
  const later = await town.signIn('sanne');
  const seen = new Set(), shows = page => [...page.text.matchAll(/Gezin Nummer\d+/g)].map(m => m[0]).filter(name => !seen.has(name) && seen.add(name)).length;
  let page = await later.get('/today');
  for (let tries = 0; tries < 300 && !page.text.includes('Toon wat daarna komt'); tries++) { await new Promise(done => { setTimeout(done, 100); }); page = await later.get('/today'); }
  page.sees('Er staat veel. Dit komt eerst', 'Toon wat daarna komt').lacks('Terug naar wat eerst komt');
  assert(shows(page) > 0);
  for (let pages = 1; page.text.includes('Toon wat daarna komt'); pages++) {
    assert(pages < 20, 'the pages come to an end');
    page = await page.follow('Toon wat daarna komt');
    page.is(200).sees('Terug naar wat eerst komt');
    shows(page);
  }
  assert.equal(seen.size, 70, 'each family that asks something stands on one of the pages');
  for (const after of ['x', '2026-13-99 1 1', '2026-11-23 99999999999999999999999 1']) (await later.get(`/today?after=${encodeURIComponent(after)}`)).is(200);
});
