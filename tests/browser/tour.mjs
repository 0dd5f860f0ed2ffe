// The chain of the neighbourhood, walked by the people of the demo town in a browser: a trainer reports on a telephone, the team joins it to what is heard
// more often and answers, a theme is found and becomes something for everybody, and it is seen whether it reached people. docs/tour.md tells it.
// usage: tour.mjs --nabij PROGRAM [--pictures]        --pictures: makes docs/pictures/tour-*.png anew
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Towns } from '../lib/town.mjs';
import { axe, launch, sideways } from './browser.mjs';

const { values: options } = parseArgs({ options: { nabij: { type: 'string' }, pictures: { type: 'boolean' } } });
const WIDE = { width: 1280, height: 900 }, TELEPHONE = { width: 390, height: 844 };
const SEEN = 'Vier kinderen van de JO9 komen niet meer trainen omdat de contributie te duur is.';
const ANSWER = 'Dank je wel dat je dit vertelde. Dit horen we vaker. We gaan er in de wijk samen mee aan de slag.';

let town, browser;
const known = {};                   // what one chapter leaves for the next

// ---- hands and eyes ----

async function open(viewport)
{
  const context = await browser.newContext({ locale: 'nl-NL', viewport, ...(viewport === TELEPHONE ? { isMobile: true, hasTouch: true } : {}) });
  const page = await context.newPage();
  page.setDefaultTimeout(20000);
  page.noise = [];
  page.on('pageerror', error => page.noise.push(`script: ${error.message}`));
  page.on('console', message => { if (['error', 'warning'].includes(message.type())) page.noise.push(`console: ${message.text()}`); });
  return page;
}

const people = new Map();
// Somebody of the demo at a desk, signed in once.
async function as(login)
{
  if (!people.has(login)) {
    const page = await open(WIDE);
    await page.goto(`${town.url}/sign-in`);
    await page.fill('[name=login]', login);
    await page.fill('[name=password]', town.account('professional').password);
    await page.click('form:has([name=password]) button.button--main');
    await page.waitForURL(url => !url.pathname.startsWith('/sign-in'));
    people.set(login, page);
  }
  return people.get(login);
}
async function go(page, path)
{
  const answer = await page.goto(town.url + path);
  assert.equal(answer.status(), 200, path);
  return page;
}
const text = page => page.locator('main').innerText();
async function sees(page, ...wanted)
{
  const said = (await text(page)).replace(/\s+/g, ' ');
  for (const one of wanted) assert(one instanceof RegExp ? one.test(said) : said.includes(one), `${new URL(page.url()).pathname} does not say ${one}:\n${said.slice(0, 1500)}`);
  return said;
}
// The form that posts to a path with this end: what it is given, and sent with its button.
async function send(page, end, { fill = {}, choose = {}, tick = [], button } = {})
{
  const form = page.locator(`form[method=post][action$="${end}"]`).first();
  for (const [name, value] of Object.entries(fill)) await form.locator(`[name=${name}]`).fill(value);
  for (const [name, value] of Object.entries(choose)) {
    const select = form.locator(`select[name=${name}]`);
    if (await select.count()) await select.selectOption(value);
    else await form.locator(`[name=${name}][value="${value}"]`).check();
  }
  for (const name of tick) await form.locator(`[name=${name}]`).check();
  await Promise.all([page.waitForNavigation(), (button ? form.getByRole('button', { name: button }) : form.locator('button').last()).click()]);
  assert.equal(await page.locator('.field__error:visible, .errors:visible').count(), 0, `${end} was refused: ${(await text(page)).slice(0, 600)}`);
}
const unfold = (page, words) => page.locator('details > summary', { hasText: words }).first().click();

