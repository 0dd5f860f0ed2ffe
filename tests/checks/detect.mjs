// What `nabij detect` says to tables that are not right: a message that names line or column and exit status 1, or the right answer; never a wrong one.
//
//   node tests/checks/detect.mjs PROGRAM       the last line: "N passed, N failed"
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const nabij = process.argv[2], dir = mkdtempSync(join(tmpdir(), 'nabij-detect-'));
let passed = 0, failed = 0, files = 0;

function run(args, ...tables)
{
  const paths = tables.map(t => { const path = join(dir, `t${files++}.csv`); writeFileSync(path, t); return path; });
  const r = spawnSync(nabij, ['detect', ...args.map(a => a === '@' ? paths.shift() : a)], { encoding: 'utf8', maxBuffer: 1 << 26 });
  return { status: r.status, out: r.stdout, err: r.stderr };
}
function check(what, good, r)
{
  if (good) passed++;
  else { failed++; console.log(`not ok ${what}: status ${r.status}, said ${JSON.stringify((r.err || r.out).slice(0, 300))}`); }
}
// Refused: with status 1, nothing on standard output, and these words in the message.
const refuses = (what, args, table, ...words) => {
  const r = run([...args, '@'], table);
  check(what, r.status === 1 && r.out === '' && words.every(w => r.err.includes(w)), r);
};
const usage = (what, args, word) => { const r = run(args); check(what, r.status === 2 && r.err.includes(word), r); };
const json = (args, ...tables) => JSON.parse(run([...args, '--json'], ...tables).out);

// ---- rises ----
const wide = (n, f) => 'week,a,b\n' + Array.from({ length: n }, (_, i) => `${i + 1},${f(i)},${i % 3}\n`).join('');
refuses('an empty file', ['rises'], '', 'empty');
refuses('names without rows', ['rises'], 'area,week,count\n', 'no rows');
refuses('unknown columns', ['rises'], 'foo,bar\n1,2\n', 'line 1', 'week');
refuses('an area that stands twice', ['rises'], 'week,a,a\n1,2,3\n', 'line 1', 'column 3');
refuses('not a number', ['rises'], 'area,week,count\na,1,3\na,2,x\n', 'line 3', 'count', "'x'");
refuses('a negative count', ['rises'], 'area,week,count\na,1,-3\n', 'line 2', 'count');
refuses('a count with decimals', ['rises'], 'area,week,count\na,1,2.5\n', 'line 2');
refuses('nan', ['rises'], 'area,week,count\na,1,nan\n', 'line 2');
refuses('a count beyond whole numbers', ['rises'], 'area,week,count\na,1,99999999999999999999\n', 'line 2');
refuses('a week that is none', ['rises'], 'area,week,count\na,2026-W54,1\n', 'line 2', 'week');
refuses('a day that is none', ['rises'], 'area,week,count\na,2026-02-30,1\n', 'line 2', 'week');
refuses('dates and numbers', ['rises'], 'area,week,count\na,2026-02-02,1\na,7,1\n', 'line 3', 'week');
refuses('another day of the week', ['rises'], 'area,week,count\na,2026-02-02,1\na,2026-02-10,1\n', 'line 3', 'week');
refuses('two rows for a week', ['rises'], 'area,week,count\na,1,1\nb,1,2\na,1,1\n', 'line 4', "'a'");
refuses('a week without a row', ['rises'], 'week,a\n1,2\n3,4\n', 'week 2');
refuses('a row that is too short', ['rises'], 'week,a,b\n1,2\n', 'line 2');
refuses('a history that is too short', ['rises'], wide(100, () => 3), 'history is too short');
refuses('a year that does not fit', ['rises'], 'area,week,count\na,0001-01-01,1\na,2026-01-01,1\n', 'week');
refuses('no such file', ['rises', '--all'], 'area,week,count\na,1\n', 'no week can be judged');
usage('no file', ['rises'], 'which file');
usage('an option that is none', ['rises', '--fast', 'x.csv'], '--fast');
usage('an alpha that is none', ['rises', '--alpha', '0.9', 'x.csv'], '--alpha');
usage('a method that is none', ['rises', '--method', 'best', 'x.csv'], '--method');
{
  const last = wide(330, i => i === 329 ? 2147483648 : 10 + i % 4), r = json(['rises', '@'], last).rises;
  check('2^31 cases are a rise', r[0].alarm && r[0].count === 2147483648 && r[0].upper < 30, { status: 0, out: JSON.stringify(r[0]) });
  const many = json(['rises', '@'], wide(330, i => 2147483648 + i % 4)).rises[0];
  check('2^31 cases every week are none', !many.alarm && Math.abs(many.expected - 2147483649.5) < 100 && many.upper > many.expected, { status: 0, out: JSON.stringify(many) });
  const none = json(['rises', '@'], wide(330, () => 0)).rises[0];
  check('no cases, no limit', none.upper === null && !none.alarm && none.note !== '', { status: 0, out: JSON.stringify(none) });
  const one = json(['rises', '--method', 'c1', '@'], 'area,week,count\n' + Array.from({ length: 12 }, (_, i) => `a,${i + 1},${i === 11 ? 9 : i % 2}\n`).join('')).rises;
  check('one area', one.length === 1 && one[0].alarm, { status: 0, out: JSON.stringify(one) });
  const gap = json(['rises', '@'], wide(330, i => i === 329 ? '' : 5)).rises[0];
  check('a week that is not known', gap.count === null && !gap.alarm && gap.note === 'not known', { status: 0, out: JSON.stringify(gap) });
  const iso = json(['rises', '--method', 'c1', '@'], 'area,week,count\n' + Array.from({ length: 9 }, (_, i) => `a,2020-W${49 + i > 53 ? '' : 49 + i}`).slice(0, 5).map((w, i) => `${w},${i}\n`).join('') + 'a,2021-W01,1\na,2021-W02,1\na,2021-W03,30\n').rises;
  check('weeks across a year of 53', iso.length === 1 && iso[0].week === '2021-01-18' && iso[0].alarm, { status: 0, out: JSON.stringify(iso) });
}

