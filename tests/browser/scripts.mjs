// What assets/nabij.js does, on a page of its own with a server that answers as told: drafts, conflicts, a lost connection, a lost session, quick exit,
// asking first, panels, error summary.
import { createServer } from 'node:http';
import { existsSync, readFileSync } from 'node:fs';
import assert from 'node:assert/strict';

const assets = new URL('../../assets/', import.meta.url);
const types = { css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml', woff2: 'font/woff2' };
const page = (inside, extra = '') => `<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>Proef</title><link rel="stylesheet" href="/assets/nabij.css"><script type="module" src="/assets/nabij.js"></script></head>
<body><main class="page">${inside}</main>${extra}</body></html>`;
const form = (wish, version) => `<form method="post" action="/wish" data-autosave="/drafts" data-draft="wish:lotte"><input type="hidden" name="csrf" value="secret"><input type="hidden" name="version" value="${version}">
<div class="field"><label for="wish">Wens</label><textarea class="input" id="wish" name="wish">${wish}</textarea></div><label class="choice"><input type="checkbox" name="domain" value="income">Geld</label><button class="button">Bewaar</button></form>`;

// A server that remembers drafts; `mode`: 'fine', 'conflict', 'signed out', 'broken'.
async function fixture()
{
  const state = { mode: 'fine', drafts: [], posts: [], wish: '', version: 1 };
  const drafts = {
    fine: [200, '{}'], conflict: [409, '{"message":"Sanne schreef hier ook","value":"tekst van Sanne"}'], 'signed out': [303, ''], broken: [503, ''],
  };
  const pages = {
    '/form': () => page(form(state.wish, state.version)), '/sign-in': () => page('<h1>Log in</h1>'), '/safe': () => page('<h1>Het weer</h1>'),
    '/panels': () => page(`<details class="later"><summary class="button">Later</summary><form><p>Wanneer?</p></form></details><h1>Elders</h1>
      <form method="post" action="/gone" data-confirm="Echt weg?"><button class="button">Gooi weg</button></form>`, '<a class="button quick-exit" data-quick-exit href="/safe">Weg van deze pagina</a>'),
    '/folded': () => page('<nav><a href="#figures">Cijfers</a></nav><details class="chapter" id="figures"><summary><h2>Cijfers</h2></summary><p>Vijftien</p></details>'),
    '/plan': () => page('<nav class="contents"><a href="#need">Wat nodig is</a></nav><details class="chapter" open data-fold><summary><h2 id="need">Wat nodig is</h2></summary><p>Een zaal</p></details>'),
    '/errors': () => page('<div class="errors" tabindex="-1"><h2>Er mist iets</h2><a href="#naam">Vul je naam in</a></div><div class="field"><label for="naam">Naam</label><input class="input" id="naam" name="naam"></div>'),
  };
  const server = createServer((request, response) => {
    const path = request.url.split('?')[0];
    let body = '';
    request.on('data', part => { body += part; });
    request.on('end', () => {
      if (request.method === 'POST' && path === '/drafts') {
        if (state.mode === 'fine') state.drafts.push(Object.fromEntries(new URLSearchParams(body)));
        const [status, text] = drafts[state.mode];
        response.writeHead(status, { 'content-type': 'application/json', ...(status === 303 ? { location: '/sign-in' } : {}) }).end(text);
      } else if (request.method === 'POST') {
        state.posts.push([path, body]);
        response.writeHead(303, { location: state.mode === 'signed out' ? '/sign-in' : '/safe' }).end();
      } else if (pages[path]) response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'" }).end(pages[path]());
      else {
        const file = path.startsWith('/assets/') && new URL(path.slice(8), assets);
        if (!file || !existsSync(file)) response.writeHead(404).end();
        else response.writeHead(200, { 'content-type': types[path.split('.').pop()] }).end(readFileSync(file));
      }
    });
  });
  await new Promise(done => { server.listen(0, '127.0.0.1', done); });
  return { state, url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

const until = async (what, fits) => {
  for (let tries = 0; tries < 80; tries++) { if (await fits()) return; await new Promise(done => { setTimeout(done, 50); }); }
  throw new Error(`never: ${what}`);
};
const status = tab => tab.locator('.saved').textContent();

const stories = {
  async 'a link to a folded section opens it, also from another page'(tab, { url })
  {
    await tab.goto(url + '/folded');
    assert(!await tab.getByText('Vijftien').isVisible());
    await tab.getByRole('link', { name: 'Cijfers' }).click();
    await tab.getByText('Vijftien').waitFor({ state: 'visible' });
    await tab.goto('about:blank');
    await tab.goto(url + '/folded#figures');
    await tab.getByText('Vijftien').waitFor({ state: 'visible' });
  },
  async 'a long page is open at a desk, and on a telephone folded to its headings; on paper it is whole'(tab, { url })
  {
    const words = tab.getByText('Een zaal'), contents = tab.locator('.contents'), size = tab.viewportSize();
    await tab.goto(url + '/plan');
    assert(await words.isVisible() && await contents.isVisible());
    await tab.setViewportSize({ width: 360, height: 740 });
    await tab.goto(url + '/plan?telephone');
    assert(!await words.isVisible() && !await contents.isVisible());
    await tab.emulateMedia({ media: 'print' });
    assert(await words.evaluate(e => e.checkVisibility({ contentVisibilityAuto: true })), 'printed');
    await tab.emulateMedia({ media: 'screen' });
    await tab.goto('about:blank');
    await tab.goto(url + '/plan#need');
    await words.waitFor({ state: 'visible' });
    await tab.setViewportSize(size);
  },
  async 'what is typed is saved by itself, field by field, and only then said to be'(tab, { state, url })
  {
    await tab.goto(url + '/form');
    await tab.fill('#wish', 'Samen aan tafel');
    await until('Opgeslagen', async () => /^Opgeslagen om \d\d\.\d\d$/.test(await status(tab)));
    assert.deepEqual(state.drafts, [{ csrf: 'secret', form: 'wish:lotte', field: 'wish', value: 'Samen aan tafel', version: '1' }]);
    await tab.check('[name=domain]');
    await until('the check saved', async () => state.drafts.some(d => d.field === 'domain' && d.value === 'income'));
  },
  async 'without a connection it waits and goes along later'(tab, { state, url })
  {
    await tab.goto(url + '/form');
    await tab.context().setOffline(true);
    await tab.fill('#wish', 'In de trein');
    await until('says so', async () => /Geen verbinding/.test(await status(tab)));
    assert.equal(state.drafts.length, 0);
    await tab.context().setOffline(false);
    await until('saved', async () => state.drafts.some(d => d.value === 'In de trein'));
  },
  async 'what could not be saved is back after a reload'(tab, { state, url })
  {
    state.mode = 'broken';
    await tab.goto(url + '/form');
    await tab.fill('#wish', 'Bijna kwijt');
    await until('says so', async () => /nog niet opgeslagen/.test(await status(tab)));
    tab.on('dialog', dialog => dialog.accept());
    state.mode = 'fine';
    await tab.goto(url + '/form');
    assert.equal(await tab.inputValue('#wish'), 'Bijna kwijt');
    await until('saved', async () => state.drafts.some(d => d.value === 'Bijna kwijt'));
  },
  async 'what another wrote meanwhile is shown beside one\'s own, and the choice is one\'s own'(tab, { state, url })
  {
    state.mode = 'conflict';
    await tab.goto(url + '/form');
    await tab.fill('#wish', 'mijn tekst');
    await until('both in sight', async () => await tab.locator('.conflict').count() === 1);
    assert.match(await tab.locator('.conflict').textContent(), /Sanne schreef hier ook.*mijn tekst/);
    assert.equal(await tab.inputValue('#wish'), 'tekst van Sanne');
    state.mode = 'fine';
    await tab.click('.conflict button >> nth=0');
    await until('mine saved', async () => state.drafts.some(d => d.value === 'mijn tekst'));
    assert.equal(await tab.locator('.conflict').count(), 0);
  },
  async 'a session that ended while typing loses nothing'(tab, { state, url })
  {
    state.mode = 'signed out';
    await tab.goto(url + '/form');
    await tab.fill('#wish', 'Nog niet klaar');
    await until('says so', async () => /uitgelogd/.test(await status(tab)));
    tab.on('dialog', dialog => dialog.accept());
    await tab.click('button');
    await tab.waitForURL('**/sign-in');
    state.mode = 'fine';
    await tab.goto(url + '/form');
    assert.equal(await tab.inputValue('#wish'), 'Nog niet klaar');
  },
  async 'what was sent does not come back'(tab, { state, url })
  {
    state.mode = 'broken';
    await tab.goto(url + '/form');
    await tab.fill('#wish', 'Verstuurd');
    state.mode = 'fine';
    await tab.click('button');
    await tab.waitForURL('**/safe');
    await tab.goto(url + '/form');
    assert.equal(await tab.inputValue('#wish'), '');
  },
  async 'quick exit leaves no way back and nothing behind'(tab, { url })
  {
    await tab.goto(url + '/form');
    await tab.evaluate(() => sessionStorage.setItem('draft:x', 'y'));
    await tab.goto(url + '/panels');
    await tab.click('[data-quick-exit]');
    await tab.waitForURL('**/safe');
    assert.equal(await tab.evaluate(() => sessionStorage.length), 0);
    await tab.goBack();
    assert.match(tab.url(), /\/form$/);
  },
  async 'a panel closes with Escape and by a tap elsewhere'(tab, { url })
  {
    await tab.goto(url + '/panels');
    const open = () => tab.locator('.later').evaluate(e => e.open);
    await tab.click('.later summary');
    assert.equal(await open(), true);
    await tab.keyboard.press('Escape');
    assert.equal(await open(), false);
    assert.equal(await tab.evaluate(() => document.activeElement.tagName), 'SUMMARY');
    await tab.click('.later summary');
    await tab.click('h1');
    assert.equal(await open(), false);
  },
  async 'what cannot be undone is asked first'(tab, { state, url })
  {
    await tab.goto(url + '/panels');
    await tab.click('text=Gooi weg');
    await tab.click('dialog >> text=Terug');
    assert.equal(state.posts.length, 0);
    await tab.click('text=Gooi weg');
    await tab.click('dialog >> text=Gooi weg');
    await tab.waitForURL('**/safe');
    assert.deepEqual(state.posts.map(p => p[0]), ['/gone']);
  },
  async 'the error summary gets the focus and brings one to the field'(tab, { url })
  {
    await tab.goto(url + '/errors');
    assert.equal(await tab.evaluate(() => document.activeElement.className), 'errors');
    await tab.click('.errors a');
    assert.equal(await tab.evaluate(() => document.activeElement.id), 'naam');
  },
};

export async function scripts(browser, result)
{
  for (const [words, tell] of Object.entries(stories)) {
    const server = await fixture(), context = await browser.newContext();
    const tab = await context.newPage(), noise = [];
    tab.setDefaultTimeout(8000);
    tab.on('pageerror', error => noise.push(error.message));
    try { await tell(tab, server); result(`script: ${words}`, noise); } catch (error) { result(`script: ${words}`, [...noise, String(error.stack).split('\n').slice(0, 4).join(' ')]); }
    await context.close();
    server.close();
  }
}
