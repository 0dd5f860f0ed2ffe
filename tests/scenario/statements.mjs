// How many statements a page takes, its session, its guard and what it logs included: eight at most, over every page of the table of rights and everybody who
// may come there. (What folding the log writes before a page that shows it is a change, and not counted.) The build for tests tells which they were.
// NABIJ_STATEMENTS=print says them all.
import { VIEWERS, address, link_of_nothing, routes, table } from '../lib/doors.mjs';
import { assert, story } from './lib.mjs';

const MOST = 8;
// What takes more, how many, and why; held exactly.
const MORE = {
  '/our': [13, 'the plan itself takes six; beside it stand five short notices of other parts (another home, a birthday, who helps, an answer), each one row by its key'],
  '/our/intake': [10, 'as /households/{household}/intake, and who may read it'],
  '/households/{household}/intake': [9, 'people, notes, links, what was looked at, drafts, wishes and goals: lists of their own kinds by the household\'s key'],
  '/households/{household}/intake/{code}': [9, 'the same page, opened at a chapter'],
};

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
  const above = Object.fromEntries([...most].filter(([, { names }]) => names.length > MOST).map(([path, { names }]) => [path, names.length]));
  const known = Object.fromEntries(Object.entries(MORE).map(([path, [n]]) => [path, n]));
  const which = Object.keys(above).filter(path => above[path] !== known[path]).map(path => `\n${path} (${most.get(path).viewer}): ${most.get(path).names.join(' ')}`);
  assert.deepEqual(above, known, `pages with more than ${MOST} statements, or other than is written down${which.join('')}`);
});
