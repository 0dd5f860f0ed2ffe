// kill -9 at any moment, under people who write and read. After each the program is started again, and who had no answer sends the same again, with the
// same key. What must hold: what was acknowledged is there, once; nothing is half (a row without its record in the log, its mark of once, its task or
// its version, or one of those without the row); every answer that showed a file has its record in the log; `nabij check` finds nothing.
// On PostgreSQL the server is stopped now and then as well, as its machine would (pg_ctl -m immediate); Nabij goes on by itself when it is back. The
// database is one that would answer before its disk has it (synchronous_commit = off): Nabij must not let it.
//
//   node tests/reliability/kill.mjs --nabij PROGRAM [--store sqlite|postgres] [--rounds N] [--crashes N] [--seed N] [--keep]
//   last line: N passed, M failed
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({ options: {
  nabij: { type: 'string' }, store: { type: 'string', default: 'sqlite' }, rounds: { type: 'string', default: '12' }, crashes: { type: 'string' },
  seed: { type: 'string', default: String(Date.now() % 100000) }, keep: { type: 'boolean' },
} });
if (!options.nabij) throw new Error('--nabij PROGRAM is needed');
const nabij = resolve(options.nabij), ledger = join(dirname(nabij), 'tests/reliability/ledger');
const postgresTool = fileURLToPath(new URL('../postgres.sh', import.meta.url));
const rounds = Number(options.rounds), onPostgres = options.store === 'postgres', crashes = onPostgres ? Number(options.crashes ?? Math.ceil(rounds / 10)) : 0;
const CHECK_EVERY = 50;
const wait = ms => new Promise(done => { setTimeout(done, ms); });
const run = (program, ...args) => execFileSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'pipe'] });

let state = Number(options.seed) >>> 0;
function random(below)          // mulberry32
{
  state = (state + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) % below;
}

let passed = 0, failed = 0;
function say(fine, words)
{
  if (fine) passed++; else failed++;
  console.log(`${fine ? 'ok' : 'not ok'} ${words}`);
}

// ---- the program ----

class Server {
  constructor(folder) { Object.assign(this, { folder, data: join(folder, 'data'), firstPages: [], said: '', down: true }); this.rest(); }
  rest() { this.up = new Promise(done => { this.isUp = done; }); }

  async make()
  {
    const store = [];
    if (onPostgres) {
      this.cluster = mkdtempSync(join(tmpdir(), 'nabij-kill-postgres-'));
      this.conninfo = run(postgresTool, 'start', this.cluster).trim();
      this.sql('CREATE DATABASE nabij_kill');
      this.sql('ALTER DATABASE nabij_kill SET synchronous_commit = off');
      store.push('--store', `postgres:${this.conninfo.replace('dbname=postgres', 'dbname=nabij_kill')}`);
    }
    run(nabij, 'init', '--demo', '--data', this.data, ...store);
    this.people = JSON.parse(run(ledger, 'make', '--data', this.data));
    this.port = await new Promise(done => { const s = createServer().listen(0, '127.0.0.1', () => { const { port } = s.address(); s.close(() => done(port)); }); });
  }
  sql(text) { run('psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', this.conninfo, '-c', text); }

