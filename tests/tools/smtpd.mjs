// A small real SMTP server on loopback, for tests: keeps each message it gets in a folder.
//
//   node smtpd.mjs FOLDER [PORT]
//
// Says "listening PORT" on standard output (port 0, the default, takes a free one) and stops when its standard input ends.
// Message N becomes FOLDER/000N.eml, written whole (under another name first); the first line, "X-Envelope: FROM TO…", is what
// the client said outside the message. An address that begins with "refuse" is refused for good, one with "later" for now.
import { createServer } from 'node:net';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, port = '0'] = process.argv.slice(2);
if (!folder) {
	console.error('usage: node smtpd.mjs FOLDER [PORT]');
	process.exit(2);
}
mkdirSync(folder, { recursive: true });
let kept = 0;

function keep(from, to, lines) {
	const path = join(folder, `${String(++kept).padStart(4, '0')}.eml`);
	const text = [`X-Envelope: ${from} ${to.join(' ')}`, ...lines, ''].join('\r\n');
	writeFileSync(`${path}.part`, text, 'latin1');
	renameSync(`${path}.part`, path);
}

function judge(address) {
	if (address.startsWith('refuse')) return '550 no such mailbox';
	if (address.startsWith('later')) return '451 try again later';
	return '250 ok';
}

function converse(socket) {
	let from = null, to = [], lines = null, rest = '';
	const say = text => socket.write(`${text}\r\n`);
	const reset = () => { from = null; to = []; lines = null; };

	function data(line) {
		if (line !== '.') {
			lines.push(line.startsWith('.') ? line.slice(1) : line);
			return;
		}
		keep(from, to, lines);
		reset();
		say('250 kept');
	}

	function command(line) {
		const [, verb, argument] = /^(\S*)\s*(.*)$/.exec(line);
		const path = /^(?:FROM|TO):<([^<>\s]*)>/i.exec(argument)?.[1];
		switch (verb.toUpperCase()) {
		case 'EHLO': return say('250-localhost\r\n250 8BITMIME');
		case 'HELO': return say('250 localhost');
		case 'MAIL': reset(); from = path ?? null; return say(from === null ? '501 whose?' : '250 ok');
		case 'RCPT': {
			if (from === null || !path) return say('503 first MAIL, then RCPT');
			const verdict = judge(path);
			if (verdict.startsWith('250')) to.push(path);
			return say(verdict);
		}
		case 'DATA':
			if (!to.length) return say('503 to whom?');
			lines = [];
			return say('354 go on');
		case 'RSET': reset(); return say('250 ok');
		case 'NOOP': return say('250 ok');
		case 'QUIT': say('221 bye'); return socket.end();
		default: return say('502 not known here');
		}
	}

	socket.setEncoding('latin1');
	socket.on('error', () => socket.destroy());
	socket.on('data', text => {
		const parts = (rest + text).split('\r\n');
		rest = parts.pop();
		for (const line of parts) (lines ? data : command)(line);
	});
	say('220 localhost');
}

createServer(converse).listen(Number(port), '127.0.0.1', function () {
	console.log(`listening ${this.address().port}`);
});
process.stdin.on('end', () => process.exit(0)).resume();
