// Themes: what a team does with what the night's work found, and who wants to be counted. In the small world (tests/world/world.c), with one theme found.
import { assert, story } from './lib.mjs';

const theme = town => `/themes/${town.world.ids.theme}`;

story('a theme asks for the other explanation before it may be picked up', { world: true }, async town => {
  const sanne = await town.signIn('sanne'), joost = town.world.people.joost.id;
  const list = await sanne.get('/themes');
  list.is(200).sees('Eén ding valt op', '14 in zes weken waar er 5 te verwachten waren', 'Wat er gehoord is');
  const found = await sanne.get(theme(town));
  found.is(200).sees('Een aantal is nog geen thema', 'Oppakken kan zodra', 'Van de meldingen kwam hoogstens 30% van één melder', 'herfstvakantie').lacks('We pakken het op');
  (await found.form('explanation').submit({})).is(422).sees('Kies wat het best past');
  const explained = await found.form('explanation').submit({ explanation: 'none', explanation_word: 'vijf melders, los van elkaar' });
  explained.is(200).sees('Nee, dit is echt iets in de buurt', 'vijf melders, los van elkaar', 'We pakken het op');
  (await explained.form('owner_id').submit({ title: '', owner_id: joost, next_on: town.day(9) })).is(422).sees('Geef het een naam');
  const picked = await explained.form('owner_id').submit({ title: 'Geld om mee te doen', owner_id: joost, next_on: town.day(0) });
  picked.is(422).sees('Kies een dag tussen morgen en over een jaar');
  assert.equal(picked.form('owner_id').value('title'), 'Geld om mee te doen', 'what was typed stays');
  (await picked.form('owner_id').submit({ next_on: town.day(2) })).is(200).sees('Opgepakt', 'Geld om mee te doen', 'Joost Bakker', 'Maak er een initiatief van');
  (await (await town.signIn('joost')).get('/today')).is(200).sees('Geld om mee te doen', 'kijk er weer naar');
  const begun = await (await sanne.get(`/initiatives/new?theme=${town.world.ids.theme}`)).form('/initiatives/new').submit({ title: 'Ruilkast bij de regenwulp', area_code: 'BU99010001' });
  begun.is(200);
  const from = await sanne.get(theme(town));
  from.sees('Wat eruit voortkwam', 'Ruilkast bij de regenwulp', 'idee');
  (await sanne.get(from.link('Ruilkast bij de regenwulp').href)).is(200).sees('Thema Geld om mee te doen');
  assert.equal((await sanne.json(theme(town))).data.initiatives.length, 1);
});

story('a theme laid aside says why, and can be looked at again; another team finds nothing', { world: true }, async town => {
  const sanne = await town.signIn('sanne');
  const page = await sanne.get(theme(town));
  (await page.form('reason').submit({ reason: '' })).is(422).sees('Schrijf in een paar woorden waarom');
  const aside = await page.form('reason').submit({ reason: 'De school had een week over geld' });
  aside.is(200).sees('Opzij gelegd: De school had een week over geld').lacks('We pakken het op');
  let list = await sanne.get('/themes');
  for (let i = 0; i < 120 && !list.text.includes('te weinig gehoord'); i++) {       // the night's work counts first
    await new Promise(done => setTimeout(done, 250));
    list = await sanne.get('/themes');
  }
  list.is(200).sees('te weinig gehoord om te rekenen', 'De school had een week over geld');
  (await aside.form('Toch weer bekijken').submit()).is(200).sees('nieuw gevonden');
  (await (await town.signIn('otto')).get(theme(town))).is(404);
});

story('a standing link that came in the weeks of a theme is told beside the other explanations', { world: true }, async town => {
  const sanne = await town.signIn('sanne'), trainer = town.visitor('a trainer');
  (await sanne.get(theme(town))).lacks('nieuwe vaste link');
  const made = await (await sanne.get('/signals/links/new')).form('/signals/links').submit({ organisation: 'VV De Bonk', organisation_kind: 'club', place: 'kantine' });
  const link = new URL(made.is(200).one('#link').getAttribute('value')).pathname;
  let page = await (await trainer.get(link)).form('/report/step').submit({ what: 'Bij twee elftallen is de contributie al maanden niet betaald.' });
  page = await page.form('/report/step').submit({ pattern: 'yes', area: 'BU01930100' });
  page = await page.form('/report/step').submit({ reporter_name: 'Henk Mulder', reporter_phone: '06 12345678' });
  town.forward({ seconds: 30 });
  (await page.form('/report').submit({}, { button: 'Verstuur je melding' })).is(200).sees('Ontvangen');
  (await sanne.get(theme(town))).sees('Er kwam hier 1 nieuwe vaste link om te melden bij. De eerste melding daarover was in de week van');
  (await (await town.signIn('wim')).get(theme(town))).sees('nieuwe vaste link').lacks('De Bonk');
});

