// Clients that keep a connection and give nothing for it: silent ones, heads and bodies byte by byte, readers that do not read. Raw sockets, since no proper
// client does this. One that the server ends is opened again, so that there are always as many.
import { connect } from 'node:net';

const HEAD = 'GET /sign-in HTTP/1.1\r\nHost: nabij.test\r\nX-Slow: ', BODY = 'POST /sign-in HTTP/1.1\r\nHost: nabij.test\r\nContent-Type: text/plain\r\nContent-Length: 16384\r\n\r\n';
// What is cheap to make, so that it is the not reading that weighs, and so often that it does not fit in what the kernel keeps.
const READ = path => `GET ${path} HTTP/1.1\r\nHost: nabij.test\r\n\r\n`.repeat(200);

const KINDS = {
  idle: {},
  heads: { begin: HEAD, more: 'x' },
  bodies: { begin: BODY, more: 'x' },
  readers: { deaf: true },
};

export class SlowClients {
  // how: { idle, heads, bodies, readers }, how many of each; style: the address of something large
  constructor(port, how, style)
  {
    Object.assign(this, { port, how, style, sockets: new Set(), ended: Object.fromEntries(Object.keys(KINDS).map(k => [k, 0])), late: 0, refused: 0, failed: 0, over: false });
  }
  get count() { return this.sockets.size; }

  async open()
  {
    for (const kind of Object.keys(KINDS)) for (let i = 0; i < (this.how[kind] ?? 0); i++) {
      this.one(kind);
      if (i % 50 === 49) await new Promise(done => { setTimeout(done, 20); });           // the queue of a listener is finite
    }
    this.drip = setInterval(() => { for (const s of this.sockets) if (KINDS[s.kind].more && s.writable) s.write(KINDS[s.kind].more); }, 500);
  }

  one(kind)
  {
    const { begin, deaf } = KINDS[kind], socket = connect(this.port, '127.0.0.1');
    let heard = '';
    socket.kind = kind;
    this.sockets.add(socket);
    socket.on('connect', () => { if (begin || deaf) socket.write(begin ?? READ(this.style)); });
    if (deaf) socket.pause();
    else socket.on('data', bytes => { heard = (heard + bytes.toString('latin1')).slice(0, 40); });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.sockets.delete(socket);
      if (this.over) return;
      this.ended[kind]++;
      if (heard.startsWith('HTTP/1.1 408')) this.late++;
      if (heard.startsWith('HTTP/1.1 503')) this.refused++;
      if (!heard && kind !== 'idle') this.failed++;
      setTimeout(() => { if (!this.over) this.one(kind); }, 200);
    });
  }

  close()
  {
    this.over = true;
    clearInterval(this.drip);
    for (const socket of this.sockets) socket.destroy();
  }
}
