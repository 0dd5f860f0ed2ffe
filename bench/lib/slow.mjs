// Somebody at slow work, in a process of its own: signs in, takes the list of households out as CSV, prints a plan, and again, until its input ends. Then says how often.
//   node slow.mjs URL CLIENTS PROFESSIONAL RESIDENT
import { Visitor } from './visitor.mjs';

const [url, clients, professional, resident] = process.argv.slice(2);
const done = { 'sign-in': 0, export: 0, print: 0 };
let stopping = false;
process.stdin.on('end', () => { stopping = true; }).resume();

async function must(answer, words)
{
  const { status, body } = await answer;
  if (status !== 200 || !body.includes(words)) throw new Error(`slow work: ${status}`);
}
async function client(first)
{
  const devices = { professional: new Visitor(url), resident: new Visitor(url) };       // a browser each, which the service comes to know
  for (let at = first; !stopping; at++) {
    const who = at % 2 ? devices.professional : devices.resident;
    await who.signIn(at % 2 ? professional : resident);
    done['sign-in']++;
    if (at % 2) await must(who.get('/households?format=csv', { accept: 'text/csv' }), ','), done.export++;
    else await must(who.get('/our/plan/print'), '<h1'), done.print++;
  }
}
try {
  await Promise.all(Array.from({ length: Number(clients) }, (_, i) => client(i)));
  console.log(JSON.stringify(done));
} catch (error) {
  console.log(JSON.stringify({ error: error.message }));
}
