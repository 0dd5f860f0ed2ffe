// Signing in and all that belongs to it: second factor, recovery codes, sessions, tokens, guessing, and what was typed when a session ended.
import { story, assert, totp } from './lib.mjs';

const PASSWORD = 'vier losse woorden samen';

// An account that the command line makes; the password it gets has to be changed.
function hire(town, login, name, kind = 'professional')
{
  town.must('user', 'add', '--login', login, '--name', name, '--kind', kind, '--password-stdin', { input: 'alleen voor de eerste keer\n' });
}

const enter = async (person, login, password) => (await person.get('/sign-in')).form('password').submit({ login, password });

// From the first sign-in to the start page: an own password, then the second factor. Keeps the secret and the recovery codes.
async function begin(town, login, name, kind)
{
  hire(town, login, name, kind);
  const person = town.visitor(name);
  const first = await enter(person, login, 'alleen voor de eerste keer');
  const secure = await first.form('/account/password').submit({ password: 'alleen voor de eerste keer', new_password: PASSWORD, new_again: PASSWORD });
  secure.sees('Inloggen met een code erbij');
  person.secret = secure.one('.number').text;
  const codes = await secure.form('/account/secure').submit({ code: totp(person.secret, town.now()) });
  codes.is(200).sees('Je herstelcodes');
  person.recovery = codes.all('.codes .number').map(li => li.text);
  Object.assign(person, { login, account: { login, password: PASSWORD, name } });
  return person;
}

async function whole(town, person, code)
{
  const page = await enter(person, person.login, PASSWORD);
  return page.form('/sign-in/code').submit({ code: code ?? totp(person.secret, town.now()) });
}

const later = town => town.forward({ minutes: 1 });

story('who works here changes the first password and sets up a second factor before anything else', { demo: false }, async town => {
  hire(town, 'sanne', 'Sanne de Wit');
  const sanne = town.visitor('Sanne');
  const first = await enter(sanne, 'sanne', 'alleen voor de eerste keer');
  first.is(200).sees('Iemand anders koos je wachtwoord');
  (await sanne.get('/account')).sees('Iemand anders koos je wachtwoord');
  (await sanne.get('/account/secure')).sees('Iemand anders koos je wachtwoord');
  const short = await first.form('/account/password').submit({ password: 'alleen voor de eerste keer', new_password: 'te kort', new_again: 'te kort' });
  short.is(422).sees('12 tekens');
  const known = await first.form('/account/password').submit({ password: 'alleen voor de eerste keer', new_password: 'Wachtwoord12345', new_again: 'Wachtwoord12345' });
  known.is(422).sees('te makkelijk te raden');
  const secure = await first.form('/account/password').submit({ password: 'alleen voor de eerste keer', new_password: PASSWORD, new_again: PASSWORD });
  secure.is(200).sees('Inloggen met een code erbij');
  (await sanne.get('/account')).sees('Inloggen met een code erbij');
  const wrong = await secure.form('/account/secure').submit({ code: '000000' });
  wrong.is(422).sees('Deze code klopt niet');
  assert.equal(wrong.one('.number').text, secure.one('.number').text, 'the same secret is offered again');
  const codes = await wrong.form('/account/secure').submit({ code: totp(wrong.one('.number').text, town.now()) });
  codes.is(200).sees('Je herstelcodes');
  assert.equal(codes.all('.codes .number').length, 10);
  (await sanne.get('/account')).is(200).sees('Sanne de Wit', 'vaste professional', 'Staat aan', 'Je hebt er nog 10');
});

story('a code of the app works once, and a password alone opens nothing', { demo: false }, async town => {
  const sanne = await begin(town, 'sanne', 'Sanne de Wit');
  later(town);
  const one = town.visitor('Sanne at home');
  Object.assign(one, { login: 'sanne', secret: sanne.secret });
  const code = totp(sanne.secret, town.now());
  const half = await enter(one, 'sanne', PASSWORD);
  half.sees('Wat is de code uit je app?');
  for (const path of ['/account', '/account/secure', '/account/password', '/account/tokens', '/account/recovery-codes'])
    (await one.get(path)).sees('Wat is de code uit je app?').lacks('Sanne de Wit');
  (await one.json('/account')).is(403);
  (await half.form('/sign-in/code').submit({ code: '123456' })).is(422).sees('Deze code klopt niet');
  const inside = await half.form('/sign-in/code').submit({ code });
  assert.notEqual(inside.status, 422);
  (await one.get('/account')).is(200).sees('Sanne de Wit');

  const two = town.visitor('who looked over her shoulder');
  Object.assign(two, { login: 'sanne', secret: sanne.secret });
  (await whole(town, two, code)).is(422).sees('of je gebruikte hem al');
  later(town);
  await whole(town, two);
  (await two.get('/account')).is(200);
});