story('what is known of a district alone is shown on the map as that district', async town => {
  const sanne = await town.signIn('professional'), { found } = (await sanne.json('/themes')).data;
  const wide = found.find(t => t.words.includes('Veldendam-Oost:')), { map, count } = (await sanne.json(`/themes/${wide.id}`)).data;
  assert.deepEqual(map.areas.filter(a => a.marked).map(a => [a.name, a.value]), [['Veldendam-Oost', count]]);
  const page = await sanne.get(`/themes/${wide.id}`);
  page.is(200).lacks('een buurt die is opgedeeld');
  assert.equal(page.all('path.area--marked').length, 1, 'drawn, over its neighbourhoods');
  page.sees('hoort er niet bij').lacks('niet bekend');
});

story('no two numbers of the list of themes, their pages, the map and a document tell a few between them', async town => {
  const nadia = await town.signIn({ login: 'nadia', password: town.account('professional').password });
  const number = text => /^\d[\d.]*$/.test(text) ? Number(text.replaceAll('.', '')) : null;
  let tried = 0;
  const apart = (whole, part, what) => {
    const left = number(whole) - number(part);
    if (number(whole) === null || number(part) === null || left < 0) return;
    tried++;
    assert(left === 0 || left >= 5, `${what}: ${whole} - ${part} = ${left}`);
  };
  const list = (await nadia.json('/themes')).data, heard = new Map();
  for (const d of list.domains)
    for (const p of d.places) {
      apart(d.count, p.count, `${d.name}, ${p.name}`);
      heard.set(`${d.code} ${p.name}`, p.count);
    }
  for (const { id } of [...list.found, ...list.later, ...list.picked, ...list.aside]) {
    const t = (await nadia.json(`/themes/${id}`)).data;
    for (const a of t.map.areas.filter(a => a.marked)) {
      apart(t.count, a.value, `${t.sentence}, ${a.name}`);
      apart(heard.get(`${t.domain} ${a.name}`) ?? '', a.value, `outside ${t.sentence}, ${a.name}`);
    }
    for (const w of t.weeks) {
      assert(number(w.heard) === null || number(w.heard) >= 5, `${t.sentence}: ${w.heard} in a week`);
      if (w.in_theme) apart(t.count, w.heard, `${t.sentence}, ${w.week}`);
    }
    for (const s of t.sources) apart(t.count, s.words.split(' ')[0], `${t.sentence}, ${s.words}`);
  }
  for (const d of list.domains) {
    const { areas } = (await nadia.json(`/neighbourhoods/WK990100/map?layer=heard-${d.code}`)).data.map;
    for (const p of d.places) assert.equal(areas.find(a => a.name === p.name).value ?? 'enkele', p.count, `${d.name}, ${p.name}: told otherwise on the map`);
  }
  const documents = '/neighbourhoods/WK990100/documents';
  (await (await nadia.get(`${documents}/new`)).form(documents).submit({ kind: 'analysis', year: 2028 })).is(200);
  const draft = (await nadia.json(documents)).data.drafts.find(d => d.kind === 'analysis').id;
  const { offers } = (await nadia.json(`${documents}/${draft}/sections/heard`)).data, weeks = offers.find(o => o.code === 'signals').block.table.rows;
  for (const d of list.domains) assert.equal(weeks.find(r => r.name === d.name).cells.at(-1).value, d.count, `${d.name}: told otherwise in a document`);
  assert(tried > 20, `only ${tried} pairs`);
});

story('somebody asks to look now', { world: true }, async town => {
  const sanne = await town.signIn('sanne');
  const asked = await (await sanne.get('/themes')).form('Kijk nu').submit();
  asked.is(200).sees('We tellen en rekenen nu');
  let page;
  for (let i = 0; i < 60 && !(page && page.text.includes('Gekeken')); i++) {
    await new Promise(done => setTimeout(done, 500));
    page = await sanne.get('/themes');
  }
  page.is(200).sees('Gekeken', 'viel niets nieuws op');
});

story('a family says that it is not to be counted, and takes it back', { world: true }, async town => {
  const mother = await town.signIn('ottoline');
  (await mother.get('/our/access')).is(200).sees('Tellen we mee in de buurt?');
  const page = await mother.get('/our/counted');
  page.is(200).sees('Jullie tellen nu mee');
  (await page.form('/our/counted').submit()).is(200).sees('Jullie tellen nergens meer in mee');
  const sanne = await town.signIn('sanne');
  const access = await sanne.get(`/households/${town.world.ids.household}/access`);
  access.is(200).sees('Dit gezin telt nergens mee');
  (await access.form('Tel dit gezin weer mee').submit()).is(200).sees('Dit gezin telt weer mee');
});

story('a contact counts for what its words are about, unless that is tapped away', { world: true }, async town => {
  const sanne = await town.signIn('sanne');
  const page = await sanne.get(`/households/${town.world.ids.household}/contacts/new`);
  page.is(200).sees('Waar het over ging, voor de buurt', 'nooit over wie');
  (await page.form('note').submit({ got_through: 'yes', kind: 'visit', note: 'De huur en de schulden op een rij gezet' })).is(200).sees('Contact opgeslagen');
});
