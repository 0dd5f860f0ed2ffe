// The manual says what the program can do: each command of `nabij --help` has a section in packaging/nabij.1 with the options and subcommands of its
// own help, and no others. And docs/register.md is what `nabij check --register` prints.
//
//   node tests/checks/manual.mjs PROGRAM       the last line: "N passed, N failed"
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const nabij = process.argv[2];
const top = new URL('../../', import.meta.url);
const say = (...args) => execFileSync(nabij, args, { encoding: 'utf8', maxBuffer: 1 << 26 });
let passed = 0, failed = 0;

function check(what, problems)
{
  if (problems.length) { failed++; console.log(`not ok ${what}: ${problems.join('; ')}`); } else passed++;
}
const differ = (here, there) => [...here].filter(x => !there.has(x)).sort();

const manual = readFileSync(new URL('packaging/nabij.1', top), 'utf8');
const commandsPart = manual.slice(manual.indexOf('.Sh COMMANDS'), manual.indexOf('.Sh FILES'));
const sections = new Map(commandsPart.split(/^\.Ss /m).slice(1).map(text => [text.slice(0, text.indexOf('\n')), text]));
const commands = new Set([...say('--help').matchAll(/^ {2}([a-z]+) {2,}/gm)].map(m => m[1]));

check('commands', [...differ(commands, new Set(sections.keys())).map(c => `${c} has no section`), ...differ(new Set(sections.keys()), commands).map(c => `${c} is no command`)]);
for (const command of commands) {
  const help = say(command, '--help'), section = sections.get(command) ?? '';
  const ofHelp = new Set([...help.matchAll(/--([a-z][a-z-]*)/g)].map(m => m[1])), ofManual = new Set([...section.matchAll(/Fl -([a-z][a-z-]*)/g)].map(m => m[1]));
  if (command === 'demo') ofHelp.delete('demo'), ofManual.delete('demo');       // of init, which it follows
  check(`options of ${command}`, [...differ(ofHelp, ofManual).map(o => `--${o} is not in the manual`), ...differ(ofManual, ofHelp).map(o => `--${o} is not in its help`)]);
  const synopsis = new RegExp(`^nabij ${command} ([a-z][a-z-]*)`, 'gm');
  const subOfHelp = new Set([...help.matchAll(synopsis)].map(m => m[1])), subOfManual = new Set([...section.matchAll(/^\.It Cm ([a-z-]+)/gm)].map(m => m[1]));
  check(`words after ${command}`, [...differ(subOfHelp, subOfManual).map(w => `${w} is not in the manual`), ...differ(subOfManual, subOfHelp).map(w => `${w} is not in its help`)]);
}
check('register', readFileSync(new URL('docs/register.md', top), 'utf8') === say('check', '--register') ? [] : ['docs/register.md is not what `nabij check --register` prints: make it anew']);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
