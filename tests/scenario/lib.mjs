// What a scenario is written with. A file tells stories; each gets a fresh town (tests/lib/town.mjs) and people with a browser (tests/lib/person.mjs) who
// read pages (tests/lib/page.mjs):
//
//   import { story, assert } from './lib.mjs';
//
//   story('a colleague without a relation sees nothing', async town => {
//     const sanne = await town.signIn('professional');
//     const page = await sanne.get('/households');
//     const after = await page.form('Bewaar').submit({ name: 'Martens' });
//     after.is(200).sees('Bewaard').lacks('Okafor');
//   });
//
// story(words, options, tell): options as of Towns.town(): { demo, clock, serve }; only: ['sqlite'] or ['postgres'] when it is about one store.
import assert from 'node:assert/strict';

export { assert };
export { totp } from '../lib/person.mjs';
export { mailbox } from '../lib/mail.mjs';
export { NOON } from '../lib/town.mjs';
export const stories = [];
export function story(words, options, tell)
{
  if (typeof options === 'function') [options, tell] = [{}, options];
  stories.push({ words, options, tell });
}