story('a recovery code stands in for the telephone, once', { demo: false }, async town => {
  const sanne = await begin(town, 'sanne', 'Sanne de Wit');
  const again = town.visitor('Sanne without her telephone');
  again.login = 'sanne';
  await whole(town, again, sanne.recovery[3].toLowerCase().replaceAll('-', ' '));
  (await again.get('/account')).is(200).sees('Je hebt er nog 9');
  const other = town.visitor('who found the paper');
  other.login = 'sanne';
  (await whole(town, other, sanne.recovery[3])).is(422);

  const confirm = await again.get('/account/recovery-codes');
  (await confirm.form('password').submit({ password: 'niet het wachtwoord' })).is(422).sees('Dit is niet je wachtwoord');
  const fresh = await confirm.form('password').submit({ password: PASSWORD });
  fresh.is(200).sees('Je herstelcodes');
  (await whole(town, other, sanne.recovery[4])).is(422);
  await whole(town, other, fresh.one('.codes .number').text);
  (await other.get('/account')).is(200);
});

story('one sees where one is signed in and ends what one does not know; nobody else can', { demo: false }, async town => {
  const sanne = await begin(town, 'sanne', 'Sanne de Wit'), joost = await begin(town, 'joost', 'Joost Bos');
  later(town);
  const laptop = town.visitor('Sanne on her laptop');
  Object.assign(laptop, { login: 'sanne', secret: sanne.secret });
  await whole(town, laptop);
  const page = await sanne.get('/account');
  const { sessions } = (await sanne.json('/account')).data;
  assert.equal(sessions.length, 2);
  const end = page.all('form').map(f => f.getAttribute('action')).find(a => /sessions\/\d+\/end/.test(a));

  const theirs = (await joost.get('/account')).form('/sign-out');
  (await joost.post(end, { csrf: theirs.value('csrf') })).is(404);
  (await laptop.get('/account')).is(200);
  (await page.form(end).submit()).is(200).sees('Beëindigd');
  (await laptop.get('/account')).sees('Inloggen').lacks('Sanne de Wit');

  later(town);
  await whole(town, laptop);
  await (await sanne.get('/account')).form('/account/sessions/end-others').submit();
  (await laptop.get('/account')).lacks('Sanne de Wit');
  (await sanne.get('/account')).is(200);
  await (await sanne.get('/account')).form('/sign-out').submit();
  (await sanne.get('/account')).lacks('Sanne de Wit');
});

story('another password ends all other sessions', { demo: false }, async town => {
  const sanne = await begin(town, 'sanne', 'Sanne de Wit');
  later(town);
  const laptop = town.visitor('Sanne on her laptop');
  Object.assign(laptop, { login: 'sanne', secret: sanne.secret });
  await whole(town, laptop);
  const form = (await sanne.get('/account/password')).form('new_password');
  (await form.submit({ password: 'niet dit', new_password: 'een heel ander begin', new_again: 'een heel ander begin' })).is(422).sees('Dit is niet je wachtwoord');
  (await form.submit({ password: PASSWORD, new_password: 'een heel ander begin', new_again: 'een ander begin' })).is(422).sees('niet hetzelfde');
  (await form.submit({ password: PASSWORD, new_password: 'een heel ander begin', new_again: 'een heel ander begin' })).is(200).sees('Je nieuwe wachtwoord geldt');
  (await laptop.get('/account')).lacks('Sanne de Wit');
  (await enter(town.visitor(), 'sanne', PASSWORD)).is(422);
});

story('a token carries its person\'s rights, speaks JSON, and ends', { demo: false }, async town => {
  const sanne = await begin(town, 'sanne', 'Sanne de Wit');
  const form = (await sanne.get('/account/tokens')).form('/account/tokens');
  (await form.submit({ label: 'agenda', until_on: town.day(400), password: PASSWORD })).is(422).sees('binnen een jaar');
  const made = await form.submit({ label: 'agenda', until_on: town.day(10), password: PASSWORD });
  const token = made.is(200).one('.number').text;
  (await sanne.get('/account/tokens')).sees('agenda').lacks(token);

  const program = town.client(token);
  const who = await program.get('/account');
  assert.equal(who.is(200).data.name, 'Sanne de Wit');
  for (const path of ['/account/tokens', '/account/secure', '/account/password']) (await program.get(path)).is(404);
  (await town.client('onzin').get('/account')).is(401);

  town.forward({ days: 11 });
  (await program.get('/account')).is(401);

  const printed = town.must('token', 'create', '--user', 'sanne', '--days', '2', '--label', 'koppeling').trim();
  (await town.client(printed).get('/account')).is(200);
  const id = /^(\d+).*koppeling/m.exec(town.must('token', 'list', '--user', 'sanne'))[1];
  town.must('token', 'end', id);
  (await town.client(printed).get('/account')).is(401);
  assert.equal(town.cli('token', 'create', '--user', 'niemand').code, 1);
  assert.equal(town.cli('token', 'create', '--user', 'sanne', '--days', '9999').code, 2);
});

