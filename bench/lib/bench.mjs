// What every bench is made of: the options they share, `nabij serve` and nginx as contestants, wrk as the crowd, rounds that take turns, and the table that goes into
// docs/performance.md. A bench is one command, asks under two minutes of the machine, and says what it did with the store.
//
// Nothing is believed: before and after each measurement the page is asked once and must be whole (status, size, words on it); what wrk got must have the same size; wrk's
// own errors and answers other than 2xx and 3xx are counted and stand in the table.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { chmodSync, closeSync, existsSync, fdatasyncSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Visitor } from './visitor.mjs';

export const ROOT = resolve(fileURLToPath(new URL('../..', import.meta.url)));
export const wait = ms => new Promise(done => { setTimeout(done, ms); });
export const median = list => { const s = [...list].sort((a, b) => a - b), n = s.length; return n % 2 ? s[(n - 1) / 2] : (s[n / 2 - 1] + s[n / 2]) / 2; };
export const sum = list => list.reduce((a, b) => a + b, 0);

// ---- options ----

const COMMON = {
  nabij: { type: 'string', default: join(ROOT, 'build/release/nabij') }, data: { type: 'string' }, write: { type: 'boolean' }, help: { type: 'boolean', short: 'h' },
  rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: '3' }, connections: { type: 'string', default: '16' },
};
const COMMON_HELP = `  --data DIR        the store to serve; without it a fresh demo town, thrown away afterwards
  --nabij PROGRAM   build/release/nabij
  --rounds N        rounds of each contestant, taking turns (5)
  --seconds N       of each round (3)
  --connections N   at once (16)
  --write           put the table into docs/performance.md, in place of the one before
`;

// The options of this bench: about = { name, what, options, help }. Ends the program for --help and for what it does not know.
export function options(about)
{
  let values;
  try {
    ({ values } = parseArgs({ options: { ...COMMON, ...about.options } }));
  } catch (error) {
    console.error(error.message);
    process.exit(2);
  }
  if (values.help) {
    console.log(`usage: node bench/${about.name}.mjs [options]\n\n${about.what}\n\n${about.help ?? ''}${COMMON_HELP}`);
    process.exit(0);
  }
  for (const name of ['rounds', 'seconds', 'connections']) values[name] = Number(values[name]);
  for (const program of ['wrk', 'nginx'])
    if (spawnSync('which', [program]).status !== 0) throw new Error(`${program} is needed: apt-get install wrk nginx-light`);
  if (!existsSync(values.nabij)) throw new Error(`there is no ${values.nabij}: ./run builds it, or say --nabij PROGRAM`);
  return values;
}

// ---- places and processes, all given back at the end ----

const toEnd = [];
export const atEnd = what => { toEnd.push(what); };
export async function bench(run)
{
  let status = 0;
  process.on('SIGINT', () => { finish().then(() => process.exit(130)); });
  try {
    await run();
  } catch (error) {
    console.error(error.stack ?? String(error));
    status = 1;
  }
  await finish();
  process.exit(status);
}
async function finish() { while (toEnd.length) await toEnd.pop()(); }

let place;
export function folder()
{
  if (place) return place;
  place = mkdtempSync(join(tmpdir(), 'nabij-bench-'));
  chmodSync(place, 0o755);
  atEnd(() => rmSync(place, { recursive: true, force: true }));
  return place;
}

const freePort = () => new Promise((done, wrong) => {
  const server = createServer();
  server.on('error', wrong);
  server.listen(0, '127.0.0.1', () => { const { port } = server.address(); server.close(() => done(port)); });
});

// The store of the options, or a fresh demo town.
export function store(options, { store = undefined, name = 'town' } = {})
{
  if (options.data) return resolve(options.data);
  const data = join(folder(), name);
  execFileSync(options.nabij, ['init', '--demo', '--data', data, ...(store ? ['--store', store] : [])], { stdio: ['ignore', 'ignore', 'inherit'] });
  execFileSync(options.nabij, ['demo', '--data', data], { stdio: ['ignore', 'ignore', 'inherit'] });
  return data;
}

