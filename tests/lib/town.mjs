// A town to test with: a data folder of its own, the program serving it on a free port, a clock that the test sets, and the people in it.
import { spawn, execFileSync } from 'node:child_process';
import { createServer } from 'node:net';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Person } from './person.mjs';

export const NOON = '2026-11-23T12:00:00+01:00';       // a Monday in Amsterdam: what a town's clock says unless told otherwise

const freePort = () => new Promise((resolve, reject) => {
  const server = createServer();
  server.on('error', reject);
  server.listen(0, '127.0.0.1', () => { const { port } = server.address(); server.close(() => resolve(port)); });
});
const wait = ms => new Promise(done => { setTimeout(done, ms); });

// Where towns come from: made once with and once without the demo, then copied. `store`: 'sqlite' or 'postgres' (with `postgres`: a conninfo of a
// server where databases may be made).
export class Towns {
  constructor({ nabij, store = 'sqlite', postgres, keep = false })
  {
    Object.assign(this, { nabij, store, postgres, keep });
    this.folder = mkdtempSync(join(tmpdir(), 'nabij-test-'));
    this.made = new Map();             // 'demo at MOMENT' → { folder, database }
    this.running = new Set();
    this.count = 0;
  }

  sql(text, database = 'postgres') { execFileSync('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', `${this.postgres} dbname=${database}`, '-c', text], { stdio: ['ignore', 'ignore', 'pipe'] }); }

  // A town as it was just made. options: demo (true: the made-up town; false: only what `nabij init` makes), world (true: in place of the made-up town the
  // small world of tests/world/world.c: town.world says who and what), clock (ISO moment), serve (false: no server).
  async town({ demo = true, world = false, clock = NOON, serve = true } = {})
  {
    const key = `${world ? 'world' : demo ? 'demo' : 'empty'} at ${clock}`;
    if (!this.made.has(key)) this.made.set(key, this.make(demo || world, world, clock));
    const original = this.made.get(key);
    const number = ++this.count, data = join(this.folder, `town-${number}`), database = `nabij_town_${process.pid}_${number}_end`;
    cpSync(original.data, data, { recursive: true });
    if (this.store === 'postgres') this.sql(`CREATE DATABASE ${database} TEMPLATE ${original.database}`);
    rename(data, [[original.data + '/', data + '/'], [original.database, database]]);
    const town = new Town(this, { data, database, clock });
    town.world = original.world;
    if (serve) await town.start();
    return town;
  }

  make(demo, world, clock)
  {
    const number = ++this.count, data = join(this.folder, `original-${number}`), database = `nabij_made_${process.pid}_${number}_end`;
    if (this.store === 'postgres') this.sql(`CREATE DATABASE ${database}`);
    const town = new Town(this, { data, database, clock });
    town.must('init', ...(demo ? ['--demo'] : []), ...(this.store === 'postgres' ? ['--store', `postgres:${this.postgres} dbname=${database}`] : []));
    if (demo && !world) town.must('demo');
    return { data, database, world: world ? town.ask('fill') : undefined };
  }

  async end()
  {
    await Promise.all([...this.running].map(town => town.stop()));
    if (!this.keep) rmSync(this.folder, { recursive: true, force: true });
  }
}

// The folder's own settings say where its store is; a copied folder has a copied store.
function rename(folder, pairs)
{
  const path = join(folder, 'nabij.conf');
  writeFileSync(path, pairs.reduce((text, [from, to]) => text.replaceAll(from, to), readFileSync(path, 'utf8')));
}

export class Town {
  constructor(towns, { data, database, clock })
  {
    Object.assign(this, { towns, data, database });
    this.clockFile = data + '.clock';
    this.env = { ...process.env, NABIJ_TEST_CLOCK: this.clockFile, ASAN_OPTIONS: 'detect_leaks=1:abort_on_error=0', UBSAN_OPTIONS: 'print_stacktrace=1:halt_on_error=1' };
    this.said = '';
    this.setClock(clock);
  }

