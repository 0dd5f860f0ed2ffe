// What policy reads of a region. It is counted by a job that runs beside the pages: asked until it is there.
export async function figures(person, query = '')
{
  for (let tries = 0; tries < 200; tries++) {
    const { data } = await person.json(`/figures${query}`);
    if (data.counts.some(c => c.table === 'begun') && data.together.place) return data;
    await new Promise(done => { setTimeout(done, 100); });
  }
  throw new Error('the quarter was not counted');
}