  launch()
  {
    this.process = spawn(nabij, ['serve', '--data', this.data, '--port', String(this.port)], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.process.stderr.on('data', text => { this.said = (this.said + text).slice(-20000); });
    this.ended = new Promise(done => { this.process.on('close', (code, signal) => done(signal ?? code)); });
    this.dead = false;
    this.ended.then(() => { this.dead = true; });
  }
  // Until somebody's page is answered: the household that its professional reads.
  async start()
  {
    const began = performance.now();
    this.launch();
    for (;;) {
      const answer = await send(this, undefined, this.people.nadia, 'GET', `/households/${this.people.nadia.household}`).catch(() => null);
      if (answer?.status === 200) break;
      if (this.dead) throw new Error(`nabij serve does not start: ${this.said.slice(-3000)}`);
      await wait(1);
    }
    this.firstPages.push(performance.now() - began);
    this.down = false;
    this.isUp();
  }
  async kill(signal = 'SIGKILL')
  {
    if (!this.down) this.rest();
    this.down = true;
    this.process.kill(signal);
    const how = await this.ended;
    if (signal === 'SIGKILL' ? how !== 'SIGKILL' : how !== 0) throw new Error(`nabij serve ended by itself (${how}): ${this.said.slice(-5000)}`);
  }
  look() { return JSON.parse(run(ledger, 'look', '--data', this.data)); }
  remove()
  {
    try { if (this.cluster) run(postgresTool, 'stop', this.cluster); } catch { /* it did not get as far */ }
    for (const folder of [this.folder, this.cluster].filter(Boolean))
      if (options.keep) console.log(`kept: ${folder}`);
      else rmSync(folder, { recursive: true, force: true });
  }
}

function send(server, agent, person, method, path, fields, key)
{
  const body = fields && Buffer.from(JSON.stringify(fields));
  const headers = { authorization: `Bearer ${person.token}`, accept: 'application/json', ...(body && { 'content-type': 'application/json', 'content-length': body.length, 'idempotency-key': key }) };
  return new Promise((done, fail) => {
    const sent = request({ host: '127.0.0.1', port: server.port, method, path, headers, agent }, answer => {
      const parts = [];
      answer.on('data', part => parts.push(part));
      answer.on('error', fail);
      answer.on('aborted', () => fail(new Error('cut off')));
      answer.on('end', () => done({ status: answer.statusCode, body: Buffer.concat(parts).toString() }));
    });
    sent.setTimeout(30000, () => sent.destroy(new Error('no answer within half a minute')));
    sent.on('error', fail);
    sent.end(body);
  });
}

// ---- people at work ----

const deeds = [], readings = [];
let numbers = 0, over = false, again = 0, doubles = 0, settled = 0;
const acknowledged = () => settled;

class Worker {
  constructor(server, login) { Object.assign(this, { server, login, person: server.people[login], agent: new Agent({ keepAlive: true, maxSockets: 1 }), made: 0 }); }
  send(...args) { return send(this.server, this.agent, this.person, ...args); }

  // One change, sent until it is acknowledged; now and then once more after that.
  async carryOut(kind, path, fields)
  {
    const deed = { kind, words: Object.values(fields).find(v => /^Proef \d+$/.test(v)), account: this.person.id, key: `sleutel-${numbers}`, acknowledged: false };
    deeds.push(deed);
    for (let tries = 0; !deed.acknowledged; tries++) {
      await this.server.up;
      const answer = await this.send('POST', path, fields, deed.key).catch(() => null);
      if (answer?.status === 200) {
        Object.assign(deed, { acknowledged: true, location: JSON.parse(answer.body).location });
        settled++;
      } else if (answer?.status === 404) {               // the household that it is about was acknowledged
        found.push(`lost: ${path} is not there any more`);
        deeds.splice(deeds.indexOf(deed), 1);
        this.household = undefined;
        return deed;
      } else if (answer && answer.status !== 503) throw new Error(`${this.login}: POST ${path} ${answer.status}: ${answer.body.slice(0, 500)}`);
      else { again++; await wait(5); }
    }
    if (random(10) === 0) {
      const answer = await this.send('POST', path, fields, deed.key).catch(() => null);
      if (answer?.status === 200) {
        doubles++;
        if (JSON.parse(answer.body).location !== deed.location) found.push(`double: the same again has another answer: ${answer.body} and ${deed.location}`);
      }
    }
    return deed;
  }

