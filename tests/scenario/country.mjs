// A country to measure on, small: made on areas that were imported, whole or not at all; whoever is named can sign in and use it.
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { story, assert } from './lib.mjs';

const empty = { demo: false, serve: false };

// A town with a few imported areas, made for a demo: squares in a row, with people in them.
function land(town)
{
  const conf = join(town.data, 'nabij.conf');
  writeFileSync(conf, readFileSync(conf, 'utf8').replace('demo = no', 'demo = yes'));
  const square = i => [[[5 + i / 100, 52], [5.01 + i / 100, 52], [5.01 + i / 100, 52.01], [5 + i / 100, 52.01], [5 + i / 100, 52]]];
  const codes = Array.from({ length: 30 }, (_, i) => `BU9902${String(i).padStart(4, '0')}`);
  town.must('import', 'areas', town.file(`${town.port}-areas.geojson`, JSON.stringify({ type: 'FeatureCollection', features: codes.map((code, i) => (
    { type: 'Feature', properties: { code, naam: `Buurt ${i + 1}` }, geometry: { type: 'Polygon', coordinates: square(i) } })) })));
  town.must('import', 'figures', town.file(`${town.port}-figures.csv`, ['code,naam,inwoners', ...codes.map((code, i) => `${code},Buurt ${i + 1},${400 + 50 * i}`)].join('\n') + '\n'));
}
const make = (town, ...more) => JSON.parse(town.must('demo', '--areas', '--households', '200', '--json', ...more));

story('without areas a country is not made, and it is said what to do', { demo: false, serve: false }, async town => {
  const conf = join(town.data, 'nabij.conf');
  assert.match(town.cli('demo', '--areas').err, /nabij init --demo/);
  writeFileSync(conf, readFileSync(conf, 'utf8').replace('demo = no', 'demo = yes'));
  const { code, err } = town.cli('demo', '--areas', '--households', '200');
  assert.equal(code, 1);
  assert.match(err, /no areas.*nabij import areas/s);
  assert.equal(town.cli('demo', '--areas', '--households', 'many').code, 2);
  assert.match(town.cli('demo', '--areas', '--households', '5').err, /100 to/);
});

story('a country stands, is well, and everybody who is named can work in it', empty, async town => {
  land(town);
  const made = make(town, '--seed', '5', '--rows', '2500');
  assert.equal(made.households, 200);
  assert(made.contacts + made.reports + made.log >= 2500 && made.people > 300 && made.open > 80);
  assert.equal(made.questions, 1300);
  assert.match(town.must('check'), /All is well/);
  const again = town.cli('demo', '--areas', '--households', '200');
  assert.equal(again.code, 1);
  assert.match(again.err, /already/);
  await town.start();
  const who = kind => ({ login: made.accounts.find(a => a.kind === kind).login, password: made.accounts[0].password });
  const professional = await town.signIn(who('professional'));
  (await professional.get('/today')).is(200);
  const households = await professional.get('/households');
  assert.equal(new Set([...households.body.matchAll(/href="\/households\/(\d+)"/g)].map(m => m[1])).size, 30);
  const [, one] = households.body.match(/href="\/households\/(\d+)"/);
  for (const page of ['', '/plan', '/plan/versions', '/people', '/log', '/intake', '/network', '/access']) (await professional.get(`/households/${one}${page}`)).is(200);
  const coordinator = await town.signIn(who('coordinator'));
  for (const page of ['/today', '/caseload', '/households', '/signals']) (await coordinator.get(page)).is(200);
  const resident = await town.signIn(who('resident'));
  for (const page of ['/our', '/our/plan', '/our/access', '/our/log', '/our/helpers', '/our/written']) (await resident.get(page)).is(200);
  for (const [kind, page] of [['partner', '/my-reports'], ['policy', '/figures'], ['privacy', '/privacy'], ['manager', '/settings']])
    (await (await town.signIn(who(kind))).get(page)).is(200);
  (await town.visitor().get('/report')).is(200);
  await town.stop();
  assert.match(town.must('check'), /All is well/);
});

story('the same seed gives the same country, another seed another', empty, async town => {
  land(town);
  const [first, second, third] = [make(town, '--seed', '5'), ...['5', '6'].map(seed => {
    const there = town.data;
    town.data = join(there, `of-${seed}`);
    town.must('init', '--demo');
    land(town);
    const made = make(town, '--seed', seed);
    town.data = there;
    return made;
  })];
  assert.equal(second.digest, first.digest);
  assert.deepEqual({ ...second, seconds: 0 }, { ...first, seconds: 0 });
  assert.notEqual(third.digest, first.digest);
});

story('a country is not made where the service runs', { demo: false, only: ['sqlite'] }, async town => {
  await town.stop();
  land(town);
  await town.start();
  const { code, err } = town.cli('demo', '--areas', '--households', '200');
  assert.equal(code, 1, 'a store in use is left alone');
  assert.match(err, /in use|lock/i);
  (await town.visitor().get('/')).is(200);
});

// Broken off by the signal once the first households are made; answers what it said.
const breakOff = (town, signal) => new Promise(done => {
  const process = spawn(town.towns.nabij, ['demo', '--areas', '--households', '40000', '--data', town.data], { env: town.env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '', sent = false;                     // once: a second Ctrl-C ends a program that is still stopping
  process.stderr.on('data', text => {
    said += text;
    if (!sent && /households: 0 /.test(said)) sent = !!setTimeout(() => process.kill(signal), 400);
  });
  process.on('close', code => done({ code, said }));
});

for (const [words, signal] of [['Ctrl-C', 'SIGINT'], ['a crash', 'SIGKILL']])
  story(`${words} half-way leaves the store as it was, and the country can be made after it`, empty, async town => {
    land(town);
    const { code, said } = await breakOff(town, signal);
    assert.notEqual(code, 0, said);
    if (signal === 'SIGINT') assert.match(said, /as it was/);
    assert.match(town.must('check'), signal === 'SIGINT' ? /1 files, of which 0 erased; 1 keys, of which 0 of no file/ : /1 files, of which 0 erased/);
    await town.start();
    (await town.visitor().get('/')).is(200);
    await town.stop();
    assert.equal(make(town).households, 200);
    assert.match(town.must('check'), /of which 0 of no file[^]*All is well/);
  });
