// Mail: a try that is said plainly, one neutral reminder a morning, tried again when it fails, never twice. The mail server is a real one on loopback.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { story, assert, mailbox } from './lib.mjs';

const wait = ms => new Promise(done => { setTimeout(done, ms); });

async function withMail(town, tell)
{
  const box = await mailbox();
  try {
    const ruud = await town.signIn('manager');
    const page = await ruud.get('/settings/mail');
    (await page.form('mail_url').submit({ mail_url: `smtp://127.0.0.1:${box.port}`, mail_from: 'nabij@veldendam.example', mail_tls: false })).is(200);
    await (await ruud.get('/settings/municipality')).form('municipality').submit({ site_address: 'https://nabij.veldendam.example' });
    await tell(box, ruud);
  } finally { await box.close(); }
}
async function address(manager, login, email)
{
  const { id } = (await manager.json('/settings/people')).data.groups.flatMap(g => g.people).find(p => p.login === login);
  (await (await manager.get(`/settings/people/${id}`)).form('email').submit({ email })).is(200);
}
// The page as somebody sees it who just came in: the clock jumps further than a session lasts.
const mailPage = async town => (await town.signIn('manager')).get('/settings/mail');
// What comes when the clock has gone on: a job that was at work while it jumped has its next turn a minute later.
async function comes(town, box)
{
  for (let turns = 0; turns < 4; turns++) {
    const mail = await box.next(6000).catch(() => null);
    if (mail) return mail;
    town.forward({ minutes: 2 });
  }
  return box.next();
}
// The jobs have had time to do what they would do.
const settle = () => wait(3500);

story('a try of the mail arrives, and what goes wrong is said', async town => {
  const first = await town.signIn('manager');
  (await (await first.get('/settings/mail/test')).form('to').submit({ to: 'ruud@veldendam.example' })).sees('nog geen mailserver');
  await withMail(town, async (box, ruud) => {
    const form = (await ruud.get('/settings/mail/test')).form('to');
    (await form.submit({ to: 'ruud@veldendam.example' })).is(200).sees('Verstuurd naar ruud@veldendam.example');
    const mail = await box.next();
    assert.deepEqual([mail.from, mail.to], ['nabij@veldendam.example', ['ruud@veldendam.example']]);
    (await (await ruud.get('/settings/mail/test')).form('to').submit({ to: 'refuse@veldendam.example' })).sees('Het lukte niet', '550');
    (await form.submit({ to: 'geen adres' })).is(422);
  });
});

story('a mail server that is not there is said', async town => {
  const ruud = await town.signIn('manager');
  const page = await ruud.get('/settings/mail');
  (await page.form('mail_url').submit({ mail_url: 'http://127.0.0.1', mail_from: 'nabij@veldendam.example' })).is(422).sees('smtp://server:587');
  await page.form('mail_url').submit({ mail_url: 'smtp://127.0.0.1:9', mail_from: 'nabij@veldendam.example' });
  (await (await ruud.get('/settings/mail/test')).form('to').submit({ to: 'ruud@veldendam.example' })).sees('Het lukte niet');
});

story('the password of the mail server is kept sealed, and only sent over TLS', { only: ['sqlite'] }, async town => {
  const ruud = await town.signIn('manager');
  const page = await ruud.get('/settings/mail');
  const fields = { mail_url: 'smtp://127.0.0.1:9', mail_from: 'nabij@veldendam.example', mail_user: 'nabij', new_mail_password: 'zeergeheimwoord' };
  (await page.form('mail_url').submit({ ...fields, mail_tls: false })).is(422).sees('versleuteld');
  (await page.form('mail_url').submit(fields)).is(200).sees('Er staat er een').lacks('zeergeheimwoord');
  await town.stop();
  for (const name of readdirSync(town.data).filter(f => f.startsWith('nabij.db'))) assert(!readFileSync(join(town.data, name)).includes('zeergeheimwoord'), name);
});

story('who has something due gets one mail that morning, without a name or a word about it', { clock: '2026-11-23T12:00:00+01:00' }, async town => {
  await withMail(town, async (box, ruud) => {
    await address(ruud, 'sanne', 'sanne@veldendam.example');
    town.setClock('2026-11-24T07:29:00+01:00');
    await settle();
    assert.equal(box.mails().length, 0, 'not before half past seven');
    town.setClock('2026-11-24T07:36:00+01:00');
    const mail = await comes(town, box);
    assert.deepEqual(mail.to, ['sanne@veldendam.example']);
    assert.match(mail.text, /Er staat iets voor je klaar in Nabij\./);
    assert.match(mail.text, /https:\/\/nabij\.veldendam\.example/);
    for (const name of ['Sanne', 'Martens', 'Gezin', 'gezin', 'melding', 'afspraak']) assert(!mail.text.includes(name), `it says ${name}`);
    for (const later of ['08:10', '09:30', '11:50']) {
      town.setClock(`2026-11-24T${later}:00+01:00`);
      await settle();
    }
    assert.equal(box.mails().length, 1, 'once a day');
    town.setClock('2026-11-25T07:40:00+01:00');
    await comes(town, box);
    town.setClock('2026-11-28T08:00:00+01:00');
    await settle();
    assert.equal(box.mails().length, 2, 'and none on a Saturday');
  });
});

story('a mail that is not taken is tried again with growing pauses, five times', async town => {
  await withMail(town, async (box, ruud) => {
    await address(ruud, 'sanne', 'later@veldendam.example');
    town.setClock('2026-11-24T07:36:00+01:00');
    await settle();
    (await mailPage(town)).sees('mislukt', '451', '1 wacht nog');
    await address(await town.signIn('manager'), 'sanne', 'sanne@veldendam.example');
    town.forward({ minutes: 2 });
    await settle();
    assert.equal(box.mails().length, 0, 'not before the pause is over');
    town.forward({ minutes: 4 });
    assert.deepEqual((await comes(town, box)).to, ['sanne@veldendam.example']);
    await settle();
    (await mailPage(town)).sees('1 mail verstuurd').lacks('451');
  });
});

story('after five tries it stays, with its reason', async town => {
  await withMail(town, async (box, ruud) => {
    await address(ruud, 'sanne', 'refuse@veldendam.example');
    town.setClock('2026-11-24T07:36:00+01:00');
    for (const step of [{ minutes: 1 }, { minutes: 6 }, { minutes: 31 }, { minutes: 121 }, { minutes: 481 }, { minutes: 481 }]) {
      town.forward(step);
      await settle();
    }
    (await mailPage(town)).sees('550').lacks('wacht nog');
    assert.equal(box.mails().length, 0);
  });
});

story('a family that gave an address hears that an answer is there', async town => {
  await withMail(town, async box => {
    const lotte = await town.signIn('resident'), sanne = await town.signIn('professional');
    await (await (await lotte.get('/account')).follow('/account/email')).form('email').submit({ email: 'lotte@thuis.example' });
    await (await lotte.get('/our/ask')).form('text').submit({ text: 'Kan het gesprek later?' });
    const { href } = (await sanne.get('/households')).link(/Martens/);
    const question = (await sanne.json(`${href}/questions`)).data.questions.find(q => q.text.includes('Kan het gesprek later'));
    await (await sanne.get(`${href}/questions/${question.id}`)).form('answer').submit({ answer: 'Ja, dat kan.' });
    town.forward({ minutes: 10 });
    const mail = await comes(town, box);
    assert.deepEqual(mail.to, ['lotte@thuis.example']);
    assert(!/Lotte|gesprek/.test(mail.text));
  });
});
