// A newer map of areas comes in while a town works: each from one corner to the other ([west, south, east, north], degrees).
export function newMap(town, areas)
{
  const ring = ([west, south, east, north]) => [[[west, south], [east, south], [east, north], [west, north], [west, south]]];
  town.must('import', 'areas', town.file(`${town.port ?? 'new'}-${areas[0].code}.geojson`, JSON.stringify({ type: 'FeatureCollection', features: areas.map(({ code, naam, box }) => (
    { type: 'Feature', properties: { code, naam }, geometry: { type: 'Polygon', coordinates: ring(box) } })) })));
}
