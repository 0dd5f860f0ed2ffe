// Starting and stopping: what goes wrong around the program is said clearly, and nothing is half done.
import { createServer } from 'node:net';
import { chmodSync, cpSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { story, assert } from './lib.mjs';

const empty = { demo: false, serve: false };
const refuses = (answer, code, ...words) => {
  assert.equal(answer.code, code, answer.err || answer.out);
  for (const word of words) assert.match(answer.err, word);
};

story('the front door is open, and what is not there is a 404', { demo: false }, async town => {
  const visitor = town.visitor();
  (await visitor.get('/')).is(200).link('/sign-in');
  (await visitor.get('/nothing/here')).is(404);
  (await visitor.get('/today')).sees('Inloggen');
  const after = await (await visitor.get('/sign-in')).form('password').submit({ login: 'nobody', password: 'wrong horse battery' });
  assert.equal(after.status, 422);
  assert(after.errors.length, 'it says what is wrong');
});

story('an asset with its own version may be kept for good, another not', { demo: false }, async town => {
  const visitor = town.visitor();
  const [address] = (await visitor.get('/')).body.match(/\/assets\/nabij\.css\?v=\w+/);
  assert.match((await visitor.get(address)).headers['cache-control'], /immutable/);
  assert.doesNotMatch((await visitor.get('/assets/nabij.css?v=0000000000000000')).headers['cache-control'], /immutable/);
  assert.equal((await visitor.get('/assets/../nabij.conf')).status >= 400, true);
});

story('no page may load or run anything from elsewhere', { demo: false }, async town => {
  const { headers } = await town.visitor().get('/sign-in');
  const policy = headers['content-security-policy'];
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /unsafe|https?:|\*/);
  assert.match(headers['cache-control'], /no-store/);
  assert.equal(headers['x-content-type-options'], 'nosniff');
});

story('a port that is taken is said', empty, async town => {
  const other = createServer();
  await new Promise(done => { other.listen(0, '127.0.0.1', done); });
  const { port } = other.address();
  refuses(town.cli('serve', '--port', String(port)), 1, new RegExp(String(port)));
  await new Promise(done => { other.close(done); });
});

story('a second service on the same folder is refused: it would fold away what the first is writing', { demo: false }, async town => {
  refuses(town.cli('serve', '--port', '0'), 1, /in use: another process serves from this folder/);
  (await town.visitor().get('/sign-in')).is(200);
});

story('a folder that is not there is said, with what to do', empty, async town => {
  const data = town.data;
  town.data = join(data, 'elsewhere');
  refuses(town.cli('serve', '--port', '0'), 1, /nabij init/);
  town.data = data;
});

story('what exists is never overwritten by init', empty, async town => {
  refuses(town.cli('init'), 1, /already/);
});

story('a lost master key is refused at start', empty, async town => {
  rmSync(join(town.data, 'keys', 'master.key'));
  refuses(town.cli('serve', '--port', '0'), 1, /master/i);
});

story('a wrong master key is refused at start', empty, async town => {
  const key = join(town.data, 'keys', 'master.key');
  chmodSync(key, 0o600);
  writeFileSync(key, 'ab'.repeat(32) + '\n');
  refuses(town.cli('serve', '--port', '0'), 1, /master/i);
});

story('a master key that others can read is refused at start', empty, async town => {
  chmodSync(join(town.data, 'keys', 'master.key'), 0o644);
  refuses(town.cli('serve', '--port', '0'), 1, /master/i);
});

story('a database that is not one is refused, and stays as it is', { ...empty, only: ['sqlite'] }, async town => {
  const database = join(town.data, 'nabij.db');
  renameSync(database, database + '.whole');
  for (const more of ['-wal', '-shm']) rmSync(database + more, { force: true });
  writeFileSync(database, 'this is no database, whatever its name is. '.repeat(400));
  assert.notEqual(town.cli('serve', '--port', '0').code, 0);
  cpSync(database + '.whole', database);
  await town.start();
});

story('Ctrl-C stops it cleanly, and it starts again', { demo: false }, async town => {
  await town.restart();
  (await town.visitor().get('/healthz')).is(200);
  await town.stop('SIGTERM');
});