// ---- combinations ----
refuses('no problem', ['combinations'], 'household,problem\nh1,\n', 'line 2', 'problem');
refuses('no household', ['combinations'], 'household,problem\n,debt\n', 'line 2', 'household');
refuses('columns by other names', ['combinations'], 'hh,problem\n1,2\n', 'line 1', 'household');
refuses('more than 64 problems', ['combinations'], 'household,problem\n' + Array.from({ length: 65 }, (_, i) => `h,p${i}\n`).join(''), 'line 66', '64');
refuses('fitted, and not', ['combinations', '--solutions'], 'household,problem,solution,fitted\nh,p,s,maybe\n', 'line 2', 'fitted', 'maybe');
refuses('solutions without a column', ['combinations', '--solutions'], 'household,problem\nh,p\n', 'line 1', 'solution');
usage('published and closed', ['combinations', '--publish', '--closed', 'x.csv'], '--publish');
{
  const twice = json(['combinations', '--least', '1', '@'], 'household,problem\nh,p\nh,p\nh,q\ni,p\n').combinations;
  const of = name => twice.find(c => c.problems.sort().join() === name)?.households;
  check('the same twice counts once', of('p') === 2 && of('q') === 1 && of('p,q') === 1 && twice.length === 3, { status: 0, out: JSON.stringify(twice) });
  const told = json(['combinations', '--solutions', '--least', '1', '@'], 'household,problem,solution,fitted\nh,p,s,yes\nh,p,s,\ni,p,s,no\nj,p,t,\n').solutions;
  check('a household counts once for a solution', told.length === 2 && told[0].households === 2 && told[0].fitted === 1 && told[0].notFitted === 1 && told[1].notKnown === 1,
    { status: 0, out: JSON.stringify(told) });
  const secret = join(dir, 'short');
  writeFileSync(secret, 'abc');
  const r = run(['combinations', '--publish', '--secret', secret, '@'], 'household,problem\nh,p\n');
  check('a secret that is too short', r.status === 1 && r.err.includes('16 bytes'), r);
}

// ---- publish ----
const one = ['publish', '--dimensions', 'wijk,soort'];
refuses('no such dimension', one, 'wijk,count\na,3\n', 'line 1', 'soort');
refuses('no such count', one, 'wijk,soort\na,b\n', 'line 1', 'count');
refuses('an empty label', one, 'wijk,soort,count\na,,3\n', 'line 2', 'soort');
refuses('labels with two counts', one, 'wijk,soort,count\na,b,3\nc,d,5\na,b,4\n', 'line 4', 'line 2');
refuses('a count that is none', one, 'wijk,soort,count\na,b,3\nc,d,five\n', 'line 3', 'five');
refuses('too large to add up', one, 'wijk,soort,count\na,b,9999999999999999999\n', 'line 2');
refuses('a record in two places', ['publish', '--dimensions', 'wijk', '--records', 'id'], 'id,wijk\n1,a\n1,b\n', 'line 3', '--separate');
refuses('a record twice', ['publish', '--dimensions', 'wijk', '--records', 'id'], 'id,wijk\n1,a\n1,a\n', 'line 3');
usage('no dimensions', ['publish', 'x.csv'], '--dimensions');
{
  const table = 'wijk,soort,count\na,b,2147483648\na,c,7\nd,b,0\nd,c,\n', p = json([...one, '--separate', 'wijk,soort', '@'], table).cells;
  const at = (wijk, soort) => p.find(c => c.wijk === wijk && c.soort === soort);
  check('2^31 is rounded, 7 and 0 are hidden, what cannot occur is said', at('a', 'b').value % 5 === 0 && Math.abs(at('a', 'b').value - 2147483648) <= 2 && at('a', 'c').state === 'hidden'
    && at('d', 'b').value === null && at('d', 'c').state === 'cannot occur', { status: 0, out: JSON.stringify(p) });
  const sums = json([...one, '@'], table).cells;
  check('beside a single hidden count another is hidden, so that the sum may be shown', sums.filter(c => c.wijk === 'a').map(c => c.state).join() === 'hidden,hidden,shown',
    { status: 0, out: JSON.stringify(sums) });
  const before = run([...one, '--csv', '@'], 'wijk,soort,count\na,b,40\na,c,60\n').out;
  const again = run([...one, '--published', '@', '@'], before, 'wijk,soort,count\na,b,90\na,c,60\n');
  check('what was published is not contradicted', again.status === 1 && again.out === '' && again.err.includes('40'), again);
  const other = run([...one, '--published', '@', '@'], before, 'wijk,soort,count\nz,b,90\n');
  check('what was published is not forgotten', other.status === 1 && other.err.includes('line 2'), other);
  const same = run([...one, '--csv', '--published', '@', '@'], before, 'wijk,soort,count\na,b,41\na,c,60\n');
  check('what was published stays', same.status === 0 && same.out === before, same);
}

rmSync(dir, { recursive: true });
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
