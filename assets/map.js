/* The map page alone: a map to move and zoom, of the same areas and values that stand in the table beside it. Without this the page shows the drawing made on
 * the server. Areas come from an address of our own (data-areas), nothing from elsewhere; a value is put into the page as text, never as HTML. */
const L = globalThis.L, host = document.querySelector('[data-areas]'), said = document.querySelector('[data-map-said]');
const many = 60;                        // more areas than this are no stops for the tab key: the table is

const tell = f => `${f.properties.name}: ${f.properties.words}`;

// Hatching for what is hidden, as in the drawing.
function hatching(svg)
{
  const make = (name, attributes) => {
    const e = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) e.setAttribute(key, value);
    return e;
  };
  const pattern = make('pattern', { id: 'map-hidden', width: 8, height: 8, patternUnits: 'userSpaceOnUse' });
  pattern.append(make('rect', { width: 8, height: 8, class: 'ground' }), make('path', { class: 'hatch', d: 'M0 8L8 0' }));
  const defs = make('defs', {});
  defs.append(pattern);
  svg.prepend(defs);
}

function style({ properties: p })
{
  const classes = `area area--${p.tone}${p.marked ? ' area--marked' : ''}`;
  return p.hidden ? { className: 'area-hidden', fillColor: 'url(#map-hidden)', fillOpacity: 1, weight: p.marked ? 3 : 1 } : { className: classes, fillOpacity: 1, weight: p.marked ? 3 : 1 };
}

// What an area does: its value on touch, hover and focus; Enter, or a second touch, goes to its page.
function live(f, layer, stops)
{
  const path = layer.getElement(), label = document.createElement('span');
  label.textContent = tell(f);
  layer.bindTooltip(label, { sticky: true });
  layer.on('mouseover click', () => { said.textContent = tell(f); });
  layer.on('dblclick', () => { location.href = f.properties.href; });
  path.setAttribute('aria-label', tell(f));
  path.setAttribute('role', 'link');
  path.setAttribute('tabindex', stops ? 0 : -1);
  path.addEventListener('focus', () => { said.textContent = tell(f); path.classList.add('area--on'); });
  path.addEventListener('blur', () => path.classList.remove('area--on'));
  path.addEventListener('keydown', e => { if (e.key === 'Enter') location.href = f.properties.href; });
}

// A row of the table shows where it lies.
function rows(map, layers)
{
  for (const link of document.querySelectorAll('[data-map-list] table a')) {
    const layer = layers.get(new URL(link.href).pathname), path = layer?.getElement();
    if (!path) continue;
    const on = () => { path.classList.add('area--on'); said.textContent = tell(layer.feature); if (!map.getBounds().contains(layer.getBounds())) map.panTo(layer.getBounds().getCenter()); };
    const off = () => path.classList.remove('area--on');
    for (const [event, act] of [['mouseenter', on], ['focus', on], ['mouseleave', off], ['blur', off]]) link.addEventListener(event, act);
  }
}

async function begin()
{
  const answer = await fetch(host.dataset.areas, { headers: { accept: 'application/geo+json' } });
  if (!answer.ok) return;
  const areas = await answer.json();
  if (!areas.features.length) return;
  host.hidden = false;
  document.querySelector('[data-map-plain]')?.setAttribute('hidden', '');
  const quiet = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const map = L.map(host, { attributionControl: false, zoomControl: false, zoomSnap: 0.25, zoomAnimation: !quiet, fadeAnimation: !quiet, doubleClickZoom: false });
  L.control.zoom({ zoomInTitle: host.dataset.zoomIn, zoomOutTitle: host.dataset.zoomOut }).addTo(map);
  const shapes = L.geoJSON(areas, { style }), layers = new Map();
  map.fitBounds(shapes.getBounds(), { animate: false });
  shapes.addTo(map);
  hatching(host.querySelector('.leaflet-overlay-pane svg'));
  shapes.eachLayer(layer => { layers.set(layer.feature.properties.href, layer); live(layer.feature, layer, areas.features.length <= many); if (layer.feature.properties.marked) layer.bringToFront(); });
  map.setMaxBounds(shapes.getBounds().pad(1));
  map.setMinZoom(map.getZoom() - 1);
  rows(map, layers);
}

if (L && host) begin().catch(error => { console.warn(error); host.hidden = true; document.querySelector('[data-map-plain]')?.removeAttribute('hidden'); });
