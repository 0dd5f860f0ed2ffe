// Under threat the family sees staff by their function.
import { story } from './lib.mjs';

story('under threat the family sees no name of staff, in the plan, the helpers, who may read and who did; and who writes then writes by function', async town => {
  const sanne = await town.signIn('professional'), lotte = await town.signIn('resident');
  (await lotte.get('/our/helpers')).sees('Sanne de Wit');
  const household = JSON.parse((await lotte.json('/our/plan')).body).plan.household;
  const access = await sanne.get(`/households/${household}/access`);
  await access.form(/by-function/).submit();
  await (await sanne.get(`/households/${household}/contacts/new`)).form(/contacts/).submit({ note: 'Even gebeld over de dreiging' });
  for (const path of ['/our', '/our/helpers', '/our/access', '/our/log', '/our/plan/print'])
    (await lotte.get(path)).lacks('Sanne de Wit');
  const written = await lotte.get('/our/written');
  written.sees('Even gebeld over de dreiging').sees('medewerker van Team Oost');
  (await sanne.get(`/households/${household}/access`)).sees('Sanne de Wit');
  await (await sanne.get(`/households/${household}/access`)).form(/by-function/).submit();
  (await lotte.get('/our/helpers')).sees('Sanne de Wit');
});
