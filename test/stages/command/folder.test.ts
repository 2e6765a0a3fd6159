import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packFolder } from '../../../stages/command/pack-folder.ts';
import { unpackFolder } from '../../../stages/command/unpack-folder.ts';
import { type FakeContext, fakeContext } from '../../support/fake-context.ts';

let context: FakeContext;
beforeEach(() => {
  context = fakeContext();
});
afterEach(() => context.dispose());

/** Makes a folder with these files. */
function folder(files: { readonly [name: string]: string | Uint8Array }): string {
  const path = join(context.scratch(), 'made');
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(join(path, name, '..'), { recursive: true });
    writeFileSync(join(path, name), bytes, { mode: name.endsWith('.sh') ? 0o755 : 0o644 });
  }
  return path;
}

const packed = (path: string): Uint8Array => {
  const made = packFolder(context, path);
  if (!made.ok) throw new Error(made.error);
  return context.read(made.value);
};

describe('a folder', () => {
  it('is unpacked as it was packed: names, bytes, what may be executed', () => {
    const long = `${'long'.repeat(40)}/ünï cödé`;
    const files = { a: 'one', 'b/c.sh': 'two', 'd/e': Buffer.alloc(1500, 7), [long]: 'three' };
    const path = folder(files);
    mkdirSync(join(path, 'empty'));
    const tar = packed(path);
    const out = join(context.scratch(), 'out');
    expect(unpackFolder(tar, out).ok).toBe(true);
    for (const [name, bytes] of Object.entries(files)) {
      expect(readFileSync(join(out, name))).toEqual(Buffer.from(bytes as string));
    }
    expect(statSync(join(out, 'b/c.sh')).mode & 0o111).not.toBe(0);
    expect(statSync(join(out, 'a')).mode & 0o111).toBe(0);
    expect(statSync(join(out, 'empty')).isDirectory()).toBe(true);
    expect(packed(out)).toEqual(tar);
  });

  it('what is none is refused, and nothing is laid outside', () => {
    const out = join(context.scratch(), 'x/out');
    const cut = packed(folder({ a: 'one' })).subarray(0, 700);
    for (const bytes of [Buffer.from('no'), Buffer.alloc(0), Buffer.alloc(2048, 65), cut]) {
      expect(unpackFolder(bytes, out).ok).toBe(false);
    }
    mkdirSync(join(context.scratch(), 'evil'));
    writeFileSync(join(context.scratch(), 'evil/a'), 'bad');
    const tar = join(context.scratch(), 'evil.tar');
    const words = ['-cPf', tar, '--transform', 's,^,../../../,', 'a'];
    execFileSync('tar', words, { cwd: join(context.scratch(), 'evil') });
    expect(unpackFolder(readFileSync(tar), out)).toMatchObject({ ok: false });
  });
});
