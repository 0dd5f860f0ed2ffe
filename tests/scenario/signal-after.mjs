// What happens with a signal after it came in: what it becomes, what its reporter hears, telling whom it is about, the reporting code.
import { story, assert } from './lib.mjs';

const WORRY = 'Een speler komt zonder eten en zonder schoenen die passen, er is thuis geen geld';
const mats = { about: 'Mats, 12 jaar', place: 'sportpark De Weide', knows: 'no' };
const henk = { reporter_kind: 'partner', reporter_name: 'Henk Trainer', reporter_phone: '06 12345678', reporter_organisation: 'FC De Turfhoek' };
const next = (page, fields = {}) => page.form('/report/step').submit(fields);

// By anybody, on a telephone: the receipt.
async function reported(town, { what = WORRY, where = mats, who = henk } = {})
{
  const person = town.visitor('a reporter');
  let page = await next(await person.get('/report'), { what });
  page = await next(await next(page, where), who);
  const receipt = await page.form('/report').submit({}, { button: 'Verstuur je melding' });
  return { person, receipt: receipt.is(200), number: /[A-Z]{1,3}-[A-Z0-9]{4,9}/.exec(receipt.one('.number').text)[0] };
}
// The same as who does triage finds it.
async function found(reader, number)
{
  const { data } = await reader.json('/signals');
  const row = [...data.late, ...data.new, ...data.owed].find(r => r.number === number);
  assert(row, `${number} stands in the list`);
  return `/signals/${row.id}`;
}
async function begun(town, said)
{
  const it = await reported(town, said), sanne = await town.signIn('sanne');
  return { ...it, sanne, path: await found(sanne, it.number) };
}

story('a trainer\'s report, answered: the reply tells the process only, the link is dead after six weeks, the task to inform the person has its date', { world: true }, async town => {
  const { person, receipt, sanne, path } = await begun(town);
  const page = await sanne.get(path);
  page.sees('Beloofd vóór', 'Nog niet verstuurd', 'Nog niet gelezen', 'Vertellen aan wie het gaat', 'De melder is een professional en wordt genoemd');
  assert.equal((await sanne.json(path)).data.inform_by, town.day(30), 'a month from the day it came in, before anybody took it');

  const free = await page.form(/answer$/).submit({ said: [], answer: 'Moeder wil graag hulp', reason: 'Al bekend' });
  free.is(422).sees('Zonder hun ja hoort de melder alleen wat wij deden', 'Vertel niet of zij hulp willen');
  assert.equal(free.form(/answer$/).value('answer'), 'Moeder wil graag hulp');
  (await page.form(/answer$/).submit({ said: ['sought', 'elsewhere'], reason: 'De schoolmaatschappelijk werker helpt al' })).is(200).sees('Verstuurd:', 'Nog niet gelezen');

  const answer = await person.get(receipt.path);
  answer.sees('We zochten contact.', 'We gaven het door').lacks('schoolmaatschappelijk', 'Mats', 'hulp');
  (await answer.form(/seen$/).submit()).is(200).sees('Je liet weten dat je dit las');
  (await sanne.get(path)).sees('Gelezen:');

  town.forward({ days: 43 });
  const gone = async () => (await person.get(receipt.path)).status === 404;
  for (let i = 0; i < 60 && !(await gone()); i++) await new Promise(done => setTimeout(done, 250));
  assert(await gone(), 'the link is dead after six weeks');
});

story('contact is planned and tried again; who can introduce us goes along; it becomes a household', { world: true }, async town => {
  const { person, receipt, sanne, path } = await begun(town);
  const offer = (await person.get(receipt.path)).form(/introduce$/);
  (await offer.submit({ introduce_when: 'na zes uur' })).is(422).sees('Kies wat je wilt doen');
  (await offer.submit({ introduce: 'come', introduce_when: 'dinsdag na zes uur' })).is(200).sees('Je wilt meehelpen');
  let page = await sanne.get(path);
  page.sees('Ik wil de eerste keer wel meegaan', 'dinsdag na zes uur');
  assert.equal(page.form(/plan$/).value('step_kind'), 'together', 'that is how the first contact is planned');
  (await page.form(/plan$/).submit({ step_on: town.day(-2) })).is(422).sees('Kies vandaag of een dag die nog komt');
  page = await page.form(/plan$/).submit({ step_on: town.day(1) });
  page.is(200).sees('samen met de melder gaan', 'Hoe ging het?');
  (await sanne.get('/signals')).sees('Contact gepland, samen met de melder gaan');
  (await page.form(/tried$/).submit({ tried_word: 'Het was stil' })).is(422).sees('Kies hoe het ging');
  page = await page.form(/tried$/).submit({ reached: 'no', tried_word: 'Niemand deed open' });
  page.is(200).sees('Eén keer niemand bereikt', 'Niemand deed open');
  assert.equal((await sanne.json(path)).data.step_on, town.day(7), 'the next time stands ready by itself');
  page = await page.form(/tried$/).submit({ reached: 'yes' });
  page.is(200).sees('Er was contact. Beslis wat het wordt');
  (await page.form(/take$/).submit({ household_name: 'Gezin van Mats' })).is(200).sees('Gezin van Mats', 'een gezin dat we helpen');
  (await person.get(receipt.path)).lacks('Gezin van Mats', 'Niemand deed open');
});

