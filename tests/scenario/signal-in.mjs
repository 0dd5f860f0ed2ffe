// How a signal comes in by a standing link: from the poster in a canteen to the list of the team, and what comes by it that should not.
import { newMap } from '../lib/map.mjs';
import { story, assert } from './lib.mjs';

const next = (page, fields = {}, options = {}) => page.form('/report/step').submit(fields, options);
const send = (check, fields = {}, options = {}) => check.form('/report').submit(fields, { button: /Zo versturen/.test(check.text) ? 'Zo versturen' : 'Verstuur je melding', ...options });
const henk = { reporter_name: 'Henk Mulder', reporter_phone: '06 12345678' };
const MONEY = 'Bij twee elftallen is de contributie al maanden niet betaald.';

// Anybody of the demo; all have the same password.
const signIn = (town, login) => town.signIn({ login, password: town.account('professional').password });
// A link of the demo's team west, made on its own page; answers { reader, path, link }.
async function linked(town, said = {})
{
  const reader = await signIn(town, 'daan');
  const form = await reader.get('/signals/links/new');
  const area = form.form('/signals/links').controls('area_code')[0].querySelectorAll('option').find(o => o.text.includes('Turfhoek')).getAttribute('value');
  const made = await form.form('/signals/links').submit({ organisation: 'VV De Bonk', organisation_kind: 'club', place: 'kantine', area_code: area, ...said });
  made.is(200).sees('De link staat klaar', 'VV De Bonk', 'Werkt tot en met');
  return { reader, path: made.path.split('?')[0], area, link: new URL(made.one('#link').getAttribute('value')).pathname };
}
// The three steps by the link, as somebody who takes half a minute; answers the check page.
async function told(town, person, link, { what = MONEY, where = { pattern: 'yes' }, who = henk, slow = 30 } = {})
{
  let page = await next((await person.get(link)).is(200), { what });
  page = await next(page.is(200), where);
  page = await next(page.is(200), who);
  town.forward({ seconds: slow });
  return page.is(200);
}
const from = i => ({ headers: { 'x-forwarded-for': `10.0.${i >> 8}.${i & 255}` } });

story('a trainer scans the poster and reports within a minute; the team reads what, where and by which link', async town => {
  const { reader, path, link } = await linked(town);
  const trainer = town.visitor('the trainer');
  const first = await trainer.get(link);
  first.is(200).sees('Bel 112', 'Je meldt via VV De Bonk', 'Wat zie je?').lacks('Fout:');
  assert(first.text.indexOf('112') < first.text.indexOf('Wat zie je?'), '112 comes before anything else');
  const where = await next(first, { what: MONEY });
  assert.equal(where.form('/report/step').value('place'), 'kantine');
  where.sees('Of wijs het aan op de kaart', 'De Turfhoek', 'niet over iemand in het bijzonder');
  const check = await told(town, trainer, link);
  check.sees('Klopt dit?', 'Over niemand in het bijzonder', 'kantine', 'De Turfhoek', 'Geld', 'VV De Bonk');
  const receipt = await send(check);
  receipt.is(200).sees('Ontvangen', 'leest je melding', 'uiterlijk', 'Je nummer:', 'Wordt het erger?');
  const { data } = await reader.json('/signals');
  const report = data.new.find(r => r.what.startsWith('Bij twee elftallen'));
  assert(report, 'it stands among the new ones');
  assert.equal(report.area, 'De Turfhoek');
  const row = (await reader.json('/today')).data.now.find(r => r.report === report.id);
  assert.equal(row.name, MONEY, 'a report about nobody is called by what was told');
  assert.equal(row.text, 'Nieuwe melding, nog niet opgepakt', 'which is not told twice');
  const page = await reader.get(path);
  page.sees('VV De Bonk', 'november 2026');
  assert.equal((await reader.json(path)).data.months[0].n, 1);
  (await reader.get(`${path}/poster`)).is(200).sees('112', 'Scan de code', 'VV De Bonk', 'Team West leest wat je meldt');
});

