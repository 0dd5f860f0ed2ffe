// The intake in a browser against the program itself: what is typed is saved without a button, is there for the same person elsewhere, and two at once are
// shown each other's words. (What the script does by itself, with a server that fails as told, is in scripts.mjs.)
import assert from 'node:assert/strict';

const shown = { timeout: 8000 };

async function signIn(browser, town, login)
{
  const context = await browser.newContext(), tab = await context.newPage();
  const { password } = town.account('professional');
  await tab.goto(town.url + '/sign-in');
  await tab.fill('[name=login]', login);
  await tab.fill('[name=password]', password);
  await tab.click('form:has([name=password]) button.button--main');
  await tab.waitForURL(/\/(today|our)/);
  return { context, tab };
}

async function intakeOf(tab, town, family)
{
  await tab.goto(town.url + '/households');
  return await tab.locator(`a:has-text("${family}")`).first().getAttribute('href') + '/intake';
}
const chapter = (tab, code) => tab.locator(`#${code} form[action$="/intake/${code}"]`);

const stories = {
  async 'what is typed in the intake is there in another browser, not yet saved'(browser, town)
  {
    const desk = await signIn(browser, town, 'sanne'), intake = await intakeOf(desk.tab, town, 'Martens');
    await desk.tab.goto(`${town.url}${intake}/income`);
    await chapter(desk.tab, 'income').locator('[name=worry]').fill('De energierekening is hoger dan de huur');
    await chapter(desk.tab, 'income').locator('.saved:has-text(":"), .saved:has-text(".")').waitFor(shown);
    await desk.context.close();
    const phone = await signIn(browser, town, 'sanne');
    await phone.tab.goto(`${town.url}${intake}/income`);
    assert.equal(await chapter(phone.tab, 'income').locator('[name=worry]').inputValue(), 'De energierekening is hoger dan de huur');
    await phone.tab.locator('#income form[action="/drafts/forget"] button').click();
    await phone.tab.goto(`${town.url}${intake}/income`);
    assert.equal(await chapter(phone.tab, 'income').locator('[name=worry]').inputValue(), '');
    await phone.context.close();
  },

  async 'two on one note: each keeps their words in sight'(browser, town)
  {
    const one = await signIn(browser, town, 'sanne'), other = await signIn(browser, town, 'sanne');
    const intake = await intakeOf(one.tab, town, 'Martens');
    for (const { tab } of [one, other]) {
      await tab.goto(`${town.url}${intake}/mental_health`);
      await tab.locator('#mental_health .view details.more > summary').first().click();
    }
    const note = tab => tab.locator('#mental_health .view form').first();
    await note(one.tab).locator('textarea').fill('Ik slaap nu vijf uur');
    await note(one.tab).locator('.saved:not(:empty)').waitFor(shown);
    await note(other.tab).locator('textarea').fill('Slapen gaat slecht');
    const conflict = note(other.tab).locator('.conflict');
    await conflict.waitFor(shown);
    assert.match(await conflict.textContent(), /Slapen gaat slecht/);
    assert.equal(await note(other.tab).locator('textarea').inputValue(), 'Ik slaap nu vijf uur', 'what was saved is what stands in the field');
    await conflict.locator('button').first().click();
    await note(other.tab).locator('.saved:not(:empty)').waitFor(shown);
    await one.tab.reload();
    await one.tab.locator('#mental_health .view:has-text("Slapen gaat slecht")').first().waitFor(shown);
    await one.context.close();
    await other.context.close();
  },

  async 'chapters open one at a time'(browser, town)
  {
    const { context, tab } = await signIn(browser, town, 'sanne');
    await tab.goto(`${town.url}${await intakeOf(tab, town, 'Martens')}/income`);
    await tab.locator('#safety > summary').click();
    assert.deepEqual(await tab.locator('details.chapter[open]').evaluateAll(all => all.map(d => d.id)), ['safety']);
    await context.close();
  },
};

export async function autosave(browser, town, result)
{
  for (const [words, tell] of Object.entries(stories))
    try { await tell(browser, town); result(`autosave: ${words}`, []); } catch (error) { result(`autosave: ${words}`, [String(error.stack).split('\n').slice(0, 6).join(' ')]); }
}