story('part of something that happens more often: the team\'s own sentence, without names; the reporter still hears', { world: true }, async town => {
  const { person, receipt, sanne, path } = await begun(town, { what: 'Op woensdag is er niets te doen op het plein', where: { pattern: true } });
  assert.equal((await sanne.json(path)).data.knows, null);
  const page = await sanne.get(path);
  page.lacks('Vertellen aan wie het gaat');
  assert(page.all('details.chapter')[0].querySelector('form[action$="/collective"]'), 'about nobody in particular: first what it belongs to');
  assert.deepEqual(page.all('details.chapter').filter(d => d.hasAttribute('open')).length, 1);
  (await person.get(receipt.path)).lacks('Wil je ons voorstellen');
  assert.equal(page.form(/collective$/).value('collective_words'), 'Op woensdag is er niets te doen op het plein', 'a pattern may be taken over as it is');
  (await page.form(/collective$/).submit({ collective_words: 'Ook Henk ziet dat er niets te doen is' })).is(422).sees('Laat namen weg', 'Henk');
  const joined = await page.form(/collective$/).submit({ collective_words: 'Op woensdagmiddag is er niets te doen' });
  joined.is(200).sees('Deze zin blijft', 'Geef antwoord', 'Kijk wat er in de wijk vaker speelt');
  joined.one(joined.link('#answer-it').href);
  (await person.get(receipt.path)).sees('heeft je melding opgepakt').lacks('zoekt contact');
  (await joined.form(/answer$/).submit({})).is(200).sees('Verstuurd:');
  (await person.get(receipt.path)).sees('Dit horen we vaker');
  const { data } = await sanne.json(path);
  assert.deepEqual([data.state, data.became, data.collective_words], ['answered', 'collective', 'Op woensdagmiddag is er niets te doen']);
});

story('of a report about somebody no words are offered for what stays', { world: true }, async town => {
  const { sanne, path } = await begun(town);
  assert.equal((await sanne.get(path)).form(/collective$/).value('collective_words'), '');
  (await (await sanne.get(path)).form(/collective$/).submit({ collective_words: 'Mats heeft geen schoenen' })).is(422).sees('Laat namen weg', 'Mats');
});

story('it turns out that the reporter is who we help: asked first, then a household with the reporter in it', { world: true }, async town => {
  const { sanne, path } = await begun(town, { what: 'Mijn zus redt het niet, en ik eigenlijk ook niet', where: { about: 'mijn zus', knows: 'no' },
    who: { reporter_kind: 'resident', reporter_name: 'Wendelmoet Tuin', reporter_phone: '06 12345678' } });
  const form = (await sanne.get(path)).form(/reporter$/);
  assert.equal(form.value('first_name'), 'Wendelmoet');
  (await form.submit({ self_name: 'Gezin Tuin' })).is(422).sees('Vraag het eerst');
  const helped = await form.submit({ self_name: 'Gezin Tuin', self_agreed: true });
  helped.is(200).sees('we helpen de melder zelf', 'Gezin Tuin').lacks('Uiterlijk');
  const { data } = await sanne.json(path);
  (await sanne.get(`/households/${data.household}/people`)).sees('Wendelmoet');
});

story('taken, and yet not: with a reason for the team, and the reporter hears anew', { world: true }, async town => {
  const { person, receipt, sanne, path } = await begun(town);
  const taken = await (await sanne.get(path)).form(/take$/).submit({ household_name: 'Gezin van Mats' });
  await taken.form(/answer$/).submit({ said: ['will'] });
  (await (await sanne.get(path)).form(/decline$/).submit({})).is(422).sees('Schrijf in een paar woorden waarom');
  const stopped = await (await sanne.get(path)).form(/decline$/).submit({ decline_reason: 'Vader wil geen hulp' });
  stopped.is(200).sees('Nog niet verstuurd', 'we nemen het niet op');
  (await stopped.form(/answer$/).submit({ said: ['not_ours'] })).is(200);
  (await person.get(receipt.path)).sees('We nemen dit zelf niet op').lacks('geen hulp');
  assert.equal((await sanne.json(path)).data.state, 'answered');
});

