// Somebody who may see very many households: a page at a time, each family on one of them, and a name with a birth date or a neighbourhood reaches all. What it
// costs is measured in bench/coordinator.mjs; that nothing is lost by it, here.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { story, assert } from './lib.mjs';

const EACH = 130, AREAS = ['9906PD', '9908AA'], MOST_STATEMENTS = 8;
const name = (login, i) => `Gezin Veelman-${login}${i}`;
const born = (login, i) => `${1 + i % 28}-${1 + Math.floor(i / 28) % 12}-${login === 'sanne' ? 1980 : 1981}`;

// A team's list, as it would bring it in; every second household lives elsewhere.
function bringIn(town, login, each = EACH, aftercare = i => i % 10 === 0)
{
  const lines = Array.from({ length: each }, (_, i) =>
    [name(login, i), `Zuiderkade ${i}`, AREAS[i % 2], 'Veldendam', 'Bo', 'Veelman', born(login, i), 'ouder', login, aftercare(i) ? 'nazorg' : 'begeleiding'].join(';'));
  const file = join(town.data, `${login}.csv`);
  writeFileSync(file, ['naam gezin;straat;postcode;plaats;voornaam;achternaam;geboortedatum;rol;vaste hulpverlener;fase', ...lines].join('\n') + '\n');
  town.must('import', 'households', file, '--team', 'Team Oost');
}

const path = link => new URL(link.href, 'http://x/').pathname + new URL(link.href, 'http://x/').search;
async function told(person, at)
{
  const answer = await person.send('GET', at, undefined, { headers: { 'x-nabij-tell': 'yes' } });
  const statements = answer.headers['x-nabij-statements'].split(' ').length;
  assert(statements <= MOST_STATEMENTS, `${at}: ${statements} statements`);
}

// All pages from here on, by the links between them: the names of the families, in order; none stands there twice.
async function through(person, start, more, most)
{
  const names = [];
  let at = start;
  for (let pages = 1; at; pages++) {
    assert(pages < 40, 'the pages come to an end');
    await told(person, at);
    const page = (await person.get(at)).is(200), { data } = await person.json(at);
    assert(data.list.length <= most, `${data.list.length} on a page of ${most}`);
    names.push(...data.list.map(h => h.name));
    for (const h of data.list) page.sees(h.name);
    const link = page.links().find(l => l.text === more);
    at = link ? new URL(link.href, `http://x${at}`).href.replace('http://x', '') : undefined;
  }
  assert.equal(new Set(names).size, names.length, 'each family stands on one page');
  return names;
}
const search = (q, area) => `/search?q=${encodeURIComponent(q)}${area ? `&area=${encodeURIComponent(area)}` : ''}`;
const theirs = (login, fits = () => true) => Array.from({ length: EACH }, (_, i) => i).filter(fits).map(i => name(login, i)).sort();

story('who may see very many households has them a page at a time, each on one, and finds every one by name with a birth date or an area', async town => {
  const few = (await (await town.signIn('sanne')).json('/households')).data.list.length;
  bringIn(town, 'sanne');
  bringIn(town, 'joost');
  const sanne = await town.signIn('sanne'), joost = await town.signIn('joost'), esra = await town.signIn('esra');

  const first = await sanne.get('/households');
  first.is(200).sees('Je ziet heel veel gezinnen', 'Toon oudere').lacks('Naar de nieuwste', 'joost');
  const all = await through(sanne, '/households', 'Toon oudere', 30);
  assert.deepEqual(all.filter(n => n.includes('Veelman')).sort(), theirs('sanne'));
  assert(all.length >= EACH + few - 2, 'and those she had');
  assert(all.indexOf(name('sanne', EACH - 1)) < all.indexOf(name('sanne', 0)), 'the newest first');
  const aftercare = await through(sanne, '/households?phase=aftercare', 'Toon oudere', 30);
  assert.deepEqual(aftercare.filter(n => n.includes('Veelman')).sort(), theirs('sanne', i => i % 10 === 0));
  (await sanne.get('/households?phase=report')).is(200).lacks('Veelman');
  const file = await sanne.get(path((await first.follow('Toon oudere')).link(/bestand/)));
  assert(file.is(200).text.includes(all[30]) && !file.text.includes(all[0]), 'the file is of the page it stands on');
  for (const before of ['x', '0', '1', '99999999999999999999']) (await sanne.get(`/households?before=${before}`)).is(200);

  for (const [person, login] of [[sanne, 'sanne'], [joost, 'joost']]) {
    const found = await through(person, search('Veelman'), 'Toon meer', 10);
    assert.deepEqual(found.sort(), theirs(login), 'all of them, and nobody else\'s');
    assert.deepEqual((await through(person, search('bo veelman'), 'Toon meer', 10)).sort(), theirs(login));
    for (const i of [0, 1, 70, EACH - 1])
      for (const q of [`Veelman ${born(login, i)}`, `${born(login, i)} veelm`, born(login, i)]) {
        const { data } = await person.json(search(q));
        assert.deepEqual(data.list.map(h => h.name), [name(login, i)], `${q} finds the one`);
        assert.deepEqual(data.list[0].people.map(p => p.name), ['Bo Veelman']);
      }
    const [place] = (await person.json(search(`Veelman ${born(login, 0)}`))).data.list.map(h => h.area);
    assert.deepEqual((await through(person, search('Veelman', place), 'Toon meer', 10)).sort(), theirs(login, i => i % 2 === 0), 'in one area');
    const there = await through(person, search('', place), 'Toon meer', 10);
    assert.deepEqual(there.filter(n => n.includes('Veelman')).sort(), theirs(login, i => i % 2 === 0), 'an area alone');
    assert.deepEqual(await through(person, search(place), 'Toon meer', 10), there, 'or typed where a name goes');
  }
  (await sanne.get(search('Veelman'))).sees('De nieuwste 10 gezinnen', 'In welke buurt');
  const nowhere = await sanne.get(search('Veelman', 'Nergenshuizen'));
  nowhere.is(200).sees('We kennen geen buurt die zo heet').lacks('sanne1');
  assert.equal(nowhere.form('area').value('area'), 'Nergenshuizen', 'what was typed stays');
  assert.deepEqual((await sanne.json(search(`Veelman ${born('joost', 7)}`))).data.list, [], 'a colleague\'s family');
  (await esra.get(search('Veelman'))).is(200).sees('Niets gevonden').lacks('sanne1', 'joost1', 'In welke buurt');
  (await esra.get('/households')).lacks('Veelman', 'heel veel');
  for (const before of ['x', '0', '1', '99999999999999999999']) (await sanne.get(`${search('Veelman')}&before=${before}`)).is(200);
});

// On one store: bringing in so many takes PostgreSQL a minute, and the statement is asked there above.
story('a phase that only the oldest of very many families are in is looked for a piece at a time, and found', { only: ['sqlite'] }, async town => {
  bringIn(town, 'joost', 520, i => i < 3);
  const joost = await town.signIn('joost'), first = await joost.get('/households?phase=aftercare');
  await told(joost, '/households?phase=aftercare');
  first.is(200).sees('Tot hier is er geen gezin in deze fase', 'Toon oudere');
  const older = await first.follow('Toon oudere');
  older.is(200).sees(name('joost', 0), name('joost', 1), name('joost', 2), 'Naar de nieuwste').lacks(name('joost', 3), 'Toon oudere');
  (await joost.get('/households?before=1')).is(200).sees('Meer gezinnen zijn er niet', 'Naar de nieuwste');
});
