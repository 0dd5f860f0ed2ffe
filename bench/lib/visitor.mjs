// Somebody with a browser, as far as a bench needs one: cookies, the token of a form, signing in. One connection, kept alive.
import { Agent, request } from 'node:http';

export const PASSWORD = 'samen-in-veldendam';          // of everybody in a demo: `nabij demo accounts`

export class Visitor {
  constructor(url) { Object.assign(this, { url, jar: new Map(), agent: new Agent({ keepAlive: true, maxSockets: 1 }), more: {} }); }
  get cookie() { return [...this.jar].map(([k, v]) => `${k}=${v}`).join('; '); }

  send(method, path, { headers = {}, body } = {})
  {
    const all = { accept: 'text/html', 'sec-fetch-site': 'same-origin', ...(this.jar.size ? { cookie: this.cookie } : {}), ...this.more, ...headers };
    if (method !== 'GET') Object.assign(all, { origin: this.url, 'content-type': 'application/x-www-form-urlencoded' });
    return new Promise((done, wrong) => {
      const asked = request(this.url + path, { method, headers: all, agent: this.agent }, answer => {
        const parts = [];
        answer.on('data', part => parts.push(part));
        answer.on('error', wrong);
        answer.on('end', () => {
          for (const line of answer.headers['set-cookie'] ?? []) {
            const [name, value] = line.split(';')[0].split(/=(.*)/s);
            this.jar.set(name, value);
          }
          const bytes = Buffer.concat(parts), raw = answer.rawHeaders;
          let head = `HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\n\r\n`.length;
          for (let i = 0; i < raw.length; i += 2) head += raw[i].length + raw[i + 1].length + 4;
          done({ status: answer.statusCode, headers: answer.headers, body: bytes.toString('utf8'), bytes: bytes.length, head });
        });
      });
      asked.on('error', wrong);
      asked.end(body);
    });
  }
  get(path, headers) { return this.send('GET', path, { headers }); }
  async json(path)
  {
    const answer = await this.get(path, { accept: 'application/json' });
    if (answer.status !== 200) throw new Error(`${path} answers ${answer.status}`);
    return JSON.parse(answer.body);
  }
  post(path, fields) { return this.send('POST', path, { body: new URLSearchParams(fields).toString() }); }
  // The token that every form of this visitor carries.
  async csrf(path) { return /name="csrf" value="([^"]+)"/.exec((await this.get(path)).body)?.[1]; }

  async signIn(login, password = PASSWORD)
  {
    const after = await this.post('/sign-in', { csrf: await this.csrf('/sign-in'), login, password });
    if (after.status !== 303) throw new Error(`${login} cannot sign in: ${after.status}`);
    return this;
  }
}