story('not satisfied: it is looked at again, it counts, and the coordinator sees it', { world: true }, async town => {
  const { person, receipt, sanne, path } = await begun(town);
  for (let n = 1; n <= 2; n++) {
    await (await sanne.get(path)).form(/answer$/).submit({ said: ['talked'], reason: 'Er is al hulp' });
    (await (await person.get(receipt.path)).form(/unhappy$/).submit({ unhappy: 'Er gebeurt niets' })).is(200).sees('We kijken opnieuw', 'uiterlijk');
  }
  (await sanne.get(path)).sees('Dat was de 2e keer');
  (await sanne.get('/signals')).sees('vroeg 2 keer om opnieuw te kijken');
  (await (await town.signIn('karin')).get('/today')).sees('Een melder was niet tevreden');
});

story('an answer that is overdue is on the reader\'s Today, then on the coordinator\'s', { world: true }, async town => {
  const { sanne, path } = await begun(town);
  await (await sanne.get(path)).form(/plan$/).submit({ step_on: town.day(1) });
  town.forward({ days: 12 });
  for (const login of ['sanne', 'karin']) {
    let seen = false;
    for (let i = 0; i < 40 && !seen; i++) {
      seen = (await (await town.signIn(login)).get('/today')).text.includes('De melder wacht op antwoord');
      if (!seen) await new Promise(done => setTimeout(done, 250));
    }
    assert(seen, `${login} finds it on Today`);
  }
});

story('telling later has a reason and a date; a professional is named unless that is unsafe', { world: true }, async town => {
  const { sanne, path } = await begun(town);
  const page = await sanne.get(path);
  (await page.form(/inform-later$/).submit({ inform_by: town.day(45) })).is(422).sees('Schrijf op waarom het later wordt');
  (await page.form(/inform-later$/).submit({ inform_by: town.day(200), inform_reason: 'Gevaar' })).is(422).sees('Kies een dag binnen drie maanden');
  (await page.form(/inform-later$/).submit({ inform_by: town.day(45), inform_reason: 'Eerst een veilig plan' })).is(200).sees('Eerst een veilig plan', 'Sanne');
  assert.equal((await sanne.json(path)).data.inform_by, town.day(45));
  (await (await sanne.get(path)).form(/unnamed$/).submit({ unnamed_reason: 'Hij zoekt wie belde' })).is(200).sees('Noem de melder niet', 'Hij zoekt wie belde');
  const told = await (await sanne.get(path)).form(/told$/).submit();
  told.is(200).sees('Verteld door Sanne').lacks('Ik heb het verteld');
});

story('the reporting code of a signal: danger first, any order, each step with who, when and why; the reporter sees nothing of it', { world: true }, async town => {
  const { person, receipt, sanne, path } = await begun(town);
  const code = await sanne.get(path + '/reporting-code');
  code.is(200).sees('112', '0800-2000', 'Signalen in kaart', 'Het gesprek', 'Wegen');
  const weighing = (await sanne.get(path + '/reporting-code/weighing')).form(/weighing$/);
  const advised = await weighing.submit({ outcome: 'Het is nu gevaarlijk', danger: 'yes', suspicion: 'yes' });
  advised.is(200).sees('Er is gevaar: melden bij Veilig Thuis is nodig', 'Het is nu gevaarlijk', 'Sanne');
  const consult = (await sanne.get(path + '/reporting-code/consult')).form(/consult$/);
  (await consult.submit({ outcome: 'Geen tijd', was: 'skipped' })).is(422).sees('Schrijf op waarom je deze stap overslaat', '0800-2000');
  (await consult.submit({ outcome: '' })).is(422).sees('Schrijf op wat eruit kwam');
  (await consult.submit({ outcome: 'Bel de politie', with_whom: 'Veilig Thuis', anonymous: true })).is(200).sees('zonder namen', 'Bel de politie');
  (await consult.submit({ outcome: 'Nog eens gebeld' })).is(200).sees('Bel de politie', 'Nog eens gebeld');
  (await person.get(receipt.path)).lacks('Bel de politie', 'Veilig Thuis');
  for (const login of ['joost', 'school', 'ottoline']) (await (await town.signIn(login)).get(path + '/reporting-code')).is(404);
  (await sanne.get(path + '/reporting-code/nothing')).is(404);
});

