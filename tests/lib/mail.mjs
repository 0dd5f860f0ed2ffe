// A real mail server on loopback that keeps what it gets. `const box = await mailbox(); … box.port, box.mails, await box.next(); await box.close()`.
import { SMTPServer } from 'smtp-server';

// options.refuse: answer 550 to every recipient. Each mail: { from, to: [...], text } (text as it was sent, headers and all).
export async function mailbox({ refuse = false } = {})
{
  const mails = [], waiting = [];
  const server = new SMTPServer({
    authOptional: true, disabledCommands: ['STARTTLS'], disableReverseLookup: true,
    onRcptTo(address, session, done) { done(refuse ? Object.assign(new Error('no such mailbox'), { responseCode: 550 }) : undefined); },
    onData(stream, session, done)
    {
      const parts = [];
      stream.on('data', part => parts.push(part));
      stream.on('end', () => {
        const mail = { from: session.envelope.mailFrom.address, to: session.envelope.rcptTo.map(r => r.address), text: Buffer.concat(parts).toString('utf8') };
        mails.push(mail);
        waiting.shift()?.(mail);
        done();
      });
    },
  });
  await new Promise((resolve, reject) => { server.once('error', reject); server.listen(0, '127.0.0.1', resolve); });
  return {
    port: server.server.address().port, mails,
    next: (ms = 20000) => new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('no mail came')), ms);
      waiting.push(mail => { clearTimeout(timer); resolve(mail); });
    }),
    close: () => new Promise(done => { server.close(done); }),
  };
}
