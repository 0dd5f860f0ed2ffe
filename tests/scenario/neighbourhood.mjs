// The neighbourhood: what a team finds there, keeps there, and what others see of it.
import { figures } from '../lib/figures.mjs';
import { newMap } from '../lib/map.mjs';
import { story, assert } from './lib.mjs';

// Daan of team West: De Turfhoek, Bloemenwijk, Oude Haven, Zuiderweide.
const west = town => town.signIn({ login: 'daan', name: 'Daan Willems', password: town.account('professional').password });

story('a team finds its neighbourhoods, with figures beside the municipality and the country', async town => {
  const sanne = await town.signIn('professional');
  const list = await sanne.get('/neighbourhoods');
  list.is(200).sees('De buurten van Team Oost', 'Spoorkwartier', 'De Kaden').lacks('De Turfhoek');
  const page = await sanne.get('/neighbourhoods/BU99010102');
  page.is(200).sees('De Kaden', 'Kerncijfers', '29,8', 'Bron: CBS, 2024', 'de middelste van 342 gemeenten', 'Bibliotheek De Kaden');
  const hidden = await sanne.get('/neighbourhoods/BU99010103');
  hidden.is(200).sees('verborgen');
  const { figures } = (await sanne.json('/neighbourhoods/BU99010103')).data;
  const income = figures.rows.find(r => r.code === 'income');
  assert.equal(income.here, null);
  assert.equal(income.here_hidden, true);
  assert.equal(income.municipality, '29,4');
  (await sanne.get('/neighbourhoods/BU00000000')).is(404);
  (await sanne.get('/neighbourhoods/onzin')).is(404);
});

story('what is already there is written down, confirmed, changed and taken out', async town => {
  const sanne = await town.signIn('professional');
  const form = await sanne.get('/neighbourhoods/BU99010102/base/new');
  form.is(200).sees('Wat is er al in De Kaden?');
  const empty = await form.form('Bewaar').submit({ about: 'Een tafel en tien stoelen' });
  empty.is(422).sees('Kies wat het is', 'Schrijf op hoe het heet', 'Een tafel en tien stoelen');
  const unasked = await form.form('Bewaar').submit({ kind: 'connector', title: 'De kapper op de hoek', contact: 'Vraag naar Mo' });
  unasked.is(422).sees('Vraag eerst of diegene het goed vindt');
  assert.match(unasked.body, /value="Vraag naar Mo"/);
  const made = await form.form('Bewaar').submit({ kind: 'place', title: 'De leestafel', place: 'Beukenhof', about: 'Een tafel en tien stoelen' });
  made.sees('Het staat erbij', 'De leestafel', 'Sanne de Wit houdt het bij');
  const entry = (await sanne.json('/neighbourhoods/BU99010102')).data.base.flatMap(v => v.entries).find(e => e.title === 'De leestafel');
  const changed = await (await sanne.get(`/neighbourhoods/base/${entry.id}`)).form('Bewaar').submit({ title: 'De lange leestafel' });
  changed.sees('De lange leestafel');
  (await changed.form('Klopt nog: De lange leestafel').submit()).sees('Bevestigd. Het klopt nog');
  (await (await sanne.get(`/neighbourhoods/base/${entry.id}`)).form('Haal het uit de lijst').submit()).sees('Uit de lijst gehaald').lacks('leestafel');
  (await sanne.get(`/neighbourhoods/base/${entry.id}`)).is(404);
});

story('what nobody confirmed for long ages in sight', async town => {
  const daan = await west(town);
  const list = await daan.get('/neighbourhoods');
  list.sees('na te kijken', 'Wat er speelt', 'Geld om mee te doen', 'Thema, opgepakt', 'Meedoentafel', 'bereikte 11 gezinnen').lacks('Oudercafé Nieuwe Es');
  (await list.follow("Alle thema's")).is(200);
  (await list.follow('Alle initiatieven')).is(200);
  (await daan.get('/neighbourhoods/BU99010001')).sees('Klopt dit nog?');
});