// As story-2: two towns that are otherwise the same. Who may not know reads the same to the byte.
const plain = page => page.body.replace(/(name="(once|csrf)" value=")[^"]*/g, '$1').replace(/"(once|csrf)":"[^"]*"/g, '');
const FAMILY = ['/our', '/our/plan', '/our/helpers', '/our/written', '/our/access', '/our/log', '/our/mine', '/our/intake', '/our/reporting-code'];
for (const login of ['ottoline', 'wibrandus', 'yara', 'joost', 'karin'])
  story(`the reporting code of a household leaves no trace for ${login}`, { world: true }, async town => {
    const sanne = await town.signIn('sanne'), control = await town.towns.town({ world: true });
    await control.signIn('sanne');
    const base = `/households/${town.world.ids.household}/reporting-code`;
    const step = (await sanne.get(base + '/consult')).form(/consult$/);
    (await step.submit({ outcome: 'Overleg over de dijkdoorbraak', with_whom: 'Veilig Thuis', anonymous: true })).is(200).sees('dijkdoorbraak');
    (await sanne.get(base)).is(200).sees('Het gezin ziet dit niet');
    const reader = await town.signIn(login), other = await control.signIn(login);
    for (const path of [...FAMILY, ...['', '/log', '/access', '/timeline', '/plan', '/reporting-code'].map(p => `/households/${town.world.ids.household}${p}`)])
      for (const as of ['get', 'json']) {
        const there = await reader[as](path), without = await other[as](path);
        there.lacks('dijkdoorbraak');
        assert.equal(there.status, without.status, `${login} ${path}`);
        assert.equal(plain(there), plain(without), `${login} ${path} tells`);
      }
    await control.stop();
  });

story('the reporting code of a household: begun with a colleague, read by the two', { world: true }, async town => {
  const wim = await town.signIn('wim'), base = `/households/${town.world.ids.household}/reporting-code`;
  (await wim.get(base)).is(200).sees('stormvloed', 'Nachtwacht');
  const fresh = `/households/${town.world.ids.other_household}/reporting-code`;
  (await wim.get(fresh)).is(404);
});

// What is held back, by its reason, may be known from now on.
async function told(town, person, reason)
{
  const sheet = `/households/${town.world.ids.household}/notes`, hold = (await person.json(sheet)).data.holds.find(h => h.reason.includes(reason));
  (await (await person.get(sheet)).form(new RegExp(`notes/${hold.id}$`)).submit({}, { button: 'Stop: het gezin mag dit weten' })).is(200);
}

story('the reporting code ends being held back: the family reads what was done, by whom, when and why; nobody else does', { world: true }, async town => {
  const sanne = await town.signIn('sanne'), base = `/households/${town.world.ids.household}/reporting-code`, mother = await town.signIn('ottoline');
  const talk = (await sanne.get(base + '/talk')).form(/talk$/);
  (await talk.submit({ outcome: 'Nog niet gesproken met de dijkgraaf', was: 'skipped', reason: 'Eerst moest het veilig zijn' })).is(200);
  (await mother.get('/our/reporting-code')).is(200).sees('Er is hier niets te lezen').lacks('stormvloed', 'dijkgraaf', 'veilig zijn');
  (await mother.get('/our/written')).lacks('zorgen maakten over veiligheid');

  await told(town, sanne, 'stormvloed');
  const page = (await mother.get('/our/written')).all('a').find(a => a.getAttribute('href') === '/our/reporting-code');
  assert(page, 'what is written leads there');
  const read = await mother.get('/our/reporting-code');
  read.is(200).sees('Overleg met een collega', 'Blijf in gesprek over de stormvloed', 'Veilig Thuis Nachtwacht', 'zonder namen', 'Sanne', '20 nov', 'Het gesprek: overgeslagen',
    'dijkgraaf', 'Waarom: Eerst moest het veilig zijn', 'Op 23 november', 'Weten is nu gevaarlijk, na de stormvloed', 'alleen een rechter');
  for (const login of ['joost', 'school', 'karin']) {
    const other = await (await town.signIn(login)).get('/our/reporting-code');
    other.lacks('stormvloed', 'Nachtwacht', 'dijkgraaf');
  }
  (await sanne.get(base)).is(200).lacks('Het gezin ziet dit niet');
});