story('half a telephone number is asked for again, and what was typed stays; about nobody in particular nobody is introduced', async town => {
  const { link } = await linked(town), person = town.visitor('a trainer');
  const step = await next(await next(await person.get(link), { what: MONEY }), { pattern: 'yes' });
  step.is(200).sees('Je naam hoeft niet').lacks('Wil je meehelpen met het eerste contact', 'Jullie mogen mijn naam noemen');
  const again = await next(step, { ...henk, reporter_phone: '06 12' });
  again.sees('Vul een telefoonnummer in, bijvoorbeeld 06 12345678', 'Stap 3 van 3');
  assert.equal(again.form('/report/step').value('reporter_phone'), '06 12');
  (await next(again, { reporter_phone: '06 12345678' })).sees('Klopt dit?');
});

story('the place can be touched on the map, said by postcode, or chosen; the map is a choice of the form', async town => {
  const { link, reader } = await linked(town);
  const step = await next(await town.visitor().get(link), { what: MONEY });
  const shapes = step.all('.placemap__area input[type=radio]');
  assert(shapes.length >= 4, 'each neighbourhood is a shape');
  const codes = Object.fromEntries(step.all('.placemap__area').map(l => [l.textContent.trim(), l.querySelector('input').getAttribute('value')]));
  assert.equal(step.all('.placemap__area path').length, shapes.length);
  const by = async (fields, sees) => {
    const page = await next(await next(step, { pattern: 'yes', ...fields }), henk);
    town.forward({ seconds: 20 });
    page.is(200).sees(`Buurt: ${sees}`);
    return send(page);
  };
  (await by({ spot: codes['Oude Haven'] }, 'Oude Haven')).is(200);
  (await by({ place: 'Asterstraat 3, 9903 AB' }, 'Bloemenwijk')).is(200);
  (await by({ area: codes.Zuiderweide }, 'Zuiderweide')).is(200);
  const areas = (await reader.json('/signals')).data.new.map(r => r.area);
  for (const name of ['Oude Haven', 'Bloemenwijk', 'Zuiderweide']) assert(areas.includes(name), `${name} is among ${areas}`);
});

story('a link that is paused, ended or replaced helps who stands before it, and who was typing loses nothing', async town => {
  const { reader, path, link } = await linked(town);
  const trainer = town.visitor();
  const check = await told(town, trainer, link);
  (await (await reader.get(path)).form(/pause$/).submit()).is(200).sees('staat even uit');
  (await town.visitor().get(link)).is(200).sees('staat even uit', 'Vertel het ons zonder deze link', 'Bel 112');
  const again = await send(check);
  again.is(422).sees('net gestopt', 'Je tekst staat er nog', MONEY);
  (await send(again)).is(200).sees('Ontvangen');
  (await (await reader.get(path)).form(/resume$/).submit()).is(200).sees('werkt weer');
  (await town.visitor().get(link)).sees('Wat zie je?');
  (await (await reader.get(path)).form(/replace$/).submit()).is(200).sees('nieuwe code');
  (await town.visitor().get(link)).is(404);
  const other = new URL((await reader.get(path)).one('#link').getAttribute('value')).pathname;
  (await (await reader.get(path)).form(/end$/).submit()).is(200).sees('gestopt');
  (await town.visitor().get(other)).sees('werkt niet meer');
  (await (await reader.get(path)).form(/renew$/).submit()).is(200).sees('nog een jaar');
  town.forward({ days: 364 });
  (await town.visitor().get(other)).sees('Wat zie je?');
  town.forward({ days: 3 });
  (await town.visitor().get(other)).sees('werkt niet meer');
});

