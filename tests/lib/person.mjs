// Somebody with a browser of their own: keeps cookies, follows redirects, sends what a browser sends. Without scripts, as every page must work.
import { request } from 'node:http';
import { createHmac } from 'node:crypto';
import { Page } from './page.mjs';

export class Person {
  constructor(town, account = {})
  {
    this.town = town;
    this.account = account;
    this.name = account.name ?? 'somebody';
    this.cookies = new Map();
    this.headers = {};                 // sent with every request, e.g. { authorization: 'Bearer …' }
  }

  get(path, options = {}) { return this.go('GET', path, undefined, options); }
  // The same page as the API answers it.
  json(path, options = {}) { return this.get(path, { ...options, headers: { accept: 'application/json', ...options.headers } }); }

  // `fields`: an object or pairs; a value { filename, type, content } is a file.
  post(path, fields = {}, options = {})
  {
    const lines = value => (typeof value === 'object' ? value : String(value).replace(/\r?\n/g, '\r\n'));      // as browsers send them
    const pairs = (Array.isArray(fields) ? fields : Object.entries(fields)).map(([name, value]) => [name, lines(value)]);
    const body = options.multipart ? multipart(pairs) : { type: 'application/x-www-form-urlencoded', bytes: Buffer.from(new URLSearchParams(pairs).toString()) };
    return this.go('POST', path, body, options);
  }
  postJson(path, data, options = {})
  {
    return this.go('POST', path, { type: 'application/json', bytes: Buffer.from(JSON.stringify(data)) }, { ...options, headers: { accept: 'application/json', ...options.headers } });
  }

  // One request and the redirects after it (options.follow === false: the answer itself). `body`: {type, bytes}.
  async go(method, path, body, options = {})
  {
    const trail = [];
    let answer;
    for (let hops = 0; hops < 8; hops++) {
      answer = await this.send(method, path, body, options);
      trail.push(`${answer.status} ${path}`);
      const to = answer.headers.location;
      if (!to || answer.status < 300 || answer.status > 399 || options.follow === false) break;
      const next = new URL(to, this.town.url + path);
      if (next.origin !== this.town.url) break;
      path = next.pathname + next.search;
      [method, body] = ['GET', undefined];
    }
    return new Page(this, { ...answer, path, trail });
  }

  send(method, path, body, options)
  {
    const headers = { accept: 'text/html', 'accept-language': 'nl', ...this.headers, ...options.headers };
    if (this.cookies.size) headers.cookie = [...this.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
    if (body) Object.assign(headers, { 'content-type': body.type, 'content-length': body.bytes.length });
    if (method !== 'GET') headers.origin ??= this.town.url;
    headers['sec-fetch-site'] ??= 'same-origin';
    return new Promise((resolve, reject) => {
      const sent = request(this.town.url + path, { method, headers, agent: options.agent }, answer => {
        const parts = [];
        answer.on('data', part => parts.push(part));
        answer.on('error', reject);
        answer.on('end', () => {
          this.keep(answer.headers['set-cookie'] ?? []);
          const bytes = Buffer.concat(parts);
          resolve({ status: answer.statusCode, headers: answer.headers, bytes, body: bytes.toString('utf8') });
        });
      });
      sent.setTimeout(options.timeout ?? 60000, () => sent.destroy(new Error(`no answer within a minute: ${method} ${path}`)));
      sent.on('error', reject);
      sent.end(body?.bytes);
    });
  }

  keep(lines)
  {
    for (const line of lines) {
      const [pair, ...attributes] = line.split(';');
      const at = pair.indexOf('=');
      const name = pair.slice(0, at).trim(), value = pair.slice(at + 1).trim();
      if (!value || attributes.some(a => /^\s*max-age=0\s*$/i.test(a))) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }

  // Signs in with this account through the pages, second factor too when the account has one. Answers the page that follows.
  async signIn()
  {
    this.cookies.clear();
    const page = await this.get('/sign-in');
    const form = page.form('password');
    const login = form.controls().find(c => !['hidden', 'password', 'checkbox'].includes(c.getAttribute('type'))).getAttribute('name');
    let after = await form.submit({ [login]: this.account.login, password: this.account.password });
    if (this.account.totp && after.has('code')) after = await after.form('code').submit({ code: totp(this.account.totp, this.town.now()) });
    if (after.path.startsWith('/sign-in')) throw new Error(`${this.name} could not sign in: ${after.text.slice(0, 300)}`);
    return after;
  }

  get signedIn() { return this.cookies.size > 0; }
  // A second browser of the same person.
  elsewhere() { return new Person(this.town, this.account); }
}

function multipart(pairs)
{
  const boundary = 'boundary' + Math.random().toString(36).slice(2);
  const parts = pairs.flatMap(([name, value]) => {
    const file = typeof value === 'object';
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file ? `; filename="${value.filename}"\r\nContent-Type: ${value.type ?? 'application/octet-stream'}` : ''}\r\n\r\n`;
    return [Buffer.from(head), Buffer.from(file ? value.content : value), Buffer.from('\r\n')];
  });
  return { type: `multipart/form-data; boundary=${boundary}`, bytes: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]) };
}

// The six digits of a moment (RFC 6238: SHA-1, 30 seconds) from a secret in base32.
export function totp(secret, date)
{
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret.replace(/[\s=]/g, '').toUpperCase()].map(c => alphabet.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map(b => parseInt(b, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(date.getTime() / 30000)));
  const hash = createHmac('sha1', key).update(counter).digest();
  const at = hash[19] & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1000000).padStart(6, '0');
}