  // ---- time ----
  // The file is always whole: the program reads it while it serves.
  setClock(moment)
  {
    this.moment = new Date(moment);
    writeFileSync(this.clockFile + '.new', this.moment.toISOString().replace(/\.\d+Z$/, 'Z') + '\n');
    renameSync(this.clockFile + '.new', this.clockFile);
  }
  // forward({ days: 2, hours: 3, minutes: 5, seconds: 1 })
  forward({ days = 0, hours = 0, minutes = 0, seconds = 0 }) { this.setClock(this.moment.getTime() + (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000); }
  now() { return this.moment; }
  // "2026-11-25": the day so many days from now, in Amsterdam.
  day(days = 0) { return new Date(this.moment.getTime() + days * 86400000).toLocaleDateString('sv-SE', { timeZone: 'Europe/Amsterdam' }); }

  // ---- the program ----
  // nabij COMMAND …: answers { code, out, err }. options.input: what it reads; options.timeout: ms.
  cli(...args)
  {
    const options = typeof args.at(-1) === 'object' ? args.pop() : {};
    try {
      const out = execFileSync(this.towns.nabij, [...args, '--data', this.data], { env: this.env, input: options.input ?? '', encoding: 'utf8', stdio: 'pipe', timeout: options.timeout ?? 300000, maxBuffer: 1 << 28 });
      return { code: 0, out, err: '' };
    } catch (failed) {
      if (failed.status === null || failed.status === undefined) throw failed;
      return { code: failed.status, out: failed.stdout, err: failed.stderr };
    }
  }
  // What the small world says (tests/world/world.c): 'fill' makes it, 'log' is all that was logged (of a town that does not serve).
  ask(what) { return JSON.parse(execFileSync(join(dirname(this.towns.nabij), 'tests/world/world'), [what, '--data', this.data], { env: this.env, encoding: 'utf8', maxBuffer: 1 << 28 })); }
  // A number from the store, asked beside the program that serves it.
  number(query)
  {
    const out = this.towns.store === 'postgres' ? execFileSync('psql', ['-X', '-At', `${this.towns.postgres} dbname=${this.database}`, '-c', query], { encoding: 'utf8' })
      : execFileSync('sqlite3', ['-readonly', join(this.data, 'nabij.db'), query], { encoding: 'utf8' });
    return Number(out.trim());
  }
  must(...args)
  {
    const { code, out, err } = this.cli(...args);
    if (code) throw new Error(`nabij ${args.join(' ')}: exit ${code}\n${err}${out}`);
    return out;
  }

  async start({ port, args = [] } = {})
  {
    this.port = port ?? await freePort();
    this.url = `http://127.0.0.1:${this.port}`;
    this.process = spawn(this.towns.nabij, ['serve', '--data', this.data, '--port', String(this.port), ...args], { env: { ...this.env, ...this.serving }, stdio: ['ignore', 'pipe', 'pipe'] });
    this.towns.running.add(this);
    this.ended = new Promise(done => { this.process.on('close', (code, signal) => done({ code, signal })); });
    for (const stream of [this.process.stdout, this.process.stderr]) stream.on('data', text => { this.said += text; });
    const gone = this.ended.then(({ code }) => { throw new Error(`nabij serve ended (${code}):\n${this.said.slice(-4000)}`); });
    gone.catch(() => {});
    await Promise.race([this.answers(), gone]);
    return this;
  }
  async answers()
  {
    const somebody = this.visitor();
    for (let tries = 0; tries < 600; tries++) {
      try { await somebody.get('/healthz'); return; } catch { await wait(50); }
    }
    throw new Error(`nabij serve does not answer:\n${this.said.slice(-4000)}`);
  }
  // Stops it as Ctrl-C does; what the sanitizers found becomes an error here.
  async stop(signal = 'SIGINT')
  {
    if (!this.process) return;
    this.process.kill(signal);
    const late = setTimeout(() => this.process.kill('SIGKILL'), 20000);
    const { code, signal: by } = await this.ended;
    clearTimeout(late);
    this.process = undefined;
    this.towns.running.delete(this);
    if (signal !== 'SIGKILL' && (code !== 0 || /ERROR: (Address|Leak)Sanitizer|runtime error:/.test(this.said)))
      throw new Error(`nabij serve ended with ${code ?? by}:\n${this.said.slice(-6000)}`);
  }
  async restart(options) { await this.stop(); return this.start({ port: this.port, ...options }); }

  // ---- people ----
  // The demo's sign-ins: [{ kind, name, login, password }].
  get accounts() { return (this.known ??= JSON.parse(this.must('demo', 'accounts', '--json'))); }
  account(wanted)
  {
    const found = this.world?.people[wanted] ?? this.accounts.find(a => [a.kind, a.login, a.name].includes(wanted));
    if (!found) throw new Error(`nobody in the demo is called ${wanted}; there are: ${this.accounts.map(a => `${a.kind} ${a.login}`).join(', ')}`);
    return found;
  }
  // Somebody who is not signed in.
  visitor(name = 'a visitor') { return new Person(this, { name }); }
  // By kind, login or name in the demo, or { login, password, name, totp }. Afterwards the person's .start is the page that followed.
  async signIn(who)
  {
    const person = new Person(this, typeof who === 'string' ? this.account(who) : { name: who.login, ...who });
    person.start = await person.signIn();
    return person;
  }
  // A program with an API token, speaking JSON.
  client(token, name = 'a program')
  {
    const person = new Person(this, { name });
    person.headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
    return person;
  }

  file(name, content)
  {
    const path = join(this.towns.folder, name);
    mkdirSync(join(path, '..'), { recursive: true });
    if (content !== undefined) writeFileSync(path, content);
    return path;
  }
  exists(name) { return existsSync(join(this.data, name)); }
}