story('a program that fills in what people do not see, or is too fast, has to type a word; the team is told, and people get through', async town => {
  const { reader, path, link } = await linked(town);
  const robot = town.visitor('a program');
  const fast = await send(await told(town, robot, link, { slow: 0 }));
  fast.is(422).sees('Typ dit woord over', MONEY);
  const trapped = await send(await told(town, robot, link), { }, { raw: { website: 'https://koop.example' } });
  trapped.is(422).sees('Typ dit woord over', MONEY);
  assert.equal((await reader.json('/signals')).data.new.filter(r => r.what.startsWith('Bij twee elftallen')).length, 0);
  (await reader.get('/signals')).sees('Via de link van VV De Bonk probeert een computerprogramma te melden');
  (await reader.get(path)).sees('2 pogingen via deze link leken van een computerprogramma');
  const row = (await reader.json('/today')).data;
  assert.equal([...row.now, ...row.week].find(r => r.rule === 'link_doubts')?.path, path, 'Today leads to the link');

  const word = trapped.text.match(/Typ dit woord over: (\w+)/)[1];
  (await send(trapped, { human: 'nee' })).is(422).sees('Typ dit woord over', MONEY);
  (await send(trapped, { human: ` ${word.toUpperCase()} ` })).is(200).sees('Ontvangen');
  (await send(await told(town, town.visitor('a person'), link))).is(200).sees('Ontvangen');
  (await (await reader.get(path)).form(/seen$/).submit()).is(200).lacks('computerprogramma');
  (await reader.get('/today')).lacks('computerprogramma');

  let answer, i = 0;
  do answer = await send(await told(town, robot, link, { slow: 0 }), {}, { raw: { once: `x${++i}` } }); while (!answer.text.includes('Wacht een paar minuten') && i < 20);
  assert(i > 5 && i < 20, `an address that keeps trying waits (after ${i})`);
  answer.is(422).sees(MONEY);
});

story('a thousand signals in a minute from one link wait behind that link; nobody else notices', async town => {
  const { reader, path, link } = await linked(town);
  const before = (await reader.json('/signals')).data.new.length;
  const check = await told(town, town.visitor('a program'), link);
  const word = (await send(await told(town, town.visitor(), link, { slow: 0 }))).text.match(/Typ dit woord over: (\w+)/);
  assert(word, 'there is a word to type over');
  let asked, i = 0, statuses = {};
  // It learns the word of its form, and sends on.
  const one = async (fields, n) => send(check, fields, { raw: { once: `t${n}` }, follow: false, ...from(n) });
  for (; i < 12; i++) (await one({}, i)).is(303);
  asked = await one({}, i);
  asked.is(422).sees('Typ dit woord over', MONEY);
  const human = asked.text.match(/Typ dit woord over: (\w+)/)[1];
  const again = (n, options = {}) => asked.form('/report').submit({ human }, { button: 'Verstuur je melding', raw: { once: `u${n}` }, follow: false, ...from(n), ...options });
  for (let n = 0; n < 1040; n += 20) {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, k) => again(n + k)));
    for (const a of answers) statuses[a.status] = (statuses[a.status] ?? 0) + 1;
  }
  assert.deepEqual(Object.keys(statuses).sort(), ['303', '422'], JSON.stringify(statuses));
  assert.equal(statuses[303], 18 + 1000);
  (await again(5000)).is(422).sees('Probeer het over een kwartier', MONEY);

  const signals = await reader.json('/signals');
  assert.equal(signals.is(200).data.new.length, before + 30, 'the inbox has no more than the first thirty');
  const inbox = await reader.get('/signals');
  inbox.sees('1.000 meldingen via de link van VV De Bonk wachten: bekijk of verwerp', 'Nog 29 meldingen beginnen met dezelfde woorden');
  assert.equal(inbox.all('section > .rows > .row').filter(row => row.text.includes(MONEY)).length, 1, 'what says the same stands folded');
  const neighbour = town.visitor('a neighbour');
  let page = await next(await neighbour.get('/report'), { what: 'Een kind loopt alleen op straat' });
  page = await next(await next(page, { knows: 'no', place: '9902' }), { reporter_kind: 'resident' });
  (await send(page)).is(200).sees('Ontvangen');

  (await reader.get('/today')).sees('VV De Bonk', 'Via deze link kwamen ineens veel meldingen. Ze wachten tot iemand kijkt');
  const { now: asking } = (await reader.json('/today')).data, due = asking.filter(r => r.due >= town.day());
  assert.equal(asking.filter(r => r.rule === 'link_held').length, 1, 'one row, however many wait');
  assert.equal(due[0].rule, 'link_held', 'of what is due today the link comes first: one look helps them all');
  assert.equal(asking.filter(r => r.name.startsWith('Bij twee elftallen')).length, 1, 'the thirty that came in stand in one row');
  (await reader.get('/today')).sees('Nog 29 meldingen beginnen met dezelfde woorden');
  (await (await signIn(town, 'sanne')).get('/today')).lacks('VV De Bonk');
  const held = await (await again(40, { follow: true, raw: { once: 'u40' } }));      // sent twice: the first one's answer
  held.is(200).sees('Je melding is binnen', 'uiterlijk', 'Je nummer:');
  const queue = await reader.get(`${path}/waiting`);
  queue.sees(MONEY, 'Dit zijn de oudste');
  (await queue.form(/waiting$/).submit({}, { button: 'Laat de aangevinkte door' })).is(422).sees('Vink eerst aan');
  const numbers = (await reader.json(`${path}/waiting`)).data.held.map(h => h.number);
  (await queue.form(/waiting$/).submit({}, { button: 'Laat al deze door' })).is(200).sees('975 meldingen');
  const now = (await reader.json('/signals')).data.new.map(r => r.number);
  for (const n of numbers) assert(now.includes(n), 'let in with the number it was promised');
  (await queue.form(/throw-out$/).submit()).is(200).sees('Er wacht niets meer');
  (await neighbour.get(held.path)).sees(held.text.includes('binnen') ? /niet aangenomen|binnen|leest/ : '');
  (await reader.get('/signals')).lacks('wachten: bekijk');
  (await reader.get('/today')).lacks('Ze wachten tot iemand kijkt');
});

