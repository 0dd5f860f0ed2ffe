// The pages that a person can reach by links from where they start. Of pages that differ only by an id the first few are taken.
const EACH = 2;                        // of one pattern, e.g. /households/{id}
const skipped = /^\/(sign-out|assets|metrics|openapi\.json|healthz)/;

export const patternOf = path => path.replace(/\/\d{6,}/g, '/{id}').replace(/=[^&]*/g, '=').replace(/\/[A-Za-z0-9_-]{20,}/g, '/{token}')
  .replace(/^(\/settings\/terms|.*\/intake)\/[a-z_]+$/, '$1/{code}');

export async function crawl(person, starts)
{
  const pages = [], broken = [], seen = new Set(), taken = new Map(), queue = starts.map(path => ({ path, from: 'the start' }));
  while (queue.length) {
    const { path, from } = queue.shift();
    const pattern = patternOf(path), times = taken.get(pattern) ?? 0;
    if (seen.has(path) || skipped.test(path) || times >= EACH) continue;
    seen.add(path);
    const page = await person.get(path);
    if (page.status !== 200) { broken.push(`${from} leads to ${path}: ${page.status}`); continue; }
    if (page.type !== 'text/html' || (page.path !== path && seen.has(page.path))) continue;
    seen.add(page.path);
    taken.set(pattern, times + 1);
    pages.push({ path: page.path, pattern, first: times === 0 });
    for (const { href } of page.links()) {
      const to = new URL(href, person.town.url + page.path);
      if (to.origin === person.town.url) queue.push({ path: to.pathname + to.search, from: page.path });
    }
  }
  return { pages, broken };
}