story('the page of a neighbourhood begins with what goes on there; what is long is folded, with how much it is and what', async town => {
  const daan = await west(town), page = await daan.get('/neighbourhoods/BU99010001'), folded = page.all('details.chapter');
  const at = words => page.text.indexOf(words);
  assert(at('Geld om mee te doen') < at('Koopwoningen (%)'), 'what goes on comes before the map');
  assert.equal(page.text.split('gehoord waar er').length, 2, 'what stands at the top is not told again');
  assert.deepEqual(folded.map(f => f.hasAttribute('open')), [false, false, false, false]);
  const [first, second, , figures] = folded.map(f => f.querySelector('summary').text.replace(/\s+/g, ' '));
  for (const [summary, ...words] of [[first, '2 dingen', 'Buurtcentrum De Schuit'], [second, '3 dingen', '1 na te kijken'], [figures, 'Kerncijfers', '15 cijfers']])
    for (const word of words) assert(summary.includes(word), `"${summary}" says ${word}`);
  for (const link of page.all('.contents a')) page.one(link.getAttribute('href'));
  page.sees('Te weinig gezinnen om iets te zeggen: Dagelijks functioneren');
  const policy = await (await town.signIn('policy')).get('/neighbourhoods/BU99010001');
  assert(policy.one('#figures').hasAttribute('open'), 'who reads nothing else there has them open');
});

story('a neighbourhood that was divided leads to all its parts, and what was written about it stands with each of them', async town => {
  const daan = await west(town);
  (await daan.get('/neighbourhoods/BU99010001')).is(200).sees('Formulierenspreekuur van de bibliotheek').lacks('niet meer op de kaart');
  newMap(town, [{ code: 'BU99010012', naam: 'Turfhoek-Noord', box: [5.3, 52.579, 5.317, 52.587] }, { code: 'BU99010013', naam: 'Turfhoek-Zuid', box: [5.3, 52.571, 5.317, 52.579] }]);
  const was = (await daan.get('/neighbourhoods/BU99010001')).is(200);
  was.sees('De Turfhoek', 'niet meer op de kaart van het CBS', 'Waar hij lag ligt nu:', 'Wat jullie hier opschreven staat ook daar.');
  assert.deepEqual(was.all('.note li a').map(a => [a.getAttribute('href'), a.text]), [['/neighbourhoods/BU99010012', 'Turfhoek-Noord'], ['/neighbourhoods/BU99010013', 'Turfhoek-Zuid']]);
  for (const code of ['BU99010012', 'BU99010013']) (await daan.get(`/neighbourhoods/${code}`)).is(200).sees('Formulierenspreekuur van de bibliotheek', 'Geld om mee te doen');
  (await daan.get('/neighbourhoods')).sees('Turfhoek-Noord', 'Turfhoek-Zuid');
});

story('what a team keeps is its own: another team, the policy maker and a partner do not read it', async town => {
  const daan = await west(town), policy = await town.signIn('policy'), partner = await town.signIn('partner');
  (await daan.get('/neighbourhoods/BU99010102')).is(200).lacks('Bibliotheek De Kaden');
  (await daan.get('/neighbourhoods/BU99010102/base/new')).is(404);
  (await policy.get('/neighbourhoods')).is(200).sees('Veldendam', 'Veldendam-West', 'Kerncijfers');
  const page = await policy.get('/neighbourhoods/BU99010001');
  page.is(200).sees('De Turfhoek').lacks('De Schuit', 'sociale basis');
  assert.deepEqual((await policy.json('/neighbourhoods/BU99010001')).data.base, []);
  (await partner.get('/neighbourhoods')).is(404);
});

// Every number that a page's data says, wherever it stands: of texts their digits too.
function numbers(data)
{
  if (typeof data === 'number') return [data];
  if (typeof data === 'string') return /^[\d.,]+$/.test(data) ? [Number(data.replace(/\./g, '').replace(',', '.'))] : [];
  return data && typeof data === 'object' ? Object.values(data).flatMap(numbers) : [];
}

story('what was chosen and whether it fitted: exact for the team from five households on, "enkele" below', async town => {
  const daan = await west(town), page = await daan.get('/neighbourhoods/BU99010001/solutions');
  page.is(200).sees('Wat gekozen werd, en of het paste', 'Psychische gezondheid', 'het gezin zelf', 'Wat vaak samen gaat', 'Te weinig gezinnen om iets te zeggen: Dagelijks functioneren');
  const { domains } = (await daan.json('/neighbourhoods/BU99010001/solutions')).data;
  assert(domains.length > 3);
  for (const d of domains) assert(d.goals === 'enkele' || Number(d.goals) >= 5, `${d.domain}: ${d.goals}`);
  for (const w of domains.flatMap(d => d.ways)) assert(Number(w.goals) >= 5 || (w.goals === 'enkele' && [w.done, w.dropped, w.rising].every(n => n === 'te weinig')), JSON.stringify(w));
  (await daan.get('/neighbourhoods/BU99010001')).sees('Wat gekozen werd, en of het paste', 'doelen, ');
  page.sees('Wat samen gedaan werd', 'Meedoentafel');
  const { together } = (await daan.json('/neighbourhoods/WK990100/solutions')).data;
  assert.deepEqual(together.map(t => [t.title, t.domain, t.fitted, t.families]), [['Meedoentafel', 'Inkomen', 'Ja', '11'], ['Huiswerkclub Plaggenhof', 'Opvoeden en opgroeien', 'nog niet gezegd', 'nog niet geteld']]);
});