story('somebody whose report was taken for a program reads so, with whom to call', async town => {
  const { reader, path, link } = await linked(town);
  const check = await told(town, town.visitor(), link);
  for (let i = 0; i < 12; i++) await send(check, {}, { raw: { once: `a${i}` }, follow: false });
  const asked = await send(check, {}, { raw: { once: 'b' } });
  const human = asked.text.match(/Typ dit woord over: (\w+)/)[1];
  for (let i = 0; i < 18; i++) await asked.form('/report').submit({ human }, { button: 'Verstuur je melding', raw: { once: `c${i}` }, follow: false });
  const person = town.visitor('a person');
  const mine = await send(await told(town, person, link));
  mine.is(422);
  const held = await send(mine, { human: mine.text.match(/Typ dit woord over: (\w+)/)[1] });
  held.is(200).sees('Je melding is binnen', 'iemand van Team West');
  (await (await reader.get(`${path}/waiting`)).form(/throw-out$/).submit()).is(200);
  (await person.get(held.path)).is(200).sees('niet aangenomen', 'bel ons', 'Bel Team West').lacks('elftallen');
  town.forward({ days: 44 });
  await town.restart();
  for (let i = 0; i < 100 && (await person.get(held.path)).status !== 404; i++) await new Promise(done => { setTimeout(done, 100); });
  (await person.get(held.path)).is(404);
});

story('a photograph is refused at the field, and what was typed stays', async town => {
  const { link } = await linked(town);
  const person = town.visitor();
  const photo = { filename: 'kind.jpg', type: 'image/jpeg', content: Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]) };
  const first = await person.get(link);
  const refused = await person.post('/report/step', [...first.form('/report/step').pairs().filter(([n]) => n !== 'what' && n !== 'to'), ['what', MONEY], ['to', '2'], ['photo', photo]], { multipart: true });
  refused.is(422).sees('Een foto of bestand kunnen we hier niet aannemen');
  assert.equal(refused.form('/report/step').value('what'), MONEY);
  const check = await told(town, person, link);
  const again = await person.post('/report', [...check.form('/report').pairs(), ['photo', photo]], { multipart: true });
  again.is(422).sees('Een foto of bestand');
  assert.equal(again.form('/report/step').value('what'), MONEY);
  assert.equal((await (await signIn(town, 'daan')).json('/signals')).data.new.filter(r => r.what.startsWith('Bij twee elftallen')).length, 0);
});

