// Debian's chromium, driven; and what a page must be for everybody: accessible, without sideways scroll, valid, quiet in the console.
import { chromium } from 'playwright-core';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { HtmlValidate } from 'html-validate';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'] });

// What axe finds, one line a finding. Evaluated past the page's own CSP, which allows no script but ours.
export async function axe(page)
{
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(axeSource);
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  return found.violations.flatMap(v => v.nodes.slice(0, 3).map(n => `${v.id}: ${v.help}: ${n.target.join(' ')} ${n.any[0]?.message ?? n.all[0]?.message ?? ''}`));
}

// How far the page can be scrolled sideways, and by what, at a width.
export async function sideways(page, width)
{
  await page.setViewportSize({ width, height: 800 });
  return page.evaluate(() => {
    const root = document.documentElement, over = root.scrollWidth - root.clientWidth;
    if (over <= 0) return [];
    const out = e => { const box = e.getBoundingClientRect(); return box.width && (box.right > root.clientWidth + 1 || box.left < -1); };
    const wide = [...document.body.querySelectorAll('*')].filter(e => out(e) && ![...e.children].some(out)).slice(0, 3);
    return [`${over} px too wide: ${wide.map(e => `${e.tagName.toLowerCase()}.${[...e.classList].join('.')} "${e.textContent.trim().slice(0, 30)}"`).join(', ')}`];
  });
}

const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    'no-inline-style': 'error', 'long-title': 'off', 'void-style': 'off', 'no-trailing-whitespace': 'off', 'doctype-style': 'off', 'attribute-boolean-style': 'off',
    'attribute-empty-style': 'off', 'no-implicit-button-type': 'off', 'require-sri': 'off', 'tel-non-breaking': 'off', 'svg-focusable': 'off',
    'no-redundant-role': 'off',          // a list without bullets keeps its role in Safari only when it says so
    'form-dup-name': ['error', { shared: ['radio', 'button', 'reset', 'submit', 'checkbox'] }],     // several ticks of one question
    'prefer-native-element': 'off',      // svg role=img
  },
});
export async function invalid(html)
{
  const report = await validator.validateString(html);
  return report.results.flatMap(r => r.messages).filter(m => m.severity === 2).map(m => `${m.ruleId}: ${m.message} (line ${m.line})`);
}
