// Each class in a template is one that a style sheet knows (or that a script looks for): a misspelt class is silent otherwise.
// usage: classes.mjs TEMPLATES…; prints the unknown ones, one a line.
import { readFileSync } from 'node:fs';

const css = ['nabij', 'map', 'poster'].map(name => readFileSync(new URL(`../../assets/${name}.css`, import.meta.url), 'utf8')).join('').replace(/\/\*[\s\S]*?\*\//g, '');
const known = new Set([...css.matchAll(/\.([a-zA-Z][\w-]*)/g)].map(m => m[1]));
for (const file of process.argv.slice(2))
  readFileSync(file, 'utf8').split('\n').forEach((line, i) => {
    for (const [, value] of line.replace(/\{\{.*?\}\}/g, ' ').matchAll(/\sclass="([^"]*)"/g))
      for (const name of value.split(/\s+/).filter(Boolean))
        if (!known.has(name) && !name.endsWith('--')) console.log(`${file}:${i + 1}: ${name}`);
  });
