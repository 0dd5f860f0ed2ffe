// One homework question at the desk: answered in three minutes, no household made, still counted.
import { story, assert } from './lib.mjs';

story('a homework question is answered in three minutes: counted, and no household made', { world: true }, async town => {
  const joost = await town.signIn('joost'), coordinator = await town.signIn('karin');
  const households = async () => ((await coordinator.json('/caseload')).body.match(/NO-\d{4}-\d+|NO[ -]?\d+/g) ?? []).length;
  const before = await households(), page = await joost.get('/light-questions/new');
  page.is(200);
  const form = page.form('domain');
  assert(form.names.filter(n => !['csrf', 'once'].includes(n)).length <= 6, `few things are asked: ${form.names}`);
  const saved = await form.submit({ domain: 'parenting', minutes: form.names.includes('minutes') ? '3' : undefined, ...(form.names.includes('outcome') && { outcome: form.controls('outcome')[0].getAttribute('value') ?? 'answered' }) });
  saved.is(200).sees('Geteld');
  assert.equal(await households(), before, 'no household was made');
  await town.stop();
  assert.equal(town.ask('counts').light_question, 1, 'and it counts');
});
