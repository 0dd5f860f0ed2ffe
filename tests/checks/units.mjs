// Counts what the unit tests did, test by test: reads meson's testlog.json of a build folder. usage: units.mjs BUILD
import { readFileSync } from 'node:fs';

const log = readFileSync(`${process.argv[2]}/meson-logs/testlog.json`, 'utf8').split('\n').filter(Boolean).map(line => JSON.parse(line));
let passed = 0, failed = 0;
for (const program of log) {
  const said = `${program.stdout ?? ''}\n${program.stderr ?? ''}`;
  const fine = new Set([...said.matchAll(/^\[ +OK \] (\S+)/gm)].map(m => m[1]));
  const wrong = new Set([...said.matchAll(/^\[ +FAILED +\] (\S+)$/gm)].map(m => m[1]));
  passed += fine.size || (program.returncode === 0 ? 1 : 0);
  failed += wrong.size || (program.returncode === 0 ? 0 : 1);
  for (const name of wrong) console.log(`not ok ${program.name}: ${name}`);
  if (program.returncode === 0) continue;
  console.log(`not ok ${program.name} ended with ${program.returncode} (${program.result})`);
  console.log(said.split('\n').filter(line => !/^\[ +(OK|RUN) +\]/.test(line)).slice(-60).join('\n'));
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
