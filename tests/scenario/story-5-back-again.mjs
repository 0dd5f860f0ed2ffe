// A family closed in 2019 comes back: 2019 cannot be read until they share it, and its own term has not moved.
import { story, assert } from './lib.mjs';

const EARLIER = ['tuinkabouter', 'Vroegerland'];

story('a family that comes back: the earlier period stays shut until they open it, and keeps its own term', { world: true }, async town => {
  const { earlier_household: earlier, other_household: now } = town.world.ids;
  const joost = await town.signIn('joost'), saar = await town.signIn('saar');
  const keep = async () => { await town.stop(); const kept = town.ask('files').find(f => f.household === earlier && f.kind === 'shared').keep_until; await town.start({ port: town.port }); return kept; };
  const term = await keep();
  assert(term, 'it has a term');

  const tried = [`/households/${earlier}`, `/households/${earlier}/plan`, `/households/${earlier}/plan/versions`, `/households/${earlier}/log`];
  for (const path of tried) (await joost.get(path)).is(404).lacks(...EARLIER);
  for (const path of ['/households', '/search?q=Vroeger', `/households/${now}`, `/households/${now}/timeline`, `/households/${now}/history`, '/today']) (await joost.get(path)).is(200).lacks(...EARLIER);

  (await saar.get('/our')).sees('Vroegerland');
  const home = await (await saar.get('/our')).form(`/our/choose/${earlier}`).submit();
  home.is(200);
  const plan = await saar.get('/our/plan');
  plan.sees('tuinkabouter');

  saar.cookies.delete('nabij_in');
  (await (await saar.get('/our')).form(`/our/earlier/${earlier}/share`).submit()).is(200);
  (await joost.get(`/households/${earlier}/plan`)).is(200).sees('tuinkabouter');
  (await joost.get(`/households/${earlier}/edit`)).lacks('zzz');
  assert.equal(await keep(), term, 'its own term has not moved');
  (await (await town.signIn('sanne')).get(`/households/${earlier}/plan`)).is(404);
});