story('steps that are still held back stay so when something else is told', { world: true }, async town => {
  const sanne = await town.signIn('sanne');
  const sheet = (await sanne.get(`/households/${town.world.ids.household}/notes`)).form('kind');
  (await sheet.submit({ text: 'Iets anders', kind: 'hold', reason: 'Een andere reden', second_id: town.world.people.wim.id, review_on: town.day(30) })).is(200);
  await told(town, sanne, 'Een andere reden');
  for (const login of ['ottoline', 'wibrandus', 'yara'])
    (await (await town.signIn(login)).get('/our/reporting-code')).lacks('stormvloed', 'Nachtwacht', 'Weten is nu gevaarlijk');
});

story('the reporting code of a signal that is taken is the household\'s professional\'s, no longer the desk\'s', async town => {
  const signIn = login => town.signIn({ login, password: town.account('professional').password });
  const daan = await signIn('daan'), esra = await signIn('esra'), mirjam = await signIn('mirjam');
  const { number } = await reported(town, { where: { ...mats, place: '9902' } });
  const path = await found(daan, number);
  const step = (await daan.get(path + '/reporting-code/consult')).form(/consult$/);
  (await step.submit({ outcome: 'Samen gekeken naar de blauwe plekken', with_whom: 'Karin' })).is(200).sees('blauwe plekken');
  (await mirjam.get(path + '/reporting-code')).is(200).sees('blauwe plekken');
  const open = (await mirjam.get(path + '/reporting-code/talk')).form(/talk$/);
  const taken = await (await esra.get(path)).form(/take$/).submit({ household_name: 'Gezin van Mats' });
  taken.is(200);
  (await open.submit({ outcome: 'Wat ik net opschreef' })).is(404).sees('Dit is niet opgeslagen', 'Wat ik net opschreef');
  const household = /households\/\d+/.exec((await esra.get(path)).body)[0], base = `/${household}/reporting-code`;

  (await esra.get(path)).is(200);
  assert((await esra.get(path)).all('a').some(a => a.getAttribute('href') === base), 'the signal leads to the household\'s');
  (await esra.get(base)).is(200).sees('blauwe plekken', 'Daan', 'Karin', 'Het gezin ziet dit niet');
  (await (await esra.get(base + '/talk')).form(/talk$/).submit({ outcome: 'Vader vertelde hoe het ging' })).is(200).sees('Vader vertelde');
  (await daan.get(base)).is(200).sees('Vader vertelde', 'blauwe plekken');        // he walked a step of it, so he thinks along
  for (const desk of [mirjam, daan]) {
    (await desk.get(path)).is(200).sees('De meldcode ligt bij wie dit gezin helpt').lacks('blauwe plekken', 'Vader vertelde');
    (await desk.get(path + '/reporting-code')).is(404);
    (await desk.get(path + '/reporting-code/talk')).is(404);
  }
  (await mirjam.get(base)).is(404);
  (await (await signIn('ruben')).get(base)).is(404);
});

// Reports of different reporters about children are never joined: whether a second one is about the same child or about something else altogether, nothing
// about the first one changes.
story('reports of different reporters are never joined: nothing tells that another is about the same child', { world: true }, async town => {
  const control = await town.towns.town({ world: true });
  const bare = text => text.replace(/\/r\/[\w-]{43}/g, '/r/TOKEN').replace(/[0-9]{15,}/g, 'ID').replace(/[A-Z]{1,3}-[A-Z0-9]{4,9}/g, 'NUMBER').replace(/(name="(once|csrf)" value=")[^"]*/g, '$1').replace(/"(once|csrf)":"[^"]*"/g, '');
  const seen = [];
  for (const [where, second] of [[town, { what: WORRY, where: mats }], [control, { what: 'De lantaarn in de straat is stuk', where: { about: 'de lantaarn', place: 'bij de kerk', knows: 'no' } }]]) {
    const first = await begun(where);
    await reported(where, { ...second, who: { reporter_kind: 'resident', reporter_name: 'Truus Post', reporter_phone: '06 87654321' } });
    const pages = [await first.sanne.get(first.path), await first.sanne.json(first.path), await first.sanne.get(first.path + '/reporting-code'), await first.person.json(first.receipt.path),
      await first.sanne.get('/search?q=Mats'), await first.sanne.get('/search?q=Weide')];
    const row = (await first.sanne.json('/signals')).data.new.find(r => r.number === first.number);
    seen.push([...pages.map(p => bare(p.body)), bare(JSON.stringify(row))]);
  }
  seen[0].forEach((page, i) => assert.equal(page, seen[1][i], `page ${i} tells of the other report`));
  await control.stop();
});