// A piece of the page for the tour: from `from` (a selector; else the top) so high, at the width it is looked at.
async function picture(page, name, { from, high = 700, wide = page.viewportSize().width, across = wide, media = 'screen' } = {})
{
  if (!options.pictures) return;
  const before = page.viewportSize();
  await page.emulateMedia({ media });
  await page.setViewportSize({ width: wide, height: Math.max(before.height, high) });
  const top = from ? Math.max(0, await page.locator(from).first().evaluate(e => e.getBoundingClientRect().top + window.scrollY) - 12) : 0;
  const whole = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.screenshot({ path: fileURLToPath(new URL(`../../docs/pictures/tour-${name}.png`, import.meta.url)), fullPage: true,
    clip: { x: 0, y: top, width: across, height: Math.min(high, whole - top) } });
  await page.setViewportSize(before);
  await page.emulateMedia({ media: 'screen' });
}

// ---- the chapters, in their order ----

const chapters = {
  async 'the poster of the club: its address and its code'()
  {
    const esra = await go(await as('esra'), '/signals/links');
    await esra.getByRole('link', { name: 'FC De Turfhoek', exact: true }).click();
    await sees(esra, 'FC De Turfhoek', 'kantine', 'Werkt tot en met', 'Hoe vaak gebruikt');
    const link = await esra.locator('#link').inputValue();
    await esra.getByRole('link', { name: 'De poster' }).click();
    await sees(esra, '112', 'Scan de code', 'FC De Turfhoek, kantine', 'Team West leest wat je meldt');
    assert.equal(await esra.locator('.poster__address').innerText(), link, 'the address under the code is the link');
    const code = await esra.locator('.poster .qr').boundingBox();
    assert(code.width > 150 && code.width === code.height, 'a code that can be scanned');
    known.link = new URL(link).pathname;
    assert.match(known.link, /^\/l\/\S{8,}$/);
    await picture(esra, 'poster', { from: '.poster', high: 890, wide: 720, media: 'print' });
  },

  async 'the trainer reports on a telephone, in few taps'()
  {
    const henk = known.henk = await open(TELEPHONE), hand = { taps: 0, fields: 0, letters: 0 };
    const tap = async locator => { hand.taps++; await locator.tap(); };
    const type = async (name, value) => { hand.fields++; hand.letters += value.length; await henk.locator(`[name=${name}]`).fill(value); };
    const next = () => Promise.all([henk.waitForNavigation(), tap(henk.locator('main form button.button--main'))]);
    await go(henk, known.link);
    const first = await sees(henk, 'Bel 112', 'Je meldt via FC De Turfhoek', 'Stap 1 van 3', 'Wat zie je?');
    assert(first.indexOf('112') < first.indexOf('Wat zie je?'), 'danger comes first');
    assert.deepEqual(await axe(henk), []);
    await type('what', SEEN);
    await picture(henk, 'report', { high: 760 });
    await next();
    await sees(henk, 'Stap 2 van 3', 'niet over iemand in het bijzonder');
    assert.equal(await henk.locator('[name=place]').inputValue(), 'kantine', 'where is known from the link');
    await tap(henk.locator('label:has([name=pattern])'));
    assert(await henk.locator('[name=pattern]').isChecked());
    await next();
    await type('reporter_name', 'Henk Mulder');
    await type('reporter_phone', '06 12345678');
    await next();
    await sees(henk, 'Klopt dit?', SEEN, 'Over niemand in het bijzonder', 'kantine', 'De Turfhoek', 'Henk Mulder');
    town.forward({ seconds: 45 });
    await next();
    const said = await sees(henk, 'Ontvangen', 'Je nummer:', 'Je hoort van ons', /uiterlijk \w+ \d+ \w+/, 'Wordt het erger?', '112');
    known.number = /[A-Z]{1,3}-[A-Z0-9]{4,9}/.exec(said)[0];
    assert(!said.includes('Esra') && !said.includes('JO9'), 'the receipt repeats nothing of what was said, and names nobody of the team but who reads it');
    known.receipt = henk.url();
    assert(hand.taps <= 5, `${hand.taps} taps`);
    assert(hand.fields <= 3, `${hand.fields} fields`);
    assert(hand.letters <= 120, `${hand.letters} letters: under a minute for who types two letters a second`);
    assert.deepEqual(await sideways(henk, 360), []);
    await henk.setViewportSize(TELEPHONE);
    await picture(henk, 'receipt', { high: 760 });
  },

  async 'the team reads it, joins it to what is heard more often, and answers'()
  {
    const esra = await go(await as('esra'), '/signals');
    await sees(esra, 'Meldingen', SEEN.slice(0, 40));
    await esra.locator('.row', { hasText: SEEN.slice(0, 40) }).getByRole('link').first().click();
    await sees(esra, known.number, SEEN, 'FC De Turfhoek', 'Geweld of mishandeling?', 'Nog niet verstuurd', 'Nog niet gelezen');
    known.signal = new URL(esra.url()).pathname;
    await picture(esra, 'signal', { high: 740 });
    assert(await esra.locator('[name=collective_words]').isVisible(), 'about nobody in particular: what it belongs to comes first');
    await send(esra, '/collective', { fill: { collective_words: 'Kinderen stoppen met sport omdat de contributie te duur is' } });
    await sees(esra, 'Wat er vaker speelt', 'contributie te duur', 'Geef antwoord');
    assert(await esra.locator('form[action$="/answer"] [name=said][value=more]').isChecked(), 'the fitting sentence stands ready');
    await send(esra, '/answer');
    await sees(esra, 'De melder kreeg antwoord', 'Wat de melder hoorde', ANSWER, 'Nog niet gelezen');
  },

  async 'the trainer reads the answer, which tells of the process alone; the team sees that he did'()
  {
    const { henk } = known;
    town.forward({ minutes: 12 });
    await henk.goto(known.receipt);
    assert.equal((await henk.locator('blockquote.said').innerText()).replace(/\s+/g, ' '), ANSWER);
    const said = await text(henk);
    for (const kept of ['Esra', 'JO9', 'te duur', 'gezin']) assert(!said.includes(kept), `the answer says "${kept}"`);
    await Promise.all([henk.waitForNavigation(), henk.getByRole('button', { name: 'Ik heb het gelezen' }).tap()]);
    await sees(henk, 'Je liet weten dat je dit las');
    await picture(henk, 'answer', { high: 700 });
    const esra = await go(await as('esra'), known.signal);
    await sees(esra, 'Gelezen:');
    assert(!(await text(esra)).includes('Nog niet gelezen'));
  },

  async 'looking now: the night\'s work by day, with how far it is'()
  {
    const esra = await go(await as('esra'), '/neighbourhoods');
    await sees(esra, 'De buurten van Team West', 'Wat er speelt', 'Geld om mee te doen', 'Meedoentafel');
    await esra.getByRole('link', { name: "Alle thema's" }).click();
    await Promise.all([esra.waitForNavigation(), esra.getByRole('button', { name: 'Kijk nu' }).click()]);
    const note = esra.locator('.note[role=status]');
    assert(await note.locator('progress').count() || /Gekeken/.test(await note.innerText()), 'it says how far it is, or that it is done');
    for (let tries = 0; tries < 300 && await esra.locator('.note progress').count(); tries++) {
      await esra.waitForTimeout(200);
      await go(esra, '/themes');
    }
    await sees(esra, 'Gekeken', 'Daar werken we aan', 'Geld om mee te doen', 'Wat er gehoord is', 'Nooit wie het was', 'Geld');
    await picture(esra, 'themes', { from: 'h1', high: 640 });
  },

  async 'a theme: where, since when, how sure, and what else it may be'()
  {
    const esra = await go(await as('esra'), '/themes');
    await esra.getByRole('link', { name: 'Geld om mee te doen' }).first().click();
    await sees(esra, 'Geld om mee te doen', /\d+ in \S+ weken waar er \d+ te verwachten waren/, 'toeval geeft zoiets', 'Hoe zeker', 'Kans bij toeval', 'Wat erachter zit', /\d+ gezinnen, gehoord van \w+ mensen/,
      'Kan het ook iets anders zijn?', 'Nee, dit is echt iets in de buurt', 'vijf melders', 'Ruben Haverkort');
    assert(await esra.locator('section[aria-labelledby=map-title] svg').first().isVisible(), 'the map');
    assert(await esra.locator('section[aria-labelledby=series-title] svg').first().isVisible(), 'the series');
    await unfold(esra, 'Week voor week als tabel');
    assert(await esra.locator('section[aria-labelledby=series-title] tbody tr').count() >= 13, 'the same in a table');
    await unfold(esra, 'Week voor week als tabel');
    known.theme = new URL(esra.url()).pathname;
    await picture(esra, 'theme', { from: 'h1', high: 780, wide: 1040 });
    await picture(esra, 'series', { from: 'section[aria-labelledby=series-title]', high: 384, wide: 1040, across: 600 });
  },

  async 'an initiative is made from it: what there is already, what residents want, who takes part, when'()
  {
    const ruben = await go(await as('ruben'), known.theme);
    await ruben.getByRole('link', { name: 'Maak er een initiatief van' }).click();
    await sees(ruben, 'Nieuw initiatief', 'Uit het thema Geld om mee te doen');
    const area = await ruben.locator('#area_code option', { hasText: 'Oude Haven' }).getAttribute('value');
    await send(ruben, '/initiatives/new', { fill: { title: 'Meedoentafel aan de haven', about: 'Op vrijdag aan tafel in het havenkantoor: spullen, soep en hulp met papieren.' }, choose: { area_code: area, domain: 'income' } });
    const initiative = new URL(ruben.url()).pathname.replace(/\/first$/, '');
    await sees(ruben, 'Meedoentafel aan de haven', 'Eerst één vraag: wat is er al?', 'Aansluiten is vaak sterker dan iets nieuws', 'Meedoentafel');
    await picture(ruben, 'first', { from: '.crumbs', high: 700, wide: 1040 });
    await send(ruben, '/first', { fill: { exists_word: 'De tafel in De Schuit; de gastvrouwen willen helpen beginnen.' }, choose: { exists_choice: 'join' } });
    await go(ruben, initiative);
    await sees(ruben, 'Thema Geld om mee te doen', 'Er is al iets: daar sluiten we bij aan', 'De tafel in De Schuit');
    await go(ruben, `${initiative}/residents`);
    await send(ruben, '/residents', { fill: { text: 'Dat mijn dochter mee kan op kamp zonder dat ik het hoef te vragen.' }, choose: { asked: 'more', speaker: 'parent' } });
    await sees(ruben, 'zonder dat ik het hoef te vragen', 'een ouder');
    await go(ruben, `${initiative}/making`);
    await send(ruben, '/making', { fill: { which: 'de gastvrouwen van De Schuit' }, choose: { phase: 'plan', party: 'parents', degree: 'decide' } });
    await sees(ruben, 'de gastvrouwen van De Schuit', 'meebeslissen');
    await go(ruben, `${initiative}/meetings`);
    await send(ruben, '/meetings', { fill: { first: town.day(11), until: town.day(32), from: '15:30', to: '17:00', place: 'Havenkantoor' }, choose: { rhythm: 'week' } });
    assert.equal(await ruben.locator('section[aria-labelledby=coming] .row', { hasText: 'Havenkantoor' }).count(), 4, 'four Fridays');
    const feed = await ruben.context().request.get(`${town.url}${initiative}/calendar.ics`), calendar = await feed.text();
    assert.equal(feed.status(), 200);
    assert.match(feed.headers()['content-type'], /^text\/calendar/);
    assert.equal(calendar.match(/BEGIN:VEVENT/g)?.length, 4);
    assert(calendar.startsWith('BEGIN:VCALENDAR') && calendar.includes('Havenkantoor'));
  },

  async 'the Meedoentafel: six times held, eleven families reached, a success'()
  {
    const esra = await go(await as('esra'), '/initiatives');
    await sees(esra, 'Dit lukte', 'Meedoentafel', '6 keer bij elkaar', 'samen 45 bezoeken');
    await esra.getByRole('link', { name: 'Meedoentafel', exact: true }).first().click();
    await sees(esra, 'Thema Geld om mee te doen', /Van \d+ signalen naar 11 bereikte gezinnen/, 'Elf gezinnen schoven aan', '6 keer geweest', 'Op de lijst In de buurt');
    assert.deepEqual(await esra.locator('section[aria-labelledby=came] svg .name').allTextContents(), ['4', '6', '7', '9', '8', '11']);
    known.table = new URL(esra.url()).pathname;
    await picture(esra, 'initiative', { from: '.crumbs', high: 560, wide: 1040 });
    await picture(esra, 'reached', { from: 'section[aria-labelledby=came]', high: 590, wide: 1040, across: 900 });
    await esra.getByRole('link', { name: 'Wat het oplevert' }).click();
    await sees(esra, 'Wat vieren we?', 'Bereikte het wie het moest bereiken?', 'Wat het kost');
    assert.equal(await esra.locator('[name=reached]').inputValue(), '11');
  },

  async 'anybody finds it on a telephone, without an account, and taps to come'()
  {
    const somebody = await go(await open(TELEPHONE), '/nearby');
    await sees(somebody, 'In de buurt', 'Inloggen hoeft niet', 'Meedoentafel');
    assert.deepEqual(await axe(somebody), []);
    await somebody.getByRole('link', { name: 'Meedoentafel', exact: true }).tap();
    await sees(somebody, 'Buurthuis De Schuit', 'Tikken telt alleen', 'Team West');
    await Promise.all([somebody.waitForNavigation(), somebody.getByRole('button', { name: /^Ik kom/ }).first().tap()]);
    await sees(somebody, 'Je komt');
    await picture(somebody, 'nearby', { high: 820 });
    assert.deepEqual(somebody.noise, []);
    await somebody.context().close();
  },

  async 'the neighbourhood: what goes on there beside its figures, and the map'()
  {
    const mirjam = await go(await as('mirjam'), '/neighbourhoods/BU99010001');
    await sees(mirjam, 'De Turfhoek', 'Wat er speelt', 'Geld om mee te doen', 'Meedoentafel', 'bereikte 11 gezinnen', 'De sociale basis', 'Kerncijfers');
    await picture(mirjam, 'neighbourhood', { from: 'h1', high: 800 });
    await mirjam.getByRole('link', { name: 'Grote kaart' }).click();
    await mirjam.locator('#layer').selectOption({ label: 'Koopwoningen' });
    await Promise.all([mirjam.waitForNavigation(), mirjam.getByRole('button', { name: 'Toon' }).click()]);
    await mirjam.locator('.map .leaflet-interactive').first().waitFor();
    await sees(mirjam, 'De kaart van');
    assert(await mirjam.locator('.map').isVisible(), 'a map that can be moved');
    assert(await mirjam.locator('[data-map-list] table tbody tr').count() >= 4, 'the same in a table');
    assert.deepEqual(mirjam.noise, [], 'the map is quiet and loads nothing from elsewhere');
    await picture(mirjam, 'map', { from: 'h1', high: 640, wide: 1040 });
  },

  async 'the analysis and the year plan, on screen and as PDF'()
  {
    const mirjam = await go(await as('mirjam'), '/neighbourhoods/WK990100/documents');
    for (const [title, wanted] of [['Wijkanalyse', 'Het begon met de trainer van FC De Turfhoek'], ['Jaarplan', 'De Meedoentafel bereikte elf gezinnen']]) {
      await go(mirjam, '/neighbourhoods/WK990100/documents');
      await mirjam.locator('section[aria-labelledby=adopted] .row', { hasText: title }).getByRole('link').first().click();
      await sees(mirjam, 'Vastgesteld door Team West', wanted, 'Wie meededen', 'Besloten mee');
      const pdf = await mirjam.context().request.get(`${mirjam.url().split('?')[0]}/pdf`), bytes = await pdf.body();
      assert.equal(pdf.status(), 200);
      assert.match(pdf.headers()['content-type'], /^application\/pdf/);
      assert.equal(bytes.subarray(0, 5).toString(), '%PDF-');
      assert(bytes.length > 8000, `${bytes.length} bytes`);
      if (title === 'Wijkanalyse') await picture(mirjam, 'analysis', { from: 'h1', high: 640 });
    }
  },

  async 'a problem raised to the municipality, answered, and accepted'()
  {
    const esra = await go(await as('esra'), `/problems/new?initiative=${known.table.split('/').pop()}`);
    const title = 'Het fonds betaalt sportschoenen niet';
    await send(esra, '/problems', { fill: { title, text: 'Contributie wordt betaald, schoenen niet. Dan komt een kind nog niet op het veld.', asked: 'Zet schoenen tot € 60 op de lijst van het fonds.', answer_by: town.day(14), many: '11' },
      choose: { to_whom: 'municipality', domain: 'income' } });
    await sees(esra, title, 'Antwoord beloofd', 'Voor hoeveel');
    known.problem = new URL(esra.url()).pathname;
    const pieter = await go(await as('pieter'), '/problems');
    await sees(pieter, 'Vragen van de wijkteams', title, 'Het fonds om mee te doen doet er negen weken over');
    await picture(pieter, 'problems', { high: 560 });
    await pieter.getByRole('link', { name: title, exact: true }).click();
    const said = await sees(pieter, title, 'Wat het team vraagt', 'Team West');
    assert(!said.includes('11 gezinnen'), 'what leaves the team is rounded');
    await pieter.getByRole('link', { name: 'Geef antwoord' }).click();
    await send(pieter, '/answer', { fill: { answer: 'Vanaf januari staan schoenen tot € 60 op de lijst.', happens_by: town.day(45) }, choose: { decision: 'yes' } });
    await go(esra, known.problem);
    await sees(esra, 'Vanaf januari staan schoenen', 'Pieter Wiersma');
    await send(esra, '/accept');
    await sees(esra, 'Afgerond');
    await go(pieter, known.problem);
    await sees(pieter, 'Afgerond');
  },

  async 'what the municipality reads: counts of a quarter that is over, and nobody in them'()
  {
    const pieter = await go(await as('pieter'), '/figures');
    for (let tries = 0; tries < 100 && !(await pieter.locator('#t-together').count() && await pieter.locator('#t-begun').count() && await pieter.locator('#together-bars').count()); tries++) {
      await pieter.waitForTimeout(200);
      await pieter.reload();
    }
    await sees(pieter, 'Cijfers', 'begonnen ongeveer', 'Vragen aan de balie per levensgebied', 'verborgen', 'Wat samen voorkomt in gezinnen', 'Elk kwartaal wordt één keer geteld');
    for (const cell of await pieter.locator('[data-label]').allTextContents()) assert(/^(verborgen|[\d.,]+)$/.test(cell.trim().split('\n').pop().trim()), cell);
    assert.deepEqual(await axe(pieter), []);
    await picture(pieter, 'figures', { from: 'h1', high: 900 });
    for (const [login, page] of people) assert.deepEqual(page.noise, [], `${login}: a quiet console`);
  },
};

let passed = 0, failed = 0;
const towns = new Towns({ nabij: resolve(options.nabij ?? 'build/test/nabij') });
try {
  browser = await launch();
  town = await towns.town({ demo: true });
  for (const [words, chapter] of Object.entries(chapters)) {
    try { await chapter(); passed++; console.log(`ok ${words}`); } catch (error) { failed++; console.log(`not ok ${words}\n    ${String(error.stack ?? error).split('\n').slice(0, 14).join('\n    ')}`); }
  }
  await town.stop();
} catch (error) {
  failed++;
  console.log(`not ok the town\n    ${String(error.stack ?? error)}`);
}
await browser?.close();
await towns.end().catch(error => { failed++; console.log(`not ok the town ends: ${error.message}`); });
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