story('a photograph larger than any limit of ours is refused at the same field, with all that was typed still there', async town => {
  const { link } = await linked(town);
  const person = town.visitor('with a telephone');
  const photo = { filename: 'IMG_20261122.jpg', type: 'image/jpeg', content: Buffer.alloc(14 << 20, 0xd9) };
  const step = await next(await person.get(link), { what: MONEY });
  const refused = await person.post('/report/step', [['photo', photo], ...step.form('/report/step').pairs().filter(([n]) => n !== 'to'), ['place', 'kantine'], ['knows', 'no'], ['to', '3']], { multipart: true });
  refused.is(422).sees('Een foto of bestand kunnen we hier niet aannemen').lacks('te groot om te versturen');
  assert.equal(refused.form('/report/step').value('what'), MONEY);
  const check = await told(town, person, link, { where: { place: 'Asterstraat 3', knows: 'no' } });
  const again = await person.post('/report', [...check.form('/report').pairs(), ['photo', photo]], { multipart: true });
  again.is(422).sees('Een foto of bestand');
  assert.equal(again.form('/report/step').value('what'), MONEY);
  (await send((await next(again)).is(200).sees(MONEY, 'Asterstraat 3', 'Henk Mulder'))).is(200).sees('Ontvangen');
});

story('a name in a pattern is asked about once: left out, or said to be no person', async town => {
  const { link, reader } = await linked(town);
  const what = 'Steeds vaker komt er een kind zonder schoenen. Gisteren stond Ayoub weer op sokken langs de lijn.';
  const person = town.visitor();
  const check = await told(town, person, link, { what });
  check.sees('Staat hier iemands naam?', 'Ayoub', 'Gisteren stond Ayoub weer op sokken langs de lijn.', 'Zo versturen');
  const refused = await send(check);
  refused.is(422).sees('Haal de naam weg');
  assert.equal(refused.form('/report').value('what'), what);
  const left = await send(refused, { what: what.replace('Ayoub', 'iemand') });
  left.is(200).sees('Ontvangen');

  const ship = await told(town, person, link, { what: 'Kinderen uit de buurt varen zonder vest op hun vlot, zoals vroeger in Storm.' });
  const sure = ship.text.includes('Staat hier iemands naam?') ? ship : await told(town, person, link, { what: 'Kinderen varen zonder vest, ook Storm gisteren.' });
  sure.sees('Storm');
  (await send(sure, { no_person: 'yes' })).is(200).sees('Ontvangen');
  const again = await send(await told(town, person, link, { what: 'Bel 06 12 34 56 78 voor meer.' }));
  again.is(422).sees('06 12 34 56 78');
  assert((await reader.json('/signals')).data.new.every(r => !r.what.includes('Ayoub')));

  const about = await told(town, person, link, { what, where: { about: 'Ayoub, 10 jaar', knows: 'no' } });
  about.lacks('Staat hier iemands naam?');
  (await send(about)).is(200);
});

story('an area that was divided since: the report keeps the district, and says so', async town => {
  const { reader, path, link, area } = await linked(town);
  const open = await told(town, town.visitor('who was typing'), link);
  const check = open.form('/report').pairs();
  const page = await open.form('/report').submit({}, { button: 'Wijzig over wie of waar het gaat' });
  const moved = await next(page, {}, { raw: { area: area.replace(/..$/, '77') } });
  moved.is(200).sees('opnieuw ingedeeld', 'Je melding komt nu bij Veldendam-West te staan');
  assert(check.length);
  (await send(moved)).is(200).sees('Ontvangen');
  const { data } = await reader.json('/signals');
  assert(data.new.some(r => r.area === 'Veldendam-West' && r.what.startsWith('Bij twee elftallen')));
  (await reader.get(path)).lacks('opnieuw ingedeeld');
});

const TURFHOEK = [5.301, 52.565, 5.316, 52.6];       // of the demo's town: De Turfhoek's middle lies in it, and no other's
const areasOf = async reader => Object.fromEntries((await reader.json('/signals')).data.new.map(r => [r.what, r.area]));

