// A colleague in the same role and team, without a relation, tries every path, id, search, export and count: nothing, and the tries are logged. Every route is
// tried by rights.mjs; here is what somebody curious would do, and what the family and the privacy officer read of it.
import { story, assert } from './lib.mjs';

story('a colleague tries what a curious person would try: nothing, and the tries are logged', { world: true }, async town => {
  const { household, twelve, goal, report } = town.world.ids, words = town.world.words.household;
  const joost = await town.signIn('joost'), program = town.client(town.world.people.joost.token);
  const paths = ['', '/', '/plan', '/plan/print', '/plan/versions', '/log', '/access', '/timeline', `/people/${twelve}`, `/goals/${goal}`, '/notes', '/intake', '/essentials'].map(p => `/households/${household}${p}`);
  for (const path of [...paths, `/signals/${report}`, `/households/${household}?format=csv`, `/households/${household}%2Fplan`, `/households/0${household}`, `//households/${household}`, `/households/${household}/plan/../plan`,
    `/households/${household}/plan;x`, `/HOUSEHOLDS/${household}`, `/our/choose/${household}`, `/caseload/${household}/open`]) {
    for (const answer of [await joost.get(path), await joost.json(path), await program.get(path), await joost.go('HEAD', path)]) {
      assert([404, 405, 400].includes(answer.status), `${path} answers ${answer.status}`);
      answer.lacks(...words);
    }
  }
  joost.cookies.set('nabij_in', household);
  for (const q of ['Kraai', 'Kraaijveldt', 'Quirijn', '24-12-2013', 'Klavermakers', '8021AB', 'NO', '%', "' OR 1=1 --", '*']) {
    const found = await joost.json('/search?q=' + encodeURIComponent(q));
    found.is(200);
    assert(!words.some(w => w !== q && found.body.includes(w)) && !found.body.includes(household), `searching ${q} finds it`);
  }
  for (const path of ['/today', '/households', '/households?format=csv', '/my-reports', '/signals', '/account', '/metrics', '/openapi.json', '/figures']) {
    const page = await joost.get(path);
    page.lacks(...words, household);
    assert(!(await joost.json(path)).body.includes(household), path);
  }
  const counted = async login => (await (await town.signIn(login)).json('/households')).data;
  assert(!JSON.stringify(await counted('joost')).includes(household), 'no count either');

  (await (await town.signIn('sanne')).get(`/households/${household}/log`)).sees(/Joost Bakker probeerde te kijken/);
  (await (await town.signIn('ottoline')).get('/our/log')).sees(/Joost Bakker probeerde te kijken/);
  (await (await town.signIn('privacy')).get('/privacy')).is(200).sees('Joost');
});
