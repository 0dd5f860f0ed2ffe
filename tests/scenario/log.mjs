// The log, read page by page: what stood on one page does not come back, and nothing falls out between two.
import { story, assert } from './lib.mjs';

// The pages of a log from `path` on, by the button under each.
async function pages(person, path, row)
{
  const all = [];
  for (let page = await person.get(path); ; page = await person.get(page.link('Eerder').href)) {
    all.push(page.is(200).all(row).length);
    if (!page.links().some(l => l.text === 'Eerder')) return all;
    assert(all.length < 30, `${path} goes on and on`);
  }
}

story('a log of many looks is read to its end', { world: true }, async town => {
  const { household } = town.world.ids, sanne = await town.signIn('sanne'), privacy = await town.signIn('privacy');
  for (let i = 0; i < 130; i++, town.forward({ seconds: i % 2 })) (await sanne.get(`/households/${household}`)).is(200);
  (await sanne.get('/households')).is(200);

  const start = await privacy.get('/privacy');
  const before = await pages(privacy, '/privacy', 'section[aria-labelledby=log] tbody tr');
  assert(before.length > 3 && before.slice(0, -1).every(n => n > 0 && n <= 40), `pages of ${before}`);
  const seen = [];
  for (let page = start; ; page = await page.follow('Eerder')) {
    seen.push(...(await privacy.json(page.path)).data.lines);
    if (!page.links().some(l => l.text === 'Eerder')) break;
  }
  const files = seen.filter(l => l.route === '/households/{household}' && l.action === 'read').reduce((n, l) => n + l.files.length, 0);
  assert(files >= 130 && files % 130 === 0, `130 looks, at as many files each, are ${files} on all pages together`);
  assert(seen.every((l, i) => !i || l.at <= seen[i - 1].at), 'newest first, over all pages');

  for (let i = 0; i < 240; i++) (await sanne.get(`/households/${household}`)).is(200);
  const log = await pages(sanne, `/households/${household}/log`, 'h2');
  assert(log.length > 1, `a second page: ${log}`);
});

story('older days of a log are folded under the last ones', async town => {
  const lotte = await town.signIn('resident'), page = await lotte.get('/our/log'), { days, earlier } = (await lotte.json('/our/log')).data;
  assert.equal(days.length, 7);
  assert(earlier.length > 0 && earlier[0].day < days[6].day);
  assert.equal(page.all('details.more h2').length, earlier.length);
});
