// A mail server on loopback (tests/tools/smtpd.mjs) that keeps what it gets.
//   const box = await mailbox(); … box.port, box.mails(), await box.next(); await box.close();
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const server = fileURLToPath(new URL('../tools/smtpd.mjs', import.meta.url));

// The first line of a kept message is what was said outside it: "X-Envelope: FROM TO…".
function mail(path)
{
  const text = readFileSync(path, 'utf8');
  const [from, ...to] = text.slice(0, text.indexOf('\r\n')).replace('X-Envelope: ', '').split(' ');
  return { from, to, text: text.slice(text.indexOf('\r\n') + 2) };
}

export async function mailbox()
{
  const folder = mkdtempSync(join(tmpdir(), 'nabij-mail-'));
  const program = spawn(process.execPath, [server, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  const port = await new Promise((resolve, reject) => {
    program.stdout.on('data', text => resolve(Number(/listening (\d+)/.exec(text)?.[1])));
    program.on('error', reject);
  });
  const mails = () => readdirSync(folder).filter(name => name.endsWith('.eml')).sort().map(name => mail(join(folder, name)));
  let read = 0;
  // The next one that comes; an error when none does.
  const next = async (ms = 20000) => {
    for (const end = Date.now() + ms; Date.now() < end; await new Promise(done => { setTimeout(done, 50); }))
      if (mails().length > read) return mails()[read++];
    throw new Error('no mail came');
  };
  const close = () => new Promise(done => {
    program.on('close', () => { rmSync(folder, { recursive: true, force: true }); done(); });
    program.stdin.end();
  });
  return { port, mails, next, close };
}
