// What comes in wrong: missing, huge, not UTF-8, turned around; sent twice; from the page before; by two at once; after the session had ended. And what is
// wrong around the program: a newer database, a folder without rights. (A port that is taken, a corrupt database: start.mjs.)
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { story, assert } from './lib.mjs';

const RLO = '\u202e', world = { world: true };
const csrfOf = async person => (await person.get('/account/secure')).one('input[name=csrf]').getAttribute('value');
const home = town => `/households/${town.world.ids.household}`;
const raw = (person, path, bytes, type = 'application/x-www-form-urlencoded', headers = {}) => person.go('POST', path, { type, bytes: Buffer.from(bytes) }, { follow: false, headers });

story('what is missing or wrong is said at the field, with what was typed kept', world, async town => {
  const sanne = await town.signIn('sanne');
  const form = async () => (await sanne.get(`${home(town)}/people/new`)).form('first_name');
  const wrong = await (await form()).submit({ first_name: '', last_name: 'Zonnebloem', birth_date: '31-2-2014', role: 'child' });
  wrong.is(422);
  assert(wrong.errors.length >= 2 || wrong.all('[aria-invalid=true]').length >= 2, `two mistakes are said: ${wrong.errors}`);
  assert.equal(wrong.form('first_name').value('last_name'), 'Zonnebloem');
  assert.equal(wrong.form('first_name').value('birth_date'), '31-2-2014');
  for (const [name, value] of [['role', 'king'], ['birth_date', '9999-99-99'], ['language', 'xx'], ['birth_date', "1'; DROP TABLE person"], ['email', 'geen adres'], ['phone', 'x'.repeat(400)]])
    (await (await form()).submit({ first_name: 'Iemand', role: 'child' }, { raw: { [name]: value } })).is(422);
  const people = (await sanne.json(`${home(town)}/people`)).data;
  assert(!JSON.stringify(people).includes('Iemand'), 'nothing was saved');
});

story('text that would turn the page around, hide itself or be markup is shown as text', world, async town => {
  const sanne = await town.signIn('sanne');
  const nasty = `abc${RLO}fed\u0007<script>alert(1)</script>"'&amp;{{x}} \u2066\u200b`;
  const answer = await sanne.post(`${home(town)}/wishes`, { csrf: await csrfOf(sanne), text: nasty });
  assert([200, 422].includes(answer.status), String(answer.status));
  const page = await sanne.get(`${home(town)}/plan`);
  assert(!page.body.includes(RLO) && !page.body.includes('\u2066'), 'no character that turns the text around');
  assert(!page.body.includes('<script>alert') && !page.body.includes('\u0007'));
  assert(!(await sanne.json(`${home(town)}/plan`)).body.includes(RLO));
});

story('what is not UTF-8, too much, or of a kind nobody asked for is refused and changes nothing', world, async town => {
  const sanne = await town.signIn('sanne'), csrf = await csrfOf(sanne), wishes = `${home(town)}/wishes`;
  const before = (await sanne.json(`${home(town)}/plan`)).body;
  const tries = [
    [Buffer.concat([Buffer.from(`csrf=${csrf}&text=`), Buffer.from([0xff, 0xfe, 0xc3])]), undefined, [400, 422]],
    [`csrf=${csrf}&text=%FF%C3%28`, undefined, [400, 422]],
    [`csrf=${csrf}&text=%`, undefined, [400, 422]],
    [`csrf=${csrf}&text=${'w'.repeat(200000)}`, undefined, [413, 422]],
    [`csrf=${csrf}&text=${'w'.repeat(5 << 20)}`, undefined, [413]],
    [`csrf=${csrf}&` + 'a=b&'.repeat(100000), undefined, [400, 413]],
    [`{"csrf":"${csrf}","text":`, 'application/json', [400]],
    ['['.repeat(100000), 'application/json', [400, 413]],
    [`{"csrf":"${csrf}","text":{"a":["b"]}}`, 'application/json', [400, 422]],
    ['<x/>', 'application/xml', [415]], ['text=x', 'text/plain', [415]],
    ['--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n' + csrf, 'multipart/form-data; boundary=x', [400]],
    ['x', 'multipart/form-data', [400, 415]],
  ];
  for (const [body, type, allowed] of tries) {
    let status;
    try { ({ status } = await raw(sanne, wishes, body, type)); } catch (error) { status = /EPIPE|ECONNRESET|hang up/.test(error.message) && allowed.includes(413) ? 413 : error.message; }
    assert(allowed.includes(status), `${String(body).slice(0, 40)}… (${type ?? 'form'}) answers ${status}`);
  }
  assert.equal((await sanne.json(`${home(town)}/plan`)).body, before);
});

story('addresses that are none are not there', world, async town => {
  const sanne = await town.signIn('sanne'), { household } = town.world.ids;
  for (const path of ['/households/-1', '/households/0', '/households/99999999999999999999999', `/households/${household}x`, `/households/ ${household}`.replaceAll(' ', '%20'), `/households/${household}%00`, '/%', '/%ff', `/${'a'.repeat(3000)}`, `/households/+${household}`, `/households/0x1`]) {
    const { status } = await sanne.get(path);
    assert([400, 404, 414].includes(status), `${path.slice(0, 60)} answers ${status}`);
  }
  (await sanne.get(`/search?q=${'a'.repeat(5000)}`)).lacks('Kraaijveldt');
  (await sanne.get('/healthz')).is(200);
});

