// The n-th failure. Every route of the program is asked once as it should be, and then again with the first, second, third … call of a kind failing:
// an allocation, a write, a sync, an opening (tests/tools/nth.c), until a request passes in which nothing failed. Each time the answer must be a whole
// success or a clean error, and the store must hold all of the change or nothing of it; for want of memory the program may also end and be started
// again. And never a leak: not of a slot, a file descriptor, or memory (the sanitizers' word for it, in a build that has them).
//
//   node tests/reliability/nth-failure.mjs --nabij PROGRAM [--store sqlite|postgres] [--seconds N] [--seed N] [--only WORDS]
//
// In N seconds (default 20) it takes as many routes as it can, in an order that the seed makes; --seconds 0: all of them. Last line: N passed, M failed.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, readFileSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { LAST, VIEWERS, address, least, routes, table } from '../lib/doors.mjs';
import { KINDS, Nth, PLANTS } from '../lib/nth.mjs';
import { Towns } from '../lib/town.mjs';

const { values: options } = parseArgs({ options: { nabij: { type: 'string' }, store: { type: 'string', default: 'sqlite' }, seconds: { type: 'string', default: '20' },
  seed: { type: 'string', default: String(Math.floor(Date.now() / 86400000)) }, only: { type: 'string', default: '' }, says: { type: 'boolean' } } });
if (!options.nabij) throw new Error('--nabij PROGRAM is needed');
const postgres = process.env.NABIJ_TEST_POSTGRES;
const wait = ms => new Promise(done => { setTimeout(done, ms); });
let began = Date.now();                  // set when the towns stand, which on a busy machine takes as long as the tries
const seconds = Number(options.seconds);
const over = () => seconds > 0 && Date.now() - began > seconds * 1000;