// tests/checks/planted-holes plants an unpublished count here, which this must notice.
story('the policy maker gets no exact count: nothing below ten, all else rounded to five, on the page and as data', async town => {
  const pieter = await town.signIn('policy');
  await figures(pieter);
  let shown = 0;
  for (let back = 0; back < 12; back++)
    for (const code of ['GM9901', 'WK990100', 'WK990101', 'BU99010001']) {
      const path = `/neighbourhoods/${code}/solutions?quarter=${4 * 2026 + 2 - back}`, { data } = await pieter.json(path);
      assert.deepEqual([data.domains, data.combinations, data.together], [[], [], []]);
      const said = data.tables.flatMap(t => t.rows.flatMap(r => r.cells));
      assert(said.every(c => c.hidden === (c.value === null)), path);
      for (const n of numbers(data.tables)) assert(n >= 10 && n % 5 === 0, `${path} says ${n}`);
      // The page tells what the data tells, and nothing else; in the made-up town that is of every table that all of it is hidden.
      const page = await pieter.get(path), told = data.tables.map(t => t.rows.flatMap(r => r.cells.map(c => c.value ?? 'verborgen')));
      const empty = told.filter(t => t.every(value => value === 'verborgen'));
      assert.deepEqual(page.all('td.num').map(td => td.text.trim()), told.filter(t => !empty.includes(t)).flat(), path);
      assert.equal(page.text.split('Overal minder dan tien in dit kwartaal').length - 1, empty.length, path);
      shown += said.length;
    }
  assert(shown > 0, 'no table was tried');
  const area = (await pieter.json('/neighbourhoods/BU99010001')).data;
  assert.deepEqual([area.base, area.chosen], [[], []]);
});

story('the quarter under way and a quarter that is none are not published', async town => {
  const pieter = await town.signIn('policy');
  for (const q of [4 * 2026 + 3, 0, 'x', 99999]) assert.equal((await pieter.json(`/neighbourhoods/GM9901/solutions?quarter=${q}`)).data.quarter, 4 * 2026 + 2);
});

story('the map page stands without scripts, and its areas come as GeoJSON from our own address', async town => {
  const sanne = await town.signIn('professional');
  const page = await sanne.get('/neighbourhoods/WK990101/map?layer=income');
  page.is(200).sees('De kaart van Veldendam-Oost', 'verborgen', 'Molenveld', '35,2');
  assert.match(page.headers['content-security-policy'], /^default-src 'none'; style-src 'self'; script-src 'self';/);
  assert.doesNotMatch(page.body, / style=/);
  const { body, type } = await sanne.get('/neighbourhoods/WK990101/areas?layer=income');
  assert.equal(type, 'application/geo+json');
  const areas = JSON.parse(body);
  assert.equal(areas.features.length, 4);
  const molenveld = areas.features.find(f => f.properties.name === 'Molenveld').properties;
  assert.deepEqual([molenveld.hidden, molenveld.words, molenveld.value], [true, 'verborgen', undefined]);
  const [ring] = areas.features[0].geometry.coordinates[0];
  assert.deepEqual(ring[0], ring.at(-1));
  assert(ring.every(([lon, lat]) => lon > 5 && lon < 6 && lat > 52 && lat < 53));
  (await sanne.get('/neighbourhoods/BU00000000/areas')).is(404);
});

const DOMAINS = ['physical_health', 'daily_life', 'income', 'participation', 'parenting', 'safety', 'mental_health'];
const known = words => /^[\d.]+$/.test(words ?? '') ? Number(words.replace('.', '')) : null;

