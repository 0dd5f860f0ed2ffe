// How many statements a page takes, its session, its guard and what it logs included: eight at most, over every page of the table of rights and everybody who
// may come there. (What folding the log writes before a page that shows it is a change, and not counted.) The build for tests tells which they were.
// NABIJ_STATEMENTS=print says them all.
import { VIEWERS, address, link_of_nothing, routes, table } from '../lib/doors.mjs';
import { assert, story } from './lib.mjs';

const MOST = 8;
async function count(town, viewer, route)
{
  const ids = { ...town.world.ids, staff: town.world.people.joost.id, ...(viewer === 'link' ? {} : { link: link_of_nothing }) };
  const answer = await people.get(viewer).send('GET', address(route.path, ids, 'real'), undefined, { headers: { 'x-nabij-tell': 'yes' } });
  return { status: answer.status, names: (answer.headers['x-nabij-statements'] ?? '').split(' ').filter(Boolean) };
}

const people = new Map();
story('a page takes eight statements at most', { world: true }, async town => {
  const list = (await routes(town)).filter(r => r.method === 'GET'), most = new Map();
  for (const [viewer, login] of Object.entries(VIEWERS)) {
    people.set(viewer, login ? await town.signIn(login) : town.visitor(viewer));
    if (login) people.get(viewer).cookies.set('nabij_in', town.world.ids.household);
    for (const route of list) {
      if (!['yes', 'own', 'door', '404'].includes(table.rows.get(route.name)[viewer])) continue;
      const { names } = await count(town, viewer, route), before = most.get(route.path);
      if (!before || names.length > before.names.length) most.set(route.path, { viewer, names });
    }
  }
  assert(most.size > 80, `only ${most.size} pages were counted`);
  assert([...most.values()].some(({ names }) => names.includes('session_by_hash') && names.length > 3), 'nothing was counted');
  if (process.env.NABIJ_STATEMENTS === 'print')
    for (const [path, { viewer, names }] of [...most].sort((a, b) => b[1].names.length - a[1].names.length)) console.log(`${names.length} ${path} (${viewer}): ${names.join(' ')}`);
  const above = [...most].filter(([, { names }]) => names.length > MOST).map(([path, { viewer, names }]) => `${path} (${viewer}): ${names.join(' ')}`);
  assert.deepEqual(above, [], `pages with more than ${MOST} statements:\n${above.join('\n')}`);
});
