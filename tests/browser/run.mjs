// Every page that somebody can reach by links, as every kind of person, in a browser: axe (wide and light, narrow and dark), no sideways scroll (1280, 360,
// 320, right-to-left), valid HTML, a quiet console, and the same without scripts. Pictures in tests/out/pages.
// usage: run.mjs --nabij PROGRAM [--kind KIND] [--page PATH]
import { mkdirSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Towns } from '../lib/town.mjs';
import { autosave } from './autosave.mjs';
import { axe, invalid, launch, sideways } from './browser.mjs';
import { crawl } from './crawl.mjs';
import { scripts } from './scripts.mjs';

const { values: options } = parseArgs({ options: { nabij: { type: 'string' }, kind: { type: 'string' }, page: { type: 'string' } } });
const pictures = fileURLToPath(new URL('../out/pages/', import.meta.url));
let passed = 0, failed = 0;
function result(what, problems)
{
  if (!problems.length) { passed++; return; }
  failed++;
  console.log(`not ok ${what}\n    ${problems.slice(0, 6).join('\n    ')}`);
}

// One page as one person, in every shape.
async function look(context, town, kind, { path, pattern, first })
{
  const page = await context.newPage(), noise = [], what = `${kind} ${path}`;
  page.on('pageerror', error => noise.push(`script: ${error.message}`));
  page.on('console', message => { if (['error', 'warning'].includes(message.type())) noise.push(`console: ${message.text()}`); });
  page.on('request', request => { if (!request.url().startsWith(town.url) && !request.url().startsWith('data:')) noise.push(`loads ${request.url()}`); });
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(town.url + path);
  const name = `${kind}${pattern.replace(/[^a-z0-9]+/gi, '-').replace(/-$/, '')}`;
  if (first) await page.screenshot({ path: `${pictures}${name}-1280.png`, fullPage: true });
  result(`${what}: axe, wide, light`, await axe(page));
  result(`${what}: no sideways scroll`, [...await sideways(page, 1280), ...await sideways(page, 320), ...await sideways(page, 360)]);
  if (first) await page.screenshot({ path: `${pictures}${name}-360.png`, fullPage: true });
  await page.emulateMedia({ colorScheme: 'dark' });
  result(`${what}: axe, narrow, dark`, await axe(page));
  if (first) await page.screenshot({ path: `${pictures}${name}-360-dark.png`, fullPage: true });
  await page.evaluate(() => { document.documentElement.dir = 'rtl'; });
  result(`${what}: right to left`, await sideways(page, 360));
  result(`${what}: a quiet console, nothing from elsewhere`, noise);
  await page.close();
}

// The same page without scripts: everything in it that needs no script is there, and nothing that does.
async function without(context, town, kind, path)
{
  const page = await context.newPage();
  await page.goto(town.url + path);
  const dead = await page.evaluate(() => [...document.querySelectorAll('button[type=button], a[href="#"], a:not([href])')].filter(e => e.checkVisibility()).map(e => `does nothing without a script: ${e.textContent.trim()}`));
  result(`${kind} ${path}: without scripts`, [...dead, ...await sideways(page, 360)]);
  await page.close();
}

async function contextOf(browser, person, extra)
{
  const context = await browser.newContext({ locale: 'nl-NL', bypassCSP: false, ...extra });
  await context.addCookies([...person.cookies].map(([name, value]) => ({ name, value, url: person.town.url })));
  return context;
}

async function asKind(browser, town, kind)
{
  const person = kind === 'visitor' ? town.visitor() : await town.signIn(kind);
  const from = kind === 'visitor' ? ['/', '/sign-in', '/report'] : [person.start?.path ?? '/', '/'];
  const { pages, broken } = options.page ? { pages: [{ path: options.page, pattern: options.page, first: true }], broken: [] } : await crawl(person, from);
  result(`${kind}: every link leads somewhere (${pages.length} pages)`, broken);
  const scripted = await contextOf(browser, person), plain = await contextOf(browser, person, { javaScriptEnabled: false });
  for (const page of pages) {
    try {
      result(`${kind} ${page.path}: valid HTML`, await invalid((await person.get(page.path)).body));
      await look(scripted, town, kind, page);
      if (page.first) await without(plain, town, kind, page.path);
    } catch (error) {
      result(`${kind} ${page.path}`, [String(error.stack ?? error).split('\n')[0]]);
    }
  }
  await scripted.close();
  await plain.close();
  return pages.length;
}

rmSync(pictures, { recursive: true, force: true });
mkdirSync(pictures, { recursive: true });
const browser = await launch();
if (!options.kind && !options.page) await scripts(browser, result);
const towns = new Towns({ nabij: resolve(options.nabij ?? 'build/test/nabij') });
try {
  const town = await towns.town({ demo: options.kind !== 'visitor' });
  if (!options.kind && !options.page) await autosave(browser, town, result);
  const kinds = options.kind ? [options.kind] : ['visitor', ...new Set(town.accounts.map(a => a.kind))];
  const queue = [...kinds];
  const worker = async () => {
    for (let kind = queue.shift(); kind; kind = queue.shift()) {
      const began = Date.now();
      try {
        console.log(`# ${kind}: ${await asKind(browser, town, kind)} pages in ${Math.round((Date.now() - began) / 1000)} s`);
      } catch (error) {
        result(kind, [String(error.stack ?? error)]);
      }
    }
  };
  await Promise.all([worker(), worker()]);
  await town.stop();
} catch (error) {
  result('the town', [String(error.stack ?? error)]);
}
await browser.close();
await towns.end().catch(error => result('the town ends', [String(error)]));
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