  async read(path)
  {
    await this.server.up;
    const reading = { account: this.person.id, sent: Date.now(), answered: false };
    readings.push(reading);
    const answer = await this.send('GET', path).catch(() => null);
    reading.got = Date.now();
    reading.answered = answer?.status === 200;
    if (answer && ![200, 503].includes(answer.status)) throw new Error(`${this.login}: GET ${path} ${answer.status}`);
    if (!reading.answered) await wait(10);       // so that its record, if it has one, cannot be taken for the next one's
  }
}

const words = () => `Proef ${++numbers}`;

// A professional: opens a household, writes some things in it, opens the next.
class Professional extends Worker {
  async next()
  {
    const home = `/households/${this.household ?? this.person.household}`;
    if (this.made++ % 12 === 0) {
      const deed = await this.carryOut('household', '/households/new', { name: words() });
      this.household = /\/households\/(\d+)/.exec(deed.location)[1];
      await wait(15);
      return;
    }
    switch (random(4)) {
    case 0: await this.carryOut('step', `${home}/steps`, { title: words(), who_kind: 'family' }); break;
    case 1: await this.carryOut('wish', `${home}/wishes`, { text: words(), whose: 'moeder' }); break;
    case 2: await this.carryOut('note', `${home}/notes`, { text: words(), kind: 'note' }); break;
    default: await this.carryOut('contact', `${home}/contacts`, { note: words(), kind: 'visit', got_through: 'yes' });
    }
  }
}
class Partner extends Worker {
  next() { return this.carryOut('report', '/report', { what: words(), knows: 'no', reporter_kind: 'partner', pattern: 'yes' }); }
}
class Reader extends Worker {
  next() { return this.read(`/households/${this.person.household}`); }
}

async function work(worker)
{
  while (!over) await worker.next();
  worker.agent.destroy();
}

// ---- what must hold ----

const CHANGES = new Set(['/report', '/households/new', '/households/{household}/steps', '/households/{household}/wishes', '/households/{household}/notes', '/households/{household}/contacts']);
const group = (list, name) => { const map = new Map(); for (const one of list) { const n = name(one); if (!map.has(n)) map.set(n, []); map.get(n).push(one); } return map; };

// What is wrong, as sentences.
function wrongs(look)
{
  const wrong = [], kinds = ['report', 'household', 'step', 'wish', 'note', 'contact'];
  const rows = kinds.flatMap(kind => look[kind].map(([file, text, account, at, whole]) => ({ kind, file, text, account, at, whole, when: `${account} ${at}` }))).filter(r => /^Proef /.test(r.text ?? 'Proef') || r.kind !== 'household');
  const log = look.log.map(([record, account, file, at, route, action]) => ({ record, account, file, at, route, action, when: `${account} ${at}` }));
  const changes = log.filter(l => l.action === 'changed' && CHANGES.has(l.route)), once = look.once.map(([account, at, answered]) => ({ answered, when: `${account} ${at}` }));
  const byText = group(rows, r => `${r.kind} ${r.text}`), byDeed = new Map(deeds.map(d => [`${d.kind} ${d.words}`, d]));
  const changesAt = group(changes, c => c.when), onceAt = group(once, o => o.when), rowsAt = group(rows, r => r.when);

  for (const [name, deed] of byDeed) {
    const n = byText.get(name)?.length ?? 0;
    if (deed.acknowledged && n === 0) wrong.push(`lost: ${name} was acknowledged`);
    if (n > 1) wrong.push(`double: ${name} is there ${n} times`);
  }
  for (const r of rows) {
    if (!byDeed.has(`${r.kind} ${r.text}`)) wrong.push(`half: a ${r.kind} that nobody wrote (${r.text})`);
    if (!r.whole) wrong.push(`half: ${r.kind} ${r.text} without what belongs to it`);
    const records = changesAt.get(r.when) ?? [];
    if (new Set(records.map(c => c.record)).size !== 1 || !records.some(c => c.file === r.file)) wrong.push(`half: ${r.kind} ${r.text} has no record in the log`);
    if (onceAt.get(r.when)?.length !== 1 || !onceAt.get(r.when)[0].answered) wrong.push(`half: ${r.kind} ${r.text} has no mark of once`);
  }
  for (const c of changes) if (!rowsAt.has(c.when)) wrong.push(`half: the log has a change on ${c.route} that is not there`);
  for (const o of once) if (!rowsAt.has(o.when)) wrong.push('half: a mark of once without what was done');
  return [...wrong, ...wrongReadings(log.filter(l => l.action === 'read' && l.route === '/households/{household}'))];
}

// Of one person the answers and their records follow each other; an answer that did not come may have a record.
function wrongReadings(log)
{
  const wrong = [], SLACK = 2000, records = group(log, l => l.account);
  for (const [account, list] of group(readings, r => r.account)) {
    const left = [...new Map((records.get(account) ?? []).map(l => [l.record, l.at])).values()].sort((a, b) => a - b);
    for (const r of list) {
      if (r.got === undefined) continue;
      // what was asked before this one by whoever looked whether the program is up
      while (left.length && left[0] < r.sent * 1000 - SLACK) left.shift();
      if (left.length && left[0] <= r.got * 1000 + 1000 + SLACK) left.shift();
      else if (r.answered) wrong.push(`an answer of ${new Date(r.got).toISOString()} has no record in the log`);
    }
  }
  return wrong;
}

let looks = 0, checks = 0;
const found = [];
function examine(server)
{
  looks++;
  found.push(...wrongs(server.look()));
  try { run(nabij, 'check', '--data', server.data); checks++; } catch (error) { found.push(`nabij check: ${error.stdout}${error.stderr}`); }
}

// ---- bad days ----

// People have been at work again: some changes more are acknowledged, and some are under way.
async function busy()
{
  const enough = acknowledged() + 1 + random(25), end = Date.now() + 3000;
  while (acknowledged() < enough && Date.now() < end) await wait(2);
  await wait(random(15));
}

async function killOnce(server, number)
{
  await busy();
  await server.kill();
  if (number % CHECK_EVERY === 0) examine(server);
  if (random(6) === 0) {               // and once more before it has answered anything
    server.launch();
    await wait(random(120));
    await server.kill();
    killedEarly++;
  }
  await server.start();
}
let killedEarly = 0;

// The server of the database stops under it, and comes back; nobody touches Nabij. Milliseconds until a page is answered again.
async function crashOnce(server)
{
  await busy();
  run(postgresTool, 'crash', server.cluster);
  run(postgresTool, 'start', server.cluster);
  const began = performance.now();
  for (;;) {
    const answer = await send(server, undefined, server.people.nadia, 'GET', '/households').catch(() => null);
    if (answer?.status === 200) return performance.now() - began;
    if (performance.now() - began > 30000) throw new Error(`Nabij does not go on after PostgreSQL came back: ${server.said.slice(-3000)}`);
    await wait(5);
  }
}

const middle = list => list.toSorted((a, b) => a - b)[list.length >> 1];
const ms = n => `${Math.round(n)} ms`;

async function badDays(server)
{
  const backs = [];
  await server.start();
  const workers = [new Professional(server, 'sanne'), new Professional(server, 'wim'), new Professional(server, 'joost'), new Partner(server, 'school'),
    new Partner(server, 'club'), new Reader(server, 'otto'), new Reader(server, 'nadia')];
  const trouble = Promise.all(workers.map(work));
  const untilTrouble = promise => Promise.race([promise, trouble.then(() => promise)]);
  for (let n = 1; n <= rounds; n++) {
    await untilTrouble(killOnce(server, n));
    if (crashes && n % Math.ceil(rounds / crashes) === 0) backs.push(await untilTrouble(crashOnce(server)));
  }
  over = true;
  await trouble;
  await server.kill();
  examine(server);
  const answers = readings.filter(r => r.answered).length;
  for (const w of new Set(found)) console.log(`    ${w}`);
  say(!found.length && acknowledged() === deeds.length, `${rounds + killedEarly} times kill -9 (${killedEarly} while it started)${crashes ? ` and ${backs.length} stops of PostgreSQL` : ''} on ${options.store}:`
    + ` of ${deeds.length} changes each is there once and whole, ${answers} answers are in the log, ${again} were sent again without an answer and ${doubles} with one; looked ${looks} times${found.length ? `: ${found.length} wrong` : ''}`);
  say(checks === looks, `nabij check finds nothing, ${checks} times`);
  console.log(`    it took ${Math.round(performance.now() / 1000)} s`);
  console.log(`    start to first page: ${ms(middle(server.firstPages))} in the middle, ${ms(Math.max(...server.firstPages))} at most, of ${server.firstPages.length}`);
  if (crashes) console.log(`    PostgreSQL back to first page: ${ms(middle(backs))} in the middle, ${ms(Math.max(...backs))} at most, of ${backs.length}`);
}

const server = new Server(mkdtempSync(join(tmpdir(), 'nabij-kill-')));
console.log(`# seed ${options.seed}`);
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => {
    server.process?.kill('SIGKILL');
    server.remove();
    process.exit(130);
  });
try {
  await server.make();
  await badDays(server);
} catch (error) {
  say(false, `it came to an end: ${error.stack}\n${server.said.slice(-3000)}`);
}
server.process?.kill('SIGKILL');
await server.ended;
server.remove();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