story('a standing link whose neighbourhood became another works, says where it reports now, and nothing is lost', async town => {
  const { reader, path, link, area } = await linked(town);
  const typing = await told(town, town.visitor('who was typing'), link);
  newMap(town, [{ code: 'BU99010011', naam: 'Turfhoek en Haven', box: TURFHOEK }]);

  const trainer = town.visitor('the trainer');
  const where = await next((await trainer.get(link)).is(200), { what: MONEY });
  where.is(200).sees('opnieuw ingedeeld: je melding komt nu bij Turfhoek en Haven te staan');
  assert.equal(where.form('/report/step').value('area'), 'BU99010011');
  assert.equal(where.all('#area option').filter(o => o.getAttribute('value') === 'BU99010011').length, 1, 'it stands there once');
  assert.equal(where.all(`#area option[value="${area}"]`).length, 0, 'what is no more cannot be chosen');
  const check = await next(await next(where, { pattern: 'yes' }), henk);
  town.forward({ seconds: 20 });
  (await send(check.is(200).sees('Buurt: Turfhoek en Haven'))).is(200).sees('Ontvangen');

  const was = await send(typing, {}, { raw: { what: `${MONEY} Al voor de verdeling.` } });
  was.is(200).sees('Ontvangen');
  const areas = await areasOf(reader);
  assert.equal(areas[MONEY], 'Turfhoek en Haven');
  assert.equal(areas[`${MONEY} Al voor de verdeling.`], 'Turfhoek en Haven', 'what was being typed comes in too');
  const page = await reader.get(path);
  page.sees('De buurt van deze link is opnieuw ingedeeld', 'Meldingen komen nu bij Turfhoek en Haven te staan');
  (await page.form(/place$/).submit({ area_code: 'BU99010011' })).is(200).lacks('opnieuw ingedeeld');
  (await next(await town.visitor().get(link), { what: MONEY })).lacks('opnieuw ingedeeld');
});

story('a standing link whose neighbourhood is only called otherwise notices nothing; one whose neighbourhood is gone keeps the district', async town => {
  const { reader, path, link } = await linked(town);
  newMap(town, [{ code: 'BU99010001', naam: 'Het Turfhoekje', box: TURFHOEK }]);
  (await reader.get(path)).sees('Het Turfhoekje').lacks('opnieuw ingedeeld');
  (await told(town, town.visitor(), link)).sees('Buurt: Het Turfhoekje').lacks('opnieuw ingedeeld');

  const left = ['0000', '0002', '0003', '0100', '0101', '0102', '0103'];
  newMap(town, left.map((n, i) => ({ code: `BU9901${n}`, naam: `Buurt ${i + 1}`, box: [5.4 + i / 100, 52.7, 5.405 + i / 100, 52.71] })));
  const trainer = town.visitor('the trainer');
  (await next(await trainer.get(link), { what: MONEY })).sees('opnieuw ingedeeld: je melding komt nu bij Veldendam-West te staan');
  (await send(await told(town, trainer, link))).is(200).sees('Ontvangen');
  assert.equal((await areasOf(reader))[MONEY], 'Veldendam-West');
  (await reader.get(path)).sees('Meldingen komen nu bij Veldendam-West te staan');
});

// Who reports without a link: a neighbour, a resident and a partner who are signed in, and somebody who asks for help.
story('whoever reports can say the place on the map', async town => {
  const reader = await signIn(town, 'daan');
  const people = [[town.visitor('a neighbour'), '/report', { knows: 'no' }, { reporter_kind: 'resident' }], [await signIn(town, 'anja'), '/report', { knows: 'no' }],
    [await town.signIn('resident'), '/report', { knows: 'no' }, { reporter_kind: 'resident' }], [town.visitor('a parent'), '/report?for=self', {}, henk]];
  for (const [i, [person, page, fields, who]] of people.entries()) {
    const what = `Er ligt al weken glas op het veldje, keer ${i + 1}`;
    const where = await next(await person.get(page), { what });
    where.is(200).sees('Of wijs het aan op de kaart').lacks('Zoek de buurt');
    const spot = where.all('.placemap__area').find(l => l.textContent.trim() === 'Molenveld').querySelector('input').getAttribute('value');
    let check = await next(where, { ...fields, spot });
    if (who) check = await next(check.is(200), who);
    check.is(200).sees('Klopt dit?', 'Buurt: Molenveld');
    (await check.form('/report').submit({}, { button: page.includes('self') ? 'Verstuur je vraag' : 'Verstuur je melding' })).is(200);
  }
  const oost = await signIn(town, 'joost');
  assert.equal((await oost.json('/signals')).data.new.filter(r => r.what.startsWith('Er ligt al weken glas') && r.area === 'Molenveld').length, people.length, 'with the team that works there');
  assert.equal((await reader.json('/signals')).data.new.filter(r => r.what.startsWith('Er ligt al weken glas')).length, 0);
});