story('sent twice counts once; another person with the same key is not taken for the first', world, async town => {
  const sanne = await town.signIn('sanne'), joost = await town.signIn('joost');
  const form = (await sanne.get(`${home(town)}/wishes/new`)).form('text');
  const once = form.value('once');
  assert(once, 'a form has a key');
  const [first, second] = await Promise.all([form.submit({ text: 'Een wens die dubbel kwam' }), form.submit({ text: 'Een wens die dubbel kwam' })]);
  first.is(200); second.is(200);
  const plan = await sanne.json(`${home(town)}/plan`);
  assert.equal(plan.body.split('Een wens die dubbel kwam').length - 1, 1);
  const refused = await joost.post(`${home(town)}/wishes`, { csrf: await csrfOf(joost), once, text: 'x' }, { follow: false });
  assert.equal(refused.status, 404);
  assert(!refused.headers.location, 'and is not told where the first went');
  const here = `/households/${town.world.ids.other_household}/wishes`;
  assert.equal((await joost.post(here, { csrf: await csrfOf(joost), once, text: 'Een eigen wens' }, { follow: false })).status, 303);
  assert((await joost.json(`/households/${town.world.ids.other_household}/plan`)).body.includes('Een eigen wens'));
});

story('the key of a stranger\'s form opens nothing of what the stranger sent', world, async town => {
  const one = town.visitor('one'), two = town.visitor('two'), key = { 'idempotency-key': '1' };
  const report = async person => { const page = await person.get('/sign-in'); return person.post('/report', { csrf: page.one('input[name=csrf]').getAttribute('value'), what: 'Er is iets', reporter_kind: 'resident', knows: 'no', reporter_name: 'Een buur', reporter_phone: '06 12345678' }, { follow: false, headers: key }); };
  const first = await report(one), second = await report(two);
  if (first.status === 303) assert.notEqual(second.headers.location, first.headers.location, 'each has a receipt of its own');
  else assert.equal(second.status, first.status);
});

story('back, and other words in the same form: that is another sending, and nothing that was typed is lost', world, async town => {
  const sanne = await town.signIn('sanne');
  const page = await sanne.get(`${home(town)}/wishes/new`);
  await page.form('text').submit({ text: 'Eerst dit' });
  (await page.form('text').submit({ text: 'Toen dat' })).is(200);
  (await page.form('text').submit({ text: 'Toen dat' })).is(200);
  const plan = (await sanne.json(`${home(town)}/plan`)).body;
  assert(plan.includes('Eerst dit'), 'what was sent first stands');
  assert.equal(plan.split('Toen dat').length, 2, 'and so does what was sent then, once');
});

story('two people on one plan: the second sees both texts, nothing is overwritten silently', world, async town => {
  const sanne = await town.signIn('sanne'), other = await town.signIn('sanne');
  const mine = (await sanne.get(`${home(town)}/plan/edit`)).form('horizon'), theirs = (await other.get(`${home(town)}/plan/edit`)).form('horizon');
  (await mine.submit({ horizon: 'De eerste tekst' })).is(200);
  const conflict = await theirs.submit({ horizon: 'De tweede tekst' });
  assert([409, 422].includes(conflict.status), String(conflict.status));
  conflict.sees('De eerste tekst');
  assert(conflict.body.includes('De tweede tekst'));
  assert((await sanne.json(`${home(town)}/plan`)).body.includes('De eerste tekst'));
});

story('a session that ended while typing: sign in again, and nothing is lost; on another\'s telephone nothing is shown', world, async town => {
  const mother = await town.signIn('ottoline');
  const form = (await mother.get('/our/wishes/new')).form('text');
  mother.cookies.delete('nabij');
  const asked = await form.submit({ text: 'Een wens van laat op de avond' });
  asked.is(401);
  const back = await asked.form('password').submit({ login: 'ottoline', password: mother.account.password });
  back.sees('Een wens van laat op de avond');
  await back.form(/\/our\/wishes/).submit();
  (await mother.json('/our/plan')).is(200);
  assert((await mother.json('/our/plan')).body.includes('Een wens van laat op de avond'));
});

story('a database of a newer version is refused, and stays as it is', { demo: false, serve: false, only: ['postgres'] }, async town => {
  town.towns.sql("INSERT INTO migration (number, name, at) VALUES (9999, 'of later', 1)", town.database);
  const { code, out, err } = town.cli('serve', '--port', '0');
  assert.equal(code, 1);
  assert.match(out + err, /newer/);
});

story('a folder without rights is said', { demo: false, serve: false, only: ['sqlite'] }, async town => {
  const nobody = 65534, mine = process.getuid();
  chmodSync(town.data, mine === 0 ? 0o700 : 0o500);
  // Root may read everything: then somebody else asks, with a copy of the program, since root's own folders are shut to them.
  const open = mkdtempSync(join(tmpdir(), 'nabij-for-all-')), nabij = join(open, 'nabij');
  chmodSync(open, 0o755);
  copyFileSync(town.towns.nabij, nabij);
  let said = '';
  try {
    execFileSync(nabij, ['serve', '--data', town.data, '--port', '0'], { env: { ...process.env, ASAN_OPTIONS: 'detect_leaks=0' }, stdio: 'pipe', encoding: 'utf8', ...(mine === 0 && { uid: nobody, gid: nobody }) });
  } catch (error) { said = error.stderr ?? ''; }
  chmodSync(town.data, 0o700);
  rmSync(open, { recursive: true });
  assert.match(said, /no rights|there is no folder/);
});
