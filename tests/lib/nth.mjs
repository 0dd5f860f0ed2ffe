// Lets calls of a program fail while it runs: what stands in tests/tools/nth.c, from the outside.
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { constants } from 'node:os';

export const KINDS = { allocation: 1, write: 2, sync: 3, open: 4, statement: 5 };
export const PLANTS = { NONE: 0, LIE: 1, HOLES: 2 };
const SIZE = 4096;

export class Nth {
  // Of a town that does not serve yet: from its next start on.
  constructor(town)
  {
    this.path = town.data + '.nth';
    writeFileSync(this.path, Buffer.alloc(SIZE));
    const library = join(dirname(town.towns.nabij), 'tests/tools/nth.so');
    // A sanitizer's own library has to come first; allocations are its own then, and do not fail.
    const sanitizer = / => (\/\S*lib[a-z]*asan\S*) /.exec(execFileSync('ldd', [town.towns.nabij], { encoding: 'utf8' }))?.[1];
    this.sanitized = sanitizer !== undefined;
    town.serving = { LD_PRELOAD: [sanitizer, library].filter(Boolean).join(' '), NABIJ_NTH: this.path };
    this.fd = openSync(this.path, 'r+');
  }
  close() { closeSync(this.fd); }
  put(at, bytes) { writeSync(this.fd, bytes, 0, bytes.length, at); }

  // From now on the n-th call of this kind fails, and so many more after it.
  arm(kind, n, { error = 'EIO', more = 0 } = {})
  {
    const all = Buffer.alloc(40);
    all.writeInt32LE(constants.errno[error], 4);
    all.writeBigInt64LE(BigInt(n), 8);
    all.writeBigInt64LE(BigInt(more), 16);
    this.put(4, all.subarray(4));
    all.writeInt32LE(KINDS[kind], 0);
    this.put(0, all.subarray(0, 4));
  }
  // And no longer; how many failed, of how many calls.
  disarm()
  {
    this.put(0, Buffer.alloc(4));
    const all = Buffer.alloc(40);
    readSync(this.fd, all, 0, 40, 0);
    return { seen: Number(all.readBigInt64LE(24)), failed: Number(all.readBigInt64LE(32)) };
  }
  // The places of the next failures are told.
  says(n)
  {
    const four = Buffer.alloc(4);
    four.writeInt32LE(n);
    this.put(44, four);
  }
  plant(what)
  {
    const four = Buffer.alloc(4);
    four.writeInt32LE(what);
    this.put(40, four);
  }
}