// ---- what a process used ----

const TICKS = 100;                     // a second, on Linux everywhere (USER_HZ)
function statOf(pid)
{
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { parent: Number(fields[1]), cpu: (Number(fields[11]) + Number(fields[12])) / TICKS };
}
const safely = (ask, otherwise) => { try { return ask(); } catch { return otherwise; } };

function family(pid)
{
  const parents = readdirSync('/proc').filter(n => /^\d+$/.test(n)).map(n => [Number(n), safely(() => statOf(n).parent, 0)]);
  const all = [pid];
  for (let i = 0; i < all.length; i++) for (const [child, parent] of parents) if (parent === all[i]) all.push(child);
  return all;
}
const kilobytes = (text, name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0) * 1024;

// One that answers HTTP: a process with its children, and for a store on PostgreSQL the server's processes too.
class Contestant {
  constructor(name, url, pids) { Object.assign(this, { name, url, roots: pids }); }
  pids() { return this.roots.flatMap(family); }
  cpu() { return sum(this.pids().map(pid => safely(() => statOf(pid).cpu, 0))); }
  // Shared pages counted by share; `peak` is of the process itself, since it began.
  memory()
  {
    const [own] = this.roots;
    return { now: sum(this.pids().map(pid => safely(() => kilobytes(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'), 'Pss'), 0))) / 1e6,
      own: safely(() => kilobytes(readFileSync(`/proc/${own}/smaps_rollup`, 'utf8'), 'Pss'), 0) / 1e6,
      peak: kilobytes(readFileSync(`/proc/${own}/status`, 'utf8'), 'VmHWM') / 1e6 };
  }
  visitor() { return new Visitor(this.url); }
}

export async function serve(options, data)
{
  const port = await freePort(), began = process.hrtime.bigint();
  const child = spawn(options.nabij, ['serve', '--data', data, '--port', String(port)], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', text => { said += text; });
  const ended = new Promise(done => { child.on('close', code => done(code)); });
  const ready = new Promise(done => { child.stdout.on('data', () => { if (/ready/.test(said)) done(); }); });
  await Promise.race([ready, ended.then(code => { throw new Error(`nabij serve ended (${code}): ${said}`); })]);
  const c = new Contestant('Nabij', `http://127.0.0.1:${port}`, [child.pid]);
  c.readyMs = Number(process.hrtime.bigint() - began) / 1e6;
  c.began = began;
  c.data = data;
  c.conf = readFileSync(join(data, 'nabij.conf'), 'utf8');
  c.postgres = /^store = postgres:(.*)$/m.exec(c.conf)?.[1];
  const socket = c.postgres && /host=(\S+)/.exec(c.postgres)?.[1];
  const lock = socket && readdirSync(socket).find(n => /^\.s\.PGSQL\.\d+\.lock$/.test(n));
  if (lock) c.roots.push(Number(readFileSync(join(socket, lock), 'utf8').split('\n')[0]));
  c.stop = async () => { child.kill('SIGTERM'); await ended; c.stop = async () => {}; };
  atEnd(() => c.stop());
  return c;
}

// nginx with a static page of so many bytes: a worker per core, keep-alive, no log of visits; what a machine can do at most.
export async function nginx(bytes = 20000)
{
  const dir = join(folder(), 'nginx'), port = await freePort();
  execFileSync('mkdir', ['-p', dir]);
  writeFileSync(join(dir, 'page.html'), '<!doctype html><title>20 KB</title>\n' + 'x'.repeat(bytes - 36));
  writeFileSync(join(dir, 'nginx.conf'), `${process.getuid() === 0 ? 'user root;\n' : ''}worker_processes auto;
daemon off;
pid ${dir}/pid;
error_log ${dir}/error.log;
events { worker_connections 1024; }
http {
	types { text/html html; }
	sendfile on; tcp_nopush on; access_log off; keepalive_requests 100000000;
	client_body_temp_path ${dir}/body; proxy_temp_path ${dir}/proxy; fastcgi_temp_path ${dir}/fastcgi; uwsgi_temp_path ${dir}/uwsgi; scgi_temp_path ${dir}/scgi;
	server { listen 127.0.0.1:${port}; root ${dir}; }
}
`);
  const child = spawn('nginx', ['-c', join(dir, 'nginx.conf'), '-p', dir, '-e', join(dir, 'error.log')], { stdio: ['ignore', 'inherit', 'inherit'] });
  const ended = new Promise(done => { child.on('close', done); });
  atEnd(async () => { child.kill('SIGQUIT'); await ended; });
  const c = new Contestant('nginx', `http://127.0.0.1:${port}`, [child.pid]);
  for (let i = 0; ; i++) {
    try { await c.visitor().get('/page.html'); break; } catch (error) { if (i === 100) throw error; await wait(20); }
  }
  return c;
}

// ---- the crowd ----

const lua = text => JSON.stringify(text).replace(/\\u([0-9a-f]{4})/g, '\\u{$1}');
const SAY = `
function done(s, l, r)
  if done_first then done_first() end
  local e = s.errors
  io.write(string.format('RESULT {"seconds":%f,"requests":%d,"bytes":%d,"connect":%d,"read":%d,"write":%d,"status":%d,"timeout":%d,"p50":%f,"p99":%f,"max":%f}\\n',
    s.duration / 1e6, s.requests, s.bytes, e.connect, e.read, e.write, e.status, e.timeout, l:percentile(50) / 1000, l:percentile(99) / 1000, l.max / 1000))
end
`;

// A script for wrk that asks these pages in turn: asks = [{ path, headers }].
export function pages(name, asks)
{
  const list = asks.map(({ path, headers = {} }) => `wrk.format("GET", ${lua(path)}, {${Object.entries({ Accept: 'text/html', ...headers }).map(([k, v]) => `[${lua(k)}]=${lua(v)}`).join(', ')}})`);
  return script(name, `local asked, i = {}, 0
function init(args) asked = { ${list.join(', ')} } end
function request() i = i % #asked + 1; return asked[i] end
`);
}

// A script for wrk of one's own; `text` makes request(), and may use setup() and init().
export function script(name, text)
{
  const path = join(folder(), name.replace(/[^a-z0-9]/gi, '-') + '.lua');
  writeFileSync(path, text + SAY);
  return path;
}

// Waits until it has nothing left to do (folding the log it wrote), so that the next one's turn is not disturbed and the work counts as its own: how many seconds that took.
export async function quiet(contestant)
{
  const began = Date.now();
  for (let last = -1, now, still = began; Date.now() - still < 250; last = now) {
    now = contestant.cpu();
    if (now !== last) still = Date.now();
    if (Date.now() - began > 60000) throw new Error(`${contestant.name} is still busy a minute after the last request`);
    await wait(25);
  }
  return Math.max(0, Date.now() - began - 275) / 1000;
}

// One round: so many seconds with so many connections. Milliseconds, requests a second, processor seconds of the contestant.
// company: others keep it busy meanwhile, so nobody waits until it is quiet.
export function crowd(contestant, file, { connections, seconds, threads = Math.min(2, connections), company = false })
{
  const before = contestant.cpu(), memory = [];
  const looking = setInterval(() => { memory.push(contestant.memory()); }, 500);
  return new Promise((done, wrong) => {
    const child = spawn('wrk', [`-t${threads}`, `-c${connections}`, `-d${seconds}s`, '--latency', '--timeout', '30s', '-s', file, contestant.url], { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', text => { said += text; });
    child.on('close', () => {
      clearInterval(looking);
      const found = /RESULT (\{.*\})/.exec(said);
      if (found) done({ ...JSON.parse(found[1]), said });
      else wrong(new Error(`wrk: ${said}`));
    });
  }).then(async r => {
    const settle = company ? 0 : await quiet(contestant), cpu = contestant.cpu() - before;
    memory.push(contestant.memory());
    const most = name => Math.max(...memory.map(m => m[name]));
    return { settle, memory: { now: most('now'), own: most('own'), peak: most('peak') }, ...r, rps: r.requests / r.seconds, errors: r.connect + r.read + r.write + r.status + r.timeout, each: r.bytes / Math.max(1, r.requests), cpu, cpuEach: cpu / Math.max(1, r.requests) * 1000 };
  });
}

// Rounds taking turns: contestants = [{ name, run: async () => result, check: async () => expected bytes }]. A short round of each first, not counted.
// Answers for each name the list of results.
export async function takeTurns(rounds, contestants)
{
  const results = Object.fromEntries(contestants.map(c => [c.name, []]));
  for (const c of contestants) { await c.check?.(); await c.run(true); }
  for (let i = 0; i < rounds; i++)
    for (const c of contestants) {
      const result = await c.run(false);
      results[c.name].push(result);
      process.stderr.write(`  ${c.name}: ${result.rps?.toFixed(0) ?? ''} a second, p99 ${result.p99?.toFixed(2) ?? ''} ms, then busy ${result.settle?.toFixed(1) ?? 0} s${result.errors ? `, ${result.errors} ERRORS` : ''}\n`);
    }
  for (const c of contestants) await c.check?.();
  return results;
}

// Pages as a contestant: asks as of pages(); each is looked at first, as `see` says: { status, least, words }.
export function asked(contestant, name, asks, { connections, seconds }, see = {})
{
  const file = pages(name, asks);
  let size;
  const check = async () => {
    let bytes = 0;
    for (const ask of asks) {
      const answer = await contestant.visitor().get(ask.path, ask.headers);
      const lacks = (ask.words ?? []).filter(w => !answer.body.includes(w));
      if (answer.status !== (see.status ?? 200) || answer.bytes < (see.least ?? 2000) || lacks.length)
        throw new Error(`${name}: ${ask.path} answers ${answer.status}, ${answer.bytes} bytes${lacks.length ? `, without "${lacks.join('", "')}"` : ''}`);
      bytes += answer.bytes + answer.head;
    }
    size = bytes / asks.length;
  };
  const run = async (short, company) => {
    const r = await crowd(contestant, file, { connections, seconds: short ? 1 : seconds, company });
    if (Math.abs(r.each - size) > 0.15 * size) throw new Error(`${name}: wrk got ${r.each.toFixed(0)} bytes a page, a browser ${size.toFixed(0)}`);
    return r;
  };
  return { name, contestant, check, run };
}

// The medians of a contestant's rounds, as table cells want them.
export function sums(list)
{
  const of = name => median(list.map(r => r[name]));
  return { rps: of('rps'), p50: of('p50'), p99: of('p99'), max: Math.max(...list.map(r => r.max)), settle: of('settle'), errors: sum(list.map(r => r.errors)), cpuEach: of('cpuEach'), each: of('each'),
    cpu: sum(list.map(r => r.cpu)), memory: list.at(-1).memory && Math.max(...list.map(r => r.memory.now)), peak: list.at(-1).memory?.peak };
}
export const ratio = (ours, theirs, of = 'rps') => median(ours.map((r, i) => r[of] / theirs[i][of]));

// ---- the disk ----

// fdatasync of 4 KiB, overwritten in place in a file beside the store (as a log does that is used again): { perSecond, p50 } in milliseconds.
export function disk(dir, seconds = 1)
{
  const path = join(dir, 'bench.tmp'), page = Buffer.alloc(4096, 1), us = [];
  const file = openSync(path, 'w');
  try {
    for (let i = 0; i < 256; i++) writeSync(file, page, 0, 4096, i * 4096);
    fdatasyncSync(file);
    const until = process.hrtime.bigint() + BigInt(seconds * 1e9);
    for (let i = 0, from = process.hrtime.bigint(); from < until; i++) {
      writeSync(file, page, 0, 4096, (i % 256) * 4096);
      fdatasyncSync(file);
      const now = process.hrtime.bigint();
      us.push(Number(now - from) / 1000);
      from = now;
    }
  } finally {
    closeSync(file);
    rmSync(path);
  }
  return { perSecond: us.length / (sum(us) / 1e6), p50: median(us) / 1000 };
}

// ---- the table ----

export const number = (x, digits = 0) => (x === undefined || Number.isNaN(x) ? '' : x.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits }));
export const ms = x => number(x, x < 10 ? 2 : x < 100 ? 1 : 0);

// Does it hold? better: 'more' or 'less'.
export function verdict(figure, { least, aim, better = 'more' })
{
  const fine = limit => (better === 'more' ? figure >= limit : figure <= limit);
  return aim !== undefined && fine(aim) ? 'aim reached' : fine(least) ? 'holds' : '**falls short**';
}

function machine(servers)
{
  const [{ model }] = cpus();
  const git = safely(() => execFileSync('git', ['-C', ROOT, 'rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim(), 'unknown');
  const changed = safely(() => execFileSync('git', ['-C', ROOT, 'status', '--porcelain', '--', 'src', 'migrations'], { encoding: 'utf8' }).trim(), '') ? ' and changes' : '';
  const engines = [...new Set(servers.map(engine))].join(', ');
  return `${cpus().length} cores (${model.replace(/\s+/g, ' ').trim()}), ${number(totalmem() / 2 ** 30)} GB; ${engines}; ${new Date().toISOString().slice(0, 10)}, commit ${git}${changed}`;
}
export const engine = server => (server.postgres
  ? 'PostgreSQL ' + safely(() => execFileSync('psql', ['-XAt', server.postgres, '-c', 'SHOW server_version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).split(' ')[0].trim(), '')
  : 'SQLite ' + safely(() => execFileSync('pkg-config', ['--modversion', 'sqlite3'], { encoding: 'utf8' }).trim(), ''));

// A number from the store, asked beside the program that serves it.
export function counted(server, ask)
{
  const text = server.postgres ? execFileSync('psql', ['-XAt', server.postgres, '-c', ask], { encoding: 'utf8' })
    : execFileSync('/usr/bin/python3', ['-c', 'import sqlite3, sys; print(sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True).execute(sys.argv[2]).fetchone()[0])',
      /^store = sqlite:(.*)$/m.exec(server.conf)[1], ask], { encoding: 'utf8' });
  return Number(text);
}
export const households = server => counted(server, 'SELECT count(*) FROM household');
// What is in the store, in words.
export const contents = server => `${number(households(server))} households`;

// columns: heads; rows: lists of cells; notes: lines below. With --write into docs/performance.md between its markers.
export function publish(options, name, { servers, columns, rows, notes = [] })
{
  const line = cells => `| ${cells.join(' | ')} |`;
  const text = [line(columns), line(columns.map((c, i) => (i ? '---:' : '---'))), ...rows.map(line), '', ...notes.flatMap(n => [n, '']), `Measured on ${machine(servers)}.`].join('\n');
  console.log('\n' + text);
  if (!options.write) return;
  const path = join(ROOT, 'docs/performance.md'), doc = readFileSync(path, 'utf8');
  const [from, to] = [`<!-- bench/${name} -->`, `<!-- end of bench/${name} -->`];
  const block = `${from}\n${text}\n${to}`, at = doc.indexOf(from), end = doc.indexOf(to);
  writeFileSync(path, at >= 0 && end > at ? doc.slice(0, at) + block + doc.slice(end + to.length) : `${doc.trimEnd()}\n\n${block}\n`);
}