story('guessing slows down, also for a name that does not exist, and does not keep out the device that was here before', { demo: false }, async town => {
  const sanne = await begin(town, 'sanne', 'Sanne de Wit');
  const guesser = town.visitor('a guesser');
  const answers = { sanne: [], niemand: [] };
  for (const login of ['sanne', 'niemand'])
    for (let i = 0; i < 8; i++) {
      const page = await enter(guesser, login, `gok nummer ${i}`);
      answers[login].push(page.status);
      if (page.status === 429) {
        page.sees('Even rustig aan');
        assert(Number(page.headers['retry-after']) > 0);
      }
    }
  assert.deepEqual(answers.sanne, answers.niemand, 'nothing tells which of the two exists');
  assert(answers.sanne.includes(429));
  (await enter(guesser, 'sanne', PASSWORD)).is(429);

  await (await sanne.get('/account')).form('/sign-out').submit();
  later(town);
  for (let i = 0; i < 8; i++) await enter(guesser, 'sanne', `nog een gok ${i}`);
  (await enter(guesser, 'sanne', PASSWORD)).is(429);
  await whole(town, sanne);
  (await sanne.get('/account')).is(200).sees('Sanne de Wit');

  town.forward({ hours: 7 });
  Object.assign(guesser, { login: 'sanne', secret: sanne.secret });
  (await enter(guesser, 'sanne', PASSWORD)).sees('Wat is de code uit je app?');
});

story('what was typed when the session had ended is offered again after signing in, the second factor in between', { demo: false }, async town => {
  const sanne = await begin(town, 'sanne', 'Sanne de Wit');
  later(town);
  const laptop = town.visitor('Sanne on her laptop');
  Object.assign(laptop, { login: 'sanne', secret: sanne.secret });
  await whole(town, laptop);
  const form = (await sanne.get('/account')).form('/account/sessions/end-others');
  town.forward({ hours: 3 });
  await whole(town, laptop);
  const ended = await form.submit({}, { raw: { note: 'Lotte belde: "morgen <wel>" om 14.10' } });
  ended.is(401).sees('Wat je typte is er nog');
  const wrong = await ended.form('password').submit({ login: 'sanne', password: 'niet dit wachtwoord' });
  wrong.is(422).sees('Wat je typte is er nog');
  later(town);
  const half = await wrong.form('password').submit({ login: 'sanne', password: PASSWORD });
  half.is(200).sees('Wat is de code uit je app?');
  const miss = await half.form('code').submit({ code: '12' });
  miss.is(422);
  const back = await miss.form('code').submit({ code: totp(sanne.secret, town.now()) });
  back.is(200).sees('Je bent weer ingelogd', 'Lotte belde: "morgen <wel>" om 14.10');
  assert.equal(back.form().value('note'), 'Lotte belde: "morgen <wel>" om 14.10');
  (await laptop.get('/account')).is(200);
  (await back.form().submit()).is(200).sees('Beëindigd');
  (await laptop.get('/account')).lacks('Sanne de Wit');
});

story('a form with a password in it is not kept', { demo: false }, async town => {
  const sanne = await begin(town, 'sanne', 'Sanne de Wit');
  const form = (await sanne.get('/account/tokens')).form('/account/tokens');
  town.forward({ hours: 3 });
  const ended = await form.submit({ label: 'agenda', until_on: town.day(10), password: PASSWORD });
  ended.is(401).lacks(PASSWORD, 'Wat je typte is er nog');
});