story('where there are more neighbourhoods than one can look over, they are looked for by postcode or name, and then drawn', async town => {
  const polders = Array.from({ length: 45 }, (_, i) => [`BU990100${i + 20}`, `Polder ${i + 1}`]);
  const here = [['BU99010100', 'Spoorkwartier'], ['BU99010101', 'Nieuwe Es'], ['BU99010102', 'De Kaden'], ['BU99010103', 'Molenveld']];
  newMap(town, [...polders, ...here].map(([code, naam], i) => ({ code, naam, box: [6 + i / 100, 52, 6.009 + i / 100, 52.01] })));
  const person = town.visitor('a neighbour');
  const what = 'Een kind loopt elke ochtend alleen over de dijk';
  const where = await next(await person.get('/report'), { what });
  where.is(200).sees('Zoek de buurt op de kaart').lacks('Of wijs het aan');
  const look = (page, find) => page.form('/report/step').submit({ find }, { button: 'Zoek' });
  const lost = await look(where, 'Nergenshuizen');
  lost.is(200).sees('Dit vonden we niet', 'Over wie of waar gaat het?');
  assert.equal(lost.form('/report/step').value('find'), 'Nergenshuizen');
  const found = await look(lost, 'nieuwe es');
  found.is(200).sees('Of wijs het aan op de kaart', 'Molenveld').lacks('Polder 1', 'Dit vonden we niet');
  assert.equal(found.form('/report/step').value('area'), 'BU99010101', 'what was found is ticked');
  (await look(found, '9908')).is(200).sees('Nieuwe Es');
  const spot = found.all('.placemap__area').find(l => l.textContent.trim() === 'De Kaden').querySelector('input').getAttribute('value');
  const check = await next(await next(found, { spot, knows: 'no', about: 'Een jongen van een jaar of tien' }), { reporter_kind: 'resident' });
  check.is(200).sees('Buurt: De Kaden', 'Een jongen van een jaar of tien');
  (await send(check)).is(200).sees('Ontvangen');
  const straight = await next(await next(where, { find: '9908', knows: 'no' }), { reporter_kind: 'resident' });
  straight.is(200).sees('Buurt: Molenveld');
});

story('a report by a standing link is dead for its reporter six weeks after the answer, and so is the page of a partner', async town => {
  const { reader, link } = await linked(town);
  const trainer = town.visitor();
  const receipt = await send(await told(town, trainer, link));
  const school = await signIn(town, 'anja');
  let page = await next(await school.get('/report'), { what: 'Een jongen slaapt in de klas' });
  page = await next(page, { knows: 'no', about: 'Levi', place: '9902' });
  const mine = (await send(page)).is(200);
  for (const { id } of (await reader.json('/signals')).data.new.filter(r => /elftallen|slaapt in de klas/.test(r.what)))
    (await (await reader.get(`/signals/${id}`)).form(/answer$/).submit({ said: ['sought'], reason: 'Klaar' })).is(200);
  (await trainer.get(receipt.path)).sees('Je hebt antwoord');
  (await school.get('/my-reports')).sees('slaapt in de klas', 'Dit jaar in aantallen', 'enkele');
  const { months, domains, count } = (await school.json('/my-reports')).data;
  assert([count, ...months.map(m => m.n), ...domains.map(m => m.n)].every(n => n === 'enkele' || Number(n) >= 5), 'a year is counts, and no count is one report');
  town.forward({ days: 41 });
  (await trainer.get(receipt.path)).is(200);
  town.forward({ days: 2 });
  (await trainer.get(receipt.path)).is(404);
  const later = await signIn(town, 'anja');
  (await later.get(mine.path)).is(404);
  (await later.get('/my-reports')).lacks('slaapt in de klas');
});