story('the map shows a team what was heard: exact from five families and two reporters on, and no sum tells what is not', async town => {
  const daan = await west(town), at = layer => `/neighbourhoods/WK990100/map?layer=${layer}`;
  (await daan.get(at('heard-income'))).is(200).sees('Gehoord: Inkomen, de laatste dertien weken', 'De Turfhoek', 'Samen', 'Precies vanaf vijf gezinnen');
  const layers = new Map();
  for (const layer of ['heard', ...DOMAINS.map(d => `heard-${d}`)]) layers.set(layer, (await daan.json(at(layer))).data.map);
  const cells = name => DOMAINS.map(d => layers.get(`heard-${d}`).areas.find(a => a.name === name));
  const window = ({ value }) => value === 'geen' ? [0] : value.split('–').map(known);
  let few = 0, ranges = 0;
  for (const { name, value, hidden } of layers.get('heard').areas) {
    const parts = cells(name), told = parts.filter(p => !p.hidden).map(window), hiding = parts.filter(p => p.hidden).length;
    few += hiding;
    ranges += told.filter(w => w.length > 1).length;
    assert(told.flat().every(n => n === 0 || n >= 5), `${name}: ${told}`);
    assert(parts.every(p => p.known), name);
    const low = told.reduce((sum, w) => sum + w[0], 0), high = told.reduce((sum, w) => sum + w.at(-1), 0), words = low === high ? `${low}` : `${low}–${high}`;
    assert.equal(value ?? 'enkele', hiding && high ? `${words} en enkele` : hiding ? 'enkele' : words, name);
    assert.equal(hidden, hiding > 0 && !high, name);
  }
  assert(few > 1 && ranges > 1, 'nothing was hidden');
  for (const d of DOMAINS) {
    const { areas, total } = layers.get(`heard-${d}`);
    assert(!/enkele/.test(total) || areas.some(a => a.hidden), `${d}: ${total}`);
  }
  const { features } = JSON.parse((await daan.get('/neighbourhoods/WK990100/areas?layer=heard-safety')).body);
  assert.deepEqual(features.find(f => f.properties.name === 'Oude Haven').properties.words, 'enkele');
  const quarter = (await daan.json(`${at('heard')}&quarter=${4 * 2026 + 2}`)).data.map;
  assert(quarter.areas.length >= 4 && quarter.areas.every(a => a.hidden || (known(a.value) >= 10 && known(a.value) % 5 === 0)), JSON.stringify(quarter.areas));
  (await daan.get('/neighbourhoods/WK990101/map?layer=heard-income')).is(200).lacks('Gehoord', 'Wat er gehoord is');
});

// tests/checks/planted-holes plants an exact count here, which this must notice.
story('the map shows the policy maker reports of districts as they may be published, and no theme', async town => {
  const pieter = await town.signIn('policy'), told = await figures(pieter);
  for (const d of DOMAINS)
    for (let back = 0; back < 5; back++) {
      const path = `/neighbourhoods/GM9901/map?layer=heard-${d}&quarter=${4 * 2026 + 2 - back}`, { map, layer } = (await pieter.json(path)).data;
      assert.equal(layer, `heard-${d}`);
      assert.deepEqual(map.areas.map(a => a.name), ['Veldendam-Oost', 'Veldendam-West']);
      for (const a of map.areas) assert(a.known && (a.hidden ? a.value === null : known(a.value) >= 10 && known(a.value) % 5 === 0), `${path}: ${a.name} ${a.value}`);
      if (!back)
        for (const a of map.areas) assert.equal(a.value, told.reports.rows.find(r => r.name === a.name).cells[DOMAINS.indexOf(d)].value, `${d} in ${a.name} is another number elsewhere`);
    }
  for (const layer of ['heard', 'themes', 'heard-x']) assert.equal((await pieter.json(`/neighbourhoods/WK990100/map?layer=${layer}`)).data.layer, 'children');
});

story('the map shows where themes and initiatives are: the team its own, everybody what is open to all', async town => {
  const daan = await west(town), pieter = await town.signIn('policy'), sanne = await town.signIn('professional');
  (await daan.get('/neighbourhoods/WK990100/map?layer=themes')).sees('Waar jullie thema', 'Geld om mee te doen', 'opgepakt', 'geen');
  const map = await daan.get('/neighbourhoods/WK990100/map?layer=initiatives');
  map.sees('Meedoentafel', 'Buurthuis De Schuit');
  assert.equal(map.all('td.num, th.num').length, 0, 'names are read as words');
  assert.notEqual((await daan.get('/neighbourhoods/WK990100/map?layer=heard')).all('td.num').length, 0, 'counts as numbers');
  (await pieter.get('/neighbourhoods/GM9901/map?layer=initiatives')).sees('Meedoentafel').lacks('Oudercafé Nieuwe Es');
  (await sanne.get('/neighbourhoods/GM9901/map?layer=initiatives')).sees('Meedoentafel', 'Oudercafé Nieuwe Es');
  (await daan.get('/neighbourhoods/GM9901/map?layer=initiatives')).lacks('Oudercafé Nieuwe Es');
});