story('a page that was open while one signed in again next door can still be sent, after a look', { demo: false }, async town => {
  const sanne = await begin(town, 'sanne', 'Sanne de Wit');
  later(town);
  const laptop = town.visitor('Sanne on her laptop');
  Object.assign(laptop, { login: 'sanne', secret: sanne.secret });
  await whole(town, laptop);
  const form = (await sanne.get('/account')).form('/account/sessions/end-others');
  later(town);
  await whole(town, sanne);
  const stale = await form.submit({}, { raw: { note: 'twee woorden' } });
  stale.is(403).sees('Klopt dit nog?', 'twee woorden');
  (await laptop.get('/account')).is(200);
  (await stale.form('Sla het alsnog op').submit()).is(200).sees('Beëindigd');
  (await laptop.get('/account')).lacks('Sanne de Wit');
  const outside = await sanne.post(form.action, {}, { headers: { 'sec-fetch-site': 'cross-site' } });
  outside.is(403).lacks('Klopt dit nog?');
});

story('after signing in one is where one was going', { demo: false }, async town => {
  const sanne = await begin(town, 'sanne', 'Sanne de Wit');
  await (await sanne.get('/account')).form('/sign-out').submit();
  later(town);
  const door = await sanne.get('/account/tokens?done=saved');
  const half = await door.form('password').submit({ login: 'sanne', password: PASSWORD });
  const there = await half.form('code').submit({ code: totp(sanne.secret, town.now()) });
  assert.equal(there.path, '/account/tokens?done=saved');
  await (await sanne.get('/account')).form('/sign-out').submit();
  later(town);
  const away = (await sanne.get('/sign-in?next=//example.com/')).form('password');
  assert(!away.value('next'));
  const code = await away.submit({ login: 'sanne', password: PASSWORD }, { raw: { next: 'https://example.com/' } });
  const inside = await code.form('code').submit({ code: totp(sanne.secret, town.now()) }, { raw: { next: '/\\example.com' } });
  assert.doesNotMatch(inside.trail.join(' '), /example/);
});

story('the pages speak the language that was chosen', { demo: false }, async town => {
  const visitor = town.visitor();
  const english = await (await visitor.get('/sign-in')).form('English').submit({}, { button: 'English' });
  assert.equal(english.path, '/sign-in');
  english.sees('Sign in');
  assert.equal(english.one('html').getAttribute('lang'), 'en');
  const sanne = await begin(town, 'sanne', 'Sanne de Wit');
  await (await sanne.get('/account')).form('English').submit({}, { button: 'English' });
  assert.equal((await sanne.get('/account')).one('html').getAttribute('lang'), 'en');
  assert.equal((await sanne.get('/account', { headers: { cookie: [...sanne.cookies].filter(([k]) => k !== 'nabij_lang').map(([k, v]) => `${k}=${v}`).join('; ') } }))
    .one('html').getAttribute('lang'), 'en', 'it belongs to the account, on each device');
});

story('accounts from the command line', { demo: false }, async town => {
  hire(town, 'sanne', 'Sanne de Wit');
  assert.match(town.must('user', 'list'), /^sanne +professional +Sanne de Wit/m);
  assert.match(town.cli('user', 'add', '--login', 'sanne', '--name', 'Nog een', '--kind', 'professional').err, /somebody signs in as 'sanne' already/);
  assert.match(town.cli('user', 'add', '--login', 'lotte', '--name', 'Lotte', '--kind', 'resident').err, /handed over in person/);
  assert.match(town.cli('user', 'add', '--login', 'x', '--name', 'X', '--kind', 'privacy', '--password-stdin', { input: 'kort\n' }).err, /12/);
  const password = /once: (\S+)/.exec(town.must('user', 'password', 'sanne'))[1];
  (await enter(town.visitor(), 'sanne', password)).sees('Iemand anders koos je wachtwoord');
  const joost = await begin(town, 'joost', 'Joost Bos');
  town.must('user', 'reset-second-factor', 'joost');
  (await joost.get('/account')).lacks('Joost Bos');
  (await enter(joost, 'joost', PASSWORD)).sees('Inloggen met een code erbij');
  town.must('user', 'end', 'joost');
  (await enter(town.visitor(), 'joost', PASSWORD)).is(422);
});

// A code for the first person of the professional's own households who may have one.
async function codeFor(sanne)
{
  for (const { href } of (await sanne.get('/households')).links().filter(l => /^\/households\/\d+$/.test(l.href))) {
    const people = await sanne.get(href + '/people');
    for (const form of people.all('form').map(f => f.getAttribute('action')).filter(a => /\/people\/\d+\/code$/.test(a ?? ''))) {
      const card = await people.form(form).submit();
      if (card.status === 200) return { code: card.one('#code').text, household: href };
    }
  }
  throw new Error('nobody may have a code');
}

