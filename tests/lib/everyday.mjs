// Normal use while something goes wrong around it: people who read and write, each in a browser of their own, one thing after the other. Says how long each
// answer took and what went wrong.
import { Agent } from 'node:http';

// The address of the largest thing that is ready-made: the style sheet.
export const styleOf = async town => (await town.visitor().get('/sign-in')).one('link[rel=stylesheet]').getAttribute('href');

export async function everyday(town, { home = `/households/${town.world.ids.household}`, staff = ['sanne', 'joost'], family = ['ottoline', 'roelien'], seconds = 10, pause = 20, timeout = 30000 } = {})
{
  const end = Date.now() + seconds * 1000, ms = [], wrong = [];
  const use = async name => {
    const person = await town.signIn(name);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const pages = staff.includes(name) ? ['/today', '/households'] : ['/our', '/our/plan'];
    if (name === staff[0]) pages.push(home, `${home}/plan`);
    for (let n = 0; Date.now() < end; n++) {
      const path = pages[n % pages.length], began = performance.now();
      try {
        const { status } = n % 10 === 9 && name === family[0] ? await wish(person, agent, n) : await person.get(path, { agent, timeout });
        if (status !== 200) wrong.push(`${name} ${path}: ${status}`);
      } catch (error) {
        wrong.push(`${name} ${path}: ${error.message}`);
      }
      ms.push(performance.now() - began);
      await new Promise(done => { setTimeout(done, pause); });
    }
    agent.destroy();
  };
  const wish = async (person, agent, n) => (await person.get('/our/wishes/new', { agent })).form('text').submit({ text: `Wens ${n}` }, { agent });
  await Promise.all([...staff, ...family].map(use));
  ms.sort((a, b) => a - b);
  const at = part => ms[Math.min(ms.length - 1, Math.floor(ms.length * part))];
  return { answers: ms.length, wrong, median: at(0.5), p99: at(0.99), longest: at(1) };
}