// The Mulberry32 generator: the order is the same for the same seed.
let state = Number(options.seed) >>> 0;
function random()
{
  state = (state + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
function shuffled(list)
{
  const all = [...list];
  for (let i = all.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [all[i], all[j]] = [all[j], all[i]];
  }
  return all;
}

// ---- what the store holds, from outside the program ----

const COLUMNS = {
  sqlite: "SELECT m.name || '|' || p.name || '|' || p.type FROM sqlite_schema m, pragma_table_info(m.name) p WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY 1;",
  postgres: "SELECT table_name || '|' || column_name || '|' || data_type FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)"
    + " WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1;",
};
// How the service works by itself: not part of anybody's change.
const APART = ['migration', 'job', 'log'];

class Store {
  constructor(town)
  {
    const [program, args] = options.store === 'postgres' ? ['psql', ['-X', '-q', '-At', `${postgres} dbname=${town.database}`]] : ['sqlite3', ['-batch', join(town.data, 'nabij.db')]];
    this.child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }
  // Killed, so that it does not tidy up after a program that ended.
  async close() { const gone = new Promise(done => { this.child.on('close', done); }); this.child.kill('SIGKILL'); await gone; }
  async ask(query)
  {
    this.child.stdin.write(query + "\nSELECT '-- end';\n");
    const answer = [];
    for (;;) {
      const { value, done } = await this.lines.next();
      assert(!done, 'the store answers');
      if (value === '-- end') return answer;
      answer.push(value);
    }
  }
  // Per table: rows, how many values of each column, how long its texts are together, how often its rows were changed. Ids and moments are left to chance;
  // with the clock of the tests standing still, the same change makes the same difference.
  async shape()
  {
    this.query ??= await this.make();
    return Object.fromEntries((await this.ask(this.query)).map(line => [line.slice(0, line.indexOf('|')), line.slice(line.indexOf('|') + 1).split('|').map(Number)]));
  }
  async make()
  {
    const tables = new Map();
    for (const line of await this.ask(COLUMNS[options.store])) {
      const [table, column, type] = line.split('|');
      if (APART.includes(table)) continue;
      if (!tables.has(table)) tables.set(table, ['count(*)']);
      tables.get(table).push(`count(${column})`);
      if (/^(text|blob|bytea)$/i.test(type)) tables.get(table).push(`coalesce(sum(length(${column})), 0)`);
      if (column === 'version') tables.get(table).push('coalesce(sum(version), 0)');
    }
    return [...tables].map(([table, sums]) => `SELECT '${table}' || '|' || ${sums.join(" || '|' || ")} FROM ${table}`).join(' UNION ALL ')
      + ` UNION ALL SELECT 'log|' || count(*) FROM log WHERE action = 'changed';`;
  }
  // How many requests that read stand in the log, by route and account.
  async reads() { return new Map((await this.ask("SELECT route || ' ' || account_id || '|' || count(DISTINCT record_id) FROM log WHERE action = 'read' GROUP BY route, account_id;")).map(l => l.split('|'))); }
}
const difference = (before, after) => Object.keys(after).filter(t => String(before[t]) !== String(after[t])).map(t => `${t} ${after[t].map((v, i) => v - before[t][i]).join(' ')}`).join('; ');

// ---- a town that is put back as it was ----

class Place {
  constructor(base, number) { Object.assign(this, { base, number, wrong: [], tried: 0, ended: 0, restored: 0, routes: 0 }); }

  async begin()
  {
    const { towns } = this.base;
    this.town = await towns.town({ world: true, serve: false });
    this.original = this.base.data;
    this.nth = new Nth(this.town);
    await this.put_back();
  }
  async put_back()
  {
    const { town } = this;
    await this.store?.close();
    await town.stop(sanitized ? 'SIGINT' : 'SIGKILL');
    if (options.store === 'postgres') {
      town.towns.sql(`DROP DATABASE ${town.database} WITH (FORCE)`);
      town.towns.sql(`CREATE DATABASE ${town.database} TEMPLATE ${this.base.database}`);
    } else {
      for (const name of readdirSync(town.data).filter(n => n !== 'nabij.conf')) rmSync(join(town.data, name), { recursive: true });
      for (const name of readdirSync(this.original).filter(n => n !== 'nabij.conf')) cpSync(join(this.original, name), join(town.data, name), { recursive: true });
    }
    this.restored++;
    await this.up();
  }
  async up()
  {
    await this.town.start({ port: this.town.port });
    this.store = new Store(this.town);
    this.before = await this.store.shape();
  }
  // Ended for want of memory: started again as the machine would.
  async again()
  {
    this.ended++;
    await this.store.close();
    await this.town.stop('SIGKILL');
    await this.town.start({ port: this.town.port });
    this.store = new Store(this.town);
  }

  say(route, words) { this.wrong.push(`${route.name}: ${words}`); }
  // The same person as when the base was made: the sessions are in the store.
  person(viewer)
  {
    const { cookies, account } = this.base.people.get(viewer), person = this.town.visitor(viewer);
    person.account = account;
    person.cookies = new Map(cookies);
    return person;
  }
}

// ---- one route ----

// Of PostgreSQL a library that found no memory may wait for an answer that it dropped itself: half a minute, and then a 503 (docs/reliability.md).
const ANSWER_MS = options.store === 'postgres' ? 45000 : 15000;
const success = status => status >= 200 && status < 400;
// Whoever may come; best who may also read there.
function viewer_of(route)
{
  const cells = table.rows.get(route.name) ?? {};
  return Object.keys(VIEWERS).find(v => cells[v] === 'yes') ?? Object.keys(VIEWERS).find(v => cells[v] === 'own' && v !== 'link') ?? 'nobody';
}

class Visit {
  constructor(place, route)
  {
    Object.assign(this, { place, route, viewer: viewer_of(route) });
    this.ids = { ...place.town.world.ids, staff: place.town.world.people.joost.id };
    this.path = address(route.path, this.ids, 'real');
    this.changes = route.method === 'POST';
    this.fine = 0;
  }
  get key() { return `${this.route.path} ${this.place.base.people.get(this.viewer).account?.id}`; }

  async send(once = 'eenmaal')
  {
    const person = this.place.person(this.viewer), { town } = this.place;
    const fields = this.changes ? { csrf: this.place.base.people.get(this.viewer).csrf, once, ...least(this.route, this.ids, town, person) } : undefined;
    this.words = fields && !Object.keys(fields).some(name => /password/.test(name)) && Object.values(fields).includes('Iets');      // a password is never kept
    const body = fields && { type: 'application/x-www-form-urlencoded', bytes: Buffer.from(new URLSearchParams(fields).toString()) };
    try { return await person.send(this.route.method, this.path, body, { timeout: ANSWER_MS }); } catch (error) { return { status: 0, body: error.message, headers: {} }; }
  }

  // As it should be: what it answers, and what that does to the store.
  async reference()
  {
    const answer = await this.send();
    this.status = answer.status;
    this.whole = this.changes ? difference(this.place.before, await this.place.store.shape()) : '';
    if (success(answer.status)) this.fine++;
    if (this.whole) await this.place.put_back();
    return answer;
  }

  // One request in which the n-th call fails. False: nothing failed any more.
  async with_failure(kind, n, how)
  {
    const { place, route } = this;
    if (options.says) place.nth.says(1);
    const said = place.town.said.length;
    place.nth.arm(kind, n, how);
    const answer = await this.send();
    const { failed } = place.nth.disarm();
    place.tried++;
    const what = `the ${n}${n === 1 ? 'st' : n === 2 ? 'nd' : n === 3 ? 'rd' : 'th'} ${kind}${how.more ? ' and all after it' : ''} failed (${how.error})`;
    const died = answer.status === 0 && await this.died(kind, what);
    if (died) await place.again();
    if (answer.status === 0 && !died && (kind !== 'allocation' || /no answer within/.test(answer.body))) place.say(route, `${what}: no answer (${answer.body})`);
    const done = this.changes ? difference(place.before, await place.store.shape()) : '';
    const wrong = place.wrong.length;
    this.judge(answer, done && await this.lost(answer, done, what) ? '' : done, failed, what);
    if (options.says && place.wrong.length > wrong) place.say(route, `${what}: the program said: ${place.town.said.slice(said)}`);
    if (this.changes && done) await place.put_back();
    return failed > 0;
  }
  // Of PostgreSQL the answer to a commit can be lost on the way, here for want of memory: then what stands is whole, and sent again it counts once.
  async lost(answer, done, what)
  {
    if (options.store !== 'postgres' || answer.status !== 503 || done !== this.whole) return false;
    const again = await this.send(), after = difference(this.place.before, await this.place.store.shape());
    if (again.status !== this.status || after !== done) this.place.say(this.route, `${what}: it said 503, and stored it all; sent again it said ${again.status}, and the store holds: ${after}`);
    return true;
  }
  // How the program ended; undefined: it answers.
  async ended()
  {
    for (let tries = 0; tries < 100; tries++) {
      const how = await Promise.race([this.place.town.ended, wait(50)]);
      if (how) return how;
      if (await this.place.town.visitor().get('/healthz').then(page => page.status === 200, () => false)) return undefined;
    }
    return { signal: 'nothing: it hangs' };
  }
  async died(kind, what)
  {
    const how = await this.ended();
    if (!how) return false;
    const said = this.place.town.said.slice(-3000);
    if (kind !== 'allocation' || how.signal !== 'SIGABRT' || /Sanitizer|runtime error/.test(said)) this.place.say(this.route, `${what}: the program ended (${how.signal ?? how.code}): ${said.slice(-700)}`);
    return true;
  }
  judge({ status, body }, done, failed, what)
  {
    const { place, route, whole } = this, say = words => place.say(route, `${what}: ${words}`);
    if (status === 429) return;        // asked too often, and the form is remembered as having come
    if (!failed && status !== this.status) say(`but nothing failed, and it answered ${status} in place of ${this.status}`);
    if (done && done !== whole) say(`half a change: ${done}; a whole one is: ${whole}`);
    if (status === 0) return;
    if (success(status) && status === this.status) {
      this.fine++;
      if (done !== whole) say(`it said ${status} and did ${done ? 'half' : 'nothing'}: ${done}; a whole change is: ${whole}`);
    } else if (status === 503) {
      if (done) say(`it said 503, and stored: ${done}`);
      if (this.words && !/<input type="hidden" name="[^"]*" value="Iets"/.test(body) && !/>Iets</.test(body) && !/value="Iets"/.test(body)) say(`503, and what was typed is not on the page: ${body.slice(0, 200)}`);
    } else if (status !== this.status) say(`it answered ${status}: ${body.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').slice(0, 200)}`);
  }

  // All slots must be there still: eight at once.
  async eight()
  {
    const answers = await Promise.all(Array.from({ length: 8 }, () => this.place.person(this.viewer).send('GET', this.changes ? '/' : this.path, undefined, { timeout: 10000 }).catch(e => ({ status: e.message }))));
    const bad = answers.find(a => !success(a.status) && a.status !== this.status);
    if (bad) this.place.say(this.route, `afterwards eight at once are answered ${bad.status}`);
    if (!this.changes) this.fine += answers.filter(a => success(a.status)).length;
  }
}

// The allocations of a page are many and much alike: the first ones all, then fewer and fewer, each time others.
function* numbers(kind)
{
  for (let n = 1; ; n += kind !== 'allocation' || n < 12 ? 1 : 1 + Math.floor(random() * n * (seconds ? 0.6 : 0.25))) yield n;
}
const HOW = { allocation: [{ error: 'ENOMEM' }], write: [{ error: 'ENOSPC' }, { error: 'EIO', more: 1000 }], sync: [{ error: 'EIO' }], open: [{ error: 'EMFILE' }] };

async function visit(place, route, failures = HOW)
{
  const v = new Visit(place, route);
  const said = await v.reference();
  if (said.status === 0) place.say(route, `no answer: ${said.body}`);
  for (const [kind, ways] of Object.entries(failures))
    for (const how of ways)
      for (const n of numbers(kind)) {
        if (!await v.with_failure(kind, n, how)) break;
        if (place.wrong.length > 20 || (failures === HOW && over())) break;
      }
  await v.eight();
  if (!v.changes && v.fine) place.seen.set(v.key, (place.seen.get(v.key) ?? 0) + v.fine);
  place.routes++;
}

// ---- all of it ----

// Files that are open, apart from those of the store, which each slot opens when it is first used; how much memory is in use.
const NAMES = pid => readdirSync(`/proc/${pid}/fd`).flatMap(fd => { try { return [readlinkSync(`/proc/${pid}/fd/${fd}`)]; } catch { return []; } }).filter(name => name.startsWith('/'));
const of_store = name => /nabij\.db(-wal)?$/.test(name);
const procs = pid => ({ store: NAMES(pid).filter(of_store).length, files: NAMES(pid).filter(n => !of_store(n)).length, kilobytes: Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) });
// Whoever is shown something stands in the log: no log, no data. Folding takes a second.
async function logged(place)
{
  const folded = () => readdirSync(join(place.town.data, 'spool/spool')).every(name => !name.endsWith('.log'));
  for (let tries = 0; tries < 100 && !folded(); tries++) await wait(100);
  if (!folded()) place.wrong.push('what was read does not get into the log');
  const reads = await place.store.reads();
  for (const [key, n] of place.seen)
    if (reads.has(key) && Number(reads.get(key)) < n) place.wrong.push(`${key}: shown ${n} times, ${reads.get(key)} of them in the log`);
}

// Eight that read, the writer, the checkpointer, and what SQLite keeps aside of those that were closed while others had locks; each the store and its log.
const STORE_CONNECTIONS = 14;
async function reading(place, list)
{
  let at;
  place.seen = new Map();
  for (const route of list) {
    if (over() || place.wrong.length > 20) break;
    await visit(place, route);
    at = at?.pid === place.town.process.pid ? at : { pid: place.town.process.pid, ...procs(place.town.process.pid) };
  }
  await logged(place);
  if (!at) return;
  await wait(1200);
  const now = procs(at.pid);
  if (now.files > at.files + 2) place.wrong.push(`open files: ${at.files} in the beginning, ${now.files} in the end`);
  if (now.store > 2 * STORE_CONNECTIONS) place.wrong.push(`the store is open ${now.store} times`);
  if (!sanitized && now.kilobytes > at.kilobytes + 32768) place.wrong.push(`memory: ${at.kilobytes} KiB in the beginning, ${now.kilobytes} KiB in the end`);
}

async function writing(place, list)
{
  for (const route of list) {
    if (over() || place.wrong.length > 20) break;
    await visit(place, route);
  }
}

// ---- a group of changes ----

// Sixteen write at once, in groups of one commit each, and a write or a sync of the store fails: those that were told so are not there, the others are.
async function group(place)
{
  const route = { method: 'POST', path: '/households/{household}/contacts', name: 'sixteen at once' }, { store } = place;
  const v = new Visit(place, { ...route, ...place.base.list.find(r => r.name === `POST ${route.path}`) });
  const all = async () => (await store.ask("SELECT (SELECT count(*) FROM contact) || ' ' || (SELECT count(*) FROM log WHERE action = 'changed' AND route = '/households/{household}/contacts');"))[0].split(' ').map(Number);
  let before = await all(), refused = 0, acknowledged = 0;
  for (const [kind, most, how] of [['write', 40, { error: 'ENOSPC' }], ['write', 40, { error: 'EIO', more: 1000 }], ['sync', 6, { error: 'EIO' }], ['sync', 6, { error: 'EIO', more: 1000 }]])
    for (let n = 1; n <= most && place.wrong.length < 20; n++) {
      if (kind === 'write' && seconds && n % 4) continue;
      place.nth.arm(kind, n, how);
      const answers = await Promise.all(Array.from({ length: 16 }, (_, i) => v.send(`${kind}-${n}-${how.error}-${how.more ?? 0}-${i}`)));
      place.nth.disarm();
      const fine = answers.filter(a => a.status === 303).length, not = answers.filter(a => a.status === 503).length;
      const after = await all(), [rows, logged] = after.map((value, i) => value - before[i]), what = `sixteen at once, the ${n}. ${kind}${how.more ? ' and all after it' : ''} failed`;
      if (fine + not !== 16) place.wrong.push(`${what}: answers ${answers.map(a => a.status).join(' ')}`);
      if (rows !== fine || logged !== fine) place.wrong.push(`${what}: ${fine} were told that it was stored, ${rows} are there, ${logged} in the log`);
      before = after;
      refused += not;
      acknowledged += fine;
      place.tried++;
    }
  if (!refused || !acknowledged) place.wrong.push(`of the groups ${acknowledged} changes were stored and ${refused} refused: nothing was tried`);
  return `${acknowledged} changes stored, ${refused} refused`;
}

// ---- planted defects ----

// PostgreSQL writes its own files, elsewhere: only the log is written by us there.
// A program that does not look at what a write returns, and one whose handler goes on after a statement that did not run: each must be noticed.
const PLANTED = [
  ['a record of the log whose write is not looked at', 'GET /households/{household}', { write: [{ error: 'EIO' }] }, PLANTS.LIE, /shown \d+ times, \d+ of them in the log/],
  ['a statement that did not run, and nobody looked', 'POST /households/{household}/contacts', { statement: [{ error: 'EIO' }] }, PLANTS.NONE, /half a change|did nothing/],
  ['a store whose write is not looked at', 'POST /households/{household}/contacts', { write: [{ error: 'EIO', more: 1000 }] }, PLANTS.LIE, /half|nothing|answered|503/],
];
async function planted(place, [, name, failures, plant])
{
  place.seen = new Map();
  place.nth.plant(plant);
  await visit(place, place.base.list.find(r => r.name === name), failures).catch(error => place.wrong.push(error.message));
  place.nth.plant(PLANTS.NONE);
  await logged(place);
  await place.put_back();
}

async function base_of(towns)
{
  const town = await towns.town({ world: true }), people = new Map();
  const list = await routes(town), needed = new Set(list.map(viewer_of));
  for (const [viewer, login] of Object.entries(VIEWERS).filter(([v]) => needed.has(v))) {
    const person = login ? await town.signIn(login) : town.visitor(viewer);
    const form = await person.get(login ? '/account/secure' : '/sign-in');
    person.cookies.set('nabij_in', town.world.ids.household);
    people.set(viewer, { cookies: [...person.cookies], account: person.account, csrf: form.one('input[name=csrf]').getAttribute('value') });
  }
  await wait(2500);                    // the jobs of the first minute are over
  await town.stop();
  return { towns, people, data: town.data, database: town.database, list };
}

const towns = new Towns({ nabij: resolve(options.nabij), store: options.store, postgres });
const sanitized = /libasan|asan_init/.test(readFileSync(resolve(options.nabij), 'latin1'));
if (sanitized) delete HOW.allocation;
let passed = 0, failed = 0, grouped;
const report = (fine, words) => { console.log(`${fine ? 'ok' : 'not ok'} ${words}`); fine ? passed++ : failed++; };

try {
  const base = await base_of(towns);
  const late = r => LAST.findIndex(p => p.test(r.path)) + 1;
  const list = shuffled(base.list.filter(r => r.name.includes(options.only))).sort((a, b) => (seconds ? 0 : late(a) - late(b)));
  const halves = [list.filter(r => r.method === 'GET'), list.filter(r => r.method === 'POST')];
  // Two that read and two that write take from the same lists.
  const ways = [reading, reading, writing, writing], standing = ways.map((_, i) => new Place(base, i));
  await Promise.all(standing.map(place => place.begin()));
  began = Date.now();
  const places = await Promise.all(standing.map(async (place, i) => {
    const way = ways[i], rest = halves[way === reading ? 0 : 1];
    await way(place, { *[Symbol.iterator]() { for (let route; (route = rest.shift());) yield route; } });
    if (i === 3 && options.store === 'sqlite') grouped = await group(place);
    await place.store.close();
    await place.town.stop();
    return place;
  }));
  const place = new Place(base, 4);
  await place.begin();
  const sum = name => places.reduce((all, p) => all + p[name], 0);
  const wrong = places.flatMap(p => p.wrong);
  report(sum('routes') > 0 && !wrong.length, `the n-th failure, seed ${options.seed}: ${sum('routes')} of ${list.length} routes, ${sum('tried')} failures, ${sum('ended')} ended for want of memory and started again, `
    + `${sum('restored')} times put back${wrong.length ? `\n    ${wrong.slice(0, 40).join('\n    ')}` : ''}`);
  if (grouped) report(true, `groups of changes: ${grouped}`);
  for (const plan of PLANTED.filter((p, i) => options.store === 'sqlite' || i === 0)) {
    place.wrong = [];
    await planted(place, plan);
    const noticed = place.wrong.find(w => plan[4].test(w));
    report(noticed, `planted: ${plan[0]}, is noticed: ${(noticed ?? place.wrong[0] ?? 'not at all').slice(0, 200)}`);
  }
  await place.store.close();
  await place.town.stop('SIGKILL');
} catch (error) {
  report(false, error.stack ?? String(error));
}
await towns.end();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