story('a code that was handed over is used once, and leads to the family\'s own pages', async town => {
  const sanne = await town.signIn('professional');
  const { code } = await codeFor(sanne);
  const lotte = town.visitor('Lotte');
  (await (await lotte.get('/code')).form('code').submit({ code: 'AAAA-BBBB-CCCC' })).is(422).sees('Deze code werkt niet');
  const choose = await (await lotte.get(`/invite/${code}`)).form('code').submit();
  choose.is(200).sees('Kies hoe je inlogt');
  const form = choose.form('new_password');
  (await form.submit({ login: 'lotte aan zee', new_password: 'fietsbel regenjas', new_again: 'fietsbel regenjas' })).is(422).sees('Gebruik alleen letters');
  (await form.submit({ login: town.account('resident').login, new_password: 'fietsbel regenjas', new_again: 'fietsbel regenjas' })).is(422).sees('al van iemand anders');
  (await form.submit({ login: 'lotte.aan.zee', new_password: 'kort', new_again: 'kort' })).is(422).sees('8 tekens');
  const our = await form.submit({ login: 'Lotte.Aan.Zee', new_password: 'fietsbel regenjas', new_again: 'fietsbel regenjas' });
  assert.match(our.is(200).path, /^\/our/);
  (await (await town.visitor().get('/code')).form('code').submit({ code })).is(422).sees('Deze code werkt niet');
  (await (await lotte.get('/account')).form('/sign-out').submit());
  const again = await enter(lotte, 'lotte.aan.zee', 'fietsbel regenjas');
  assert.match(again.path, /^\/our/);
});

story('guessing codes slows down', async town => {
  const guesser = town.visitor();
  const statuses = [];
  for (let i = 0; i < 12; i++) statuses.push((await (await guesser.get('/code')).form('code').submit({ code: `KD7M-4PXQ-W2T${i % 10}` })).status);
  assert.equal(statuses[0], 422);
  assert.equal(statuses.at(-1), 429);
});

story('a form that was refused for too many tries comes again with the same key, and counts then', async town => {
  const sanne = await town.signIn('professional'), resident = await town.signIn('resident'), guesser = town.visitor();
  const { code } = await codeFor(sanne);
  const join = (await (await resident.get('/code')).form('code').submit({ code })).is(200).form('Ja, dat ben ik ook');
  for (let i = 0, status = 0; i < 20 && status !== 429; i++) ({ status } = await (await guesser.get('/code')).form('code').submit({ code: `KD7M-4PXQ-W2T${i % 10}` }));
  (await join.submit()).is(429);
  town.forward({ minutes: 20 });
  assert.match((await join.submit()).is(200).path, /^\/our/);
  (await (await town.visitor().get('/code')).form('code').submit({ code })).is(422);
});

story('who has an account already uses a second code with it', async town => {
  const sanne = await town.signIn('professional');
  const resident = await town.signIn('resident');
  const { code } = await codeFor(sanne);
  const page = await (await resident.get('/code')).form('code').submit({ code });
  page.is(200).sees('Je bent al ingelogd');
  const joined = await page.form('Ja, dat ben ik ook').submit();
  assert.match(joined.is(200).path, /^\/our/);
  (await (await town.visitor().get('/code')).form('code').submit({ code })).is(422);
});

story('a wish that was typed is not lost when the session had ended', async town => {
  const resident = await town.signIn('resident');
  const form = (await resident.get('/our/wishes/new')).form('/our/wishes');
  town.forward({ days: 31 });
  const wish = "Dat we 's avonds weer samen aan tafel zitten.";
  const ended = await form.submit({ text: wish });
  ended.is(401).sees('Wat je typte is er nog');
  const { login, password } = resident.account;
  const back = await ended.form('password').submit({ login, password });
  back.is(200).sees('Je bent weer ingelogd', wish);
  (await back.form().submit()).is(200).sees('Je wens staat erbij');
});

story('a family chooses a second factor for itself, and takes it off again', async town => {
  const resident = await town.signIn('resident');
  const secure = await resident.get('/account/secure');
  await secure.form('/account/secure').submit({ code: totp(secure.one('.number').text, town.now()) });
  (await resident.get('/account')).is(200).sees('Staat aan');
  const { login, password } = resident.account;
  (await enter(town.visitor(), login, password)).sees('Wat is de code uit je app?');
  const off = (await resident.get('/account/secure/off')).form('password');
  (await off.submit({ password: 'niet dit' })).is(422);
  (await off.submit({ password })).is(200).sees('De code is uit');
  (await enter(town.visitor(), login, password)).lacks('Wat is de code uit je app?');
});
