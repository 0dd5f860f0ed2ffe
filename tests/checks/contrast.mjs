// Text on its ground is 4.5:1 or better, edges of controls 3:1, light and dark: computed from the tokens in assets/nabij.css.
import { readFileSync } from 'node:fs';

const css = readFileSync(new URL('../../assets/nabij.css', import.meta.url), 'utf8');
const tokens = text => Object.fromEntries([...text.matchAll(/(--[\w-]+):\s*(#[0-9A-Fa-f]{6})/g)].map(m => [m[1], m[2]]));
const section = css.slice(css.indexOf('@layer tokens {'), css.indexOf('/* Bridges'));
const at = section.indexOf('@media (prefers-color-scheme: dark)');
const light = tokens(section.slice(0, at));
const schemes = { light, dark: { ...light, ...tokens(section.slice(at)) } };

const luminance = hex => [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16) / 255)
  .map(c => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
const contrast = (a, b) => { const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };

const grounds = ['--basis-color-default-bg-document', '--nabij-color-surface', '--basis-color-default-bg-subtle'];
const inks = ['--basis-color-default-color-document', '--basis-color-default-color-subtle', '--basis-color-action-1-color-default',
  '--basis-color-action-1-color-hover', '--basis-color-warning-color-default', '--basis-color-negative-color-default', '--basis-color-positive-color-default'];
const pairs = inks.flatMap(ink => grounds.map(ground => [ink, ground, 4.5]));
for (const kind of ['warning', 'negative', 'positive'])
  pairs.push([`--basis-color-${kind}-color-default`, `--basis-color-${kind}-bg-default`, 4.5], ['--basis-color-default-color-document', `--basis-color-${kind}-bg-default`, 4.5]);
pairs.push(
  ['--basis-color-action-1-color-hover', '--basis-color-action-1-bg-subtle', 4.5], ['--basis-color-action-1-color-default', '--basis-color-action-1-bg-subtle', 4.5],
  ['--basis-color-default-color-document', '--basis-color-action-1-bg-subtle', 4.5],
  ['--basis-color-action-1-inverse-color-default', '--basis-color-action-1-inverse-bg-default', 4.5],
  ['--basis-color-action-1-inverse-color-default', '--basis-color-action-1-inverse-bg-hover', 4.5],
  ['--basis-focus-color', '--basis-focus-background-color', 4.5],
  ...grounds.slice(0, 2).flatMap(ground => [['--basis-color-default-border-default', ground, 3], ['--basis-focus-outline-color', ground, 3]]));

let failed = 0, passed = 0;
for (const [name, colours] of Object.entries(schemes))
  for (const [ink, ground, least] of pairs) {
    if (!colours[ink] || !colours[ground]) throw new Error(`no colour for ${ink} or ${ground}`);
    const found = contrast(colours[ink], colours[ground]);
    if (found >= least) { passed++; continue; }
    failed++;
    console.log(`not ok ${name}: ${ink} on ${ground} is ${found.toFixed(2)}, needs ${least}`);
  }
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
