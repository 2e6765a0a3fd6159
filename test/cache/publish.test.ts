import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Digest } from '../../base/digest.ts';
import { Database } from '../../base/doors/sqlite.ts';
import { INLINE_LIMIT } from '../../cache/objects.ts';
import { publish } from '../../cache/publish.ts';
import type { State } from '../../cache/state.ts';
import { filesBelow, flipByte, newWorkspace, stateOf } from './workspace.ts';

interface Bench {
  readonly workspace: string;
  readonly state: State;
  readonly digest: Digest;
  readonly bytes: Buffer;
  readonly put: (digest?: Digest, path?: string) => unknown;
  readonly at: (path: string) => string;
}

const OUT = 'results/cu.yace';

function bench(length = 20): Bench {
  const workspace = newWorkspace();
  const state = stateOf(workspace);
  const bytes = Buffer.alloc(length, 'published ');
  const digest = state.objects.put(bytes);
  const put = (wanted = digest, path = OUT) => {
    const done = publish({ state, workspace, digest: wanted, path });
    return done.ok ? done.value : done.error;
  };
  return { workspace, state, digest, bytes, put, at: (path) => join(workspace, path) };
}

/** Everything in the workspace but the state. */
const visible = (workspace: string) =>
  filesBelow(workspace).filter((file) => !file.startsWith('.mlip/'));

describe.each([20, INLINE_LIMIT + 5])('publishing %i bytes', (length) => {
  test('writes an ordinary file of its own, once', () => {
    const { workspace, state, digest, bytes, put, at } = bench(length);
    expect(put()).toEqual({ how: 'written' });
    expect(readFileSync(at(OUT))).toEqual(bytes);
    const { mode, nlink } = lstatSync(at(OUT));
    expect(mode & 0o777).toBe(0o666 & ~process.umask());
    expect(nlink).toBe(1);
    const stat = lstatSync(at(OUT), { bigint: true });
    expect(put()).toEqual({ how: 'unchanged' });
    expect(put(digest, './results//cu.yace')).toEqual({ how: 'unchanged' });
    expect(lstatSync(at(OUT), { bigint: true }).ctimeNs).toBe(stat.ctimeNs);
    writeFileSync(at(OUT), 'an edit in place');
    expect(state.objects.read(digest).ok).toBe(true);
    expect(visible(workspace)).toEqual([OUT]);
  });

  test('restores a deleted file', () => {
    const { bytes, put, at } = bench(length);
    put();
    rmSync(at(OUT));
    expect(put()).toEqual({ how: 'restored' });
    expect(readFileSync(at(OUT))).toEqual(bytes);
  });

  test('replaces what it had published itself, touched or not', () => {
    const { state, put, at } = bench(length);
    put();
    const next = state.objects.put('the next potential');
    expect(put(next)).toEqual({ how: 'written' });
    utimesSync(at(OUT), 1e9, 1e9);
    chmodSync(at(OUT), 0o600);
    const third = state.objects.put('the third potential');
    expect(put(third)).toEqual({ how: 'written' });
    expect(readdirSync(at('results'))).toEqual(['cu.yace']);
  });

  test('a touched file stays, and is known again by its new stat', () => {
    const { state, put, at } = bench(length);
    put();
    utimesSync(at(OUT), 1e9, 1e9);
    expect(put()).toEqual({ how: 'unchanged' });
    const ctime = lstatSync(at(OUT), { bigint: true }).ctimeNs;
    expect(state.published.get(OUT)?.stamp).toContain(String(ctime));
  });

  test('moves aside what someone changed, and never overwrites', () => {
    const { bytes, put, at } = bench(length);
    put();
    writeFileSync(at(OUT), 'mine');
    expect(put()).toEqual({ how: 'restored', movedAside: `${OUT}.changed-1` });
    writeFileSync(at(OUT), 'mine too');
    expect(put()).toEqual({ how: 'restored', movedAside: `${OUT}.changed-2` });
    expect(readFileSync(at(`${OUT}.changed-1`), 'utf8')).toBe('mine');
    expect(readFileSync(at(`${OUT}.changed-2`), 'utf8')).toBe('mine too');
    expect(readFileSync(at(OUT))).toEqual(bytes);
  });

  test('moves aside what was there before', () => {
    const { put, at } = bench(length);
    mkdirSync(at('results'));
    writeFileSync(at(OUT), 'there before');
    expect(put()).toEqual({ how: 'written', movedAside: `${OUT}.changed-1` });
  });

  test('adopts the very bytes', () => {
    const { bytes, put, at } = bench(length);
    mkdirSync(at('results'));
    writeFileSync(at(OUT), bytes);
    const { ino } = lstatSync(at(OUT));
    expect(put()).toEqual({ how: 'adopted' });
    expect(put()).toEqual({ how: 'unchanged' });
    expect(lstatSync(at(OUT)).ino).toBe(ino);
  });

  test('knows its own file even if killed before it could remember it', () => {
    const { state, digest, bytes, put, at } = bench(length);
    put();
    const next = state.objects.put('the next potential');
    state.published.intend(OUT, next);
    writeFileSync(at(OUT), 'the next potential');
    expect(put(digest)).toEqual({ how: 'restored' });
    expect(readFileSync(at(OUT))).toEqual(bytes);
    state.published.intend('other', next);
    writeFileSync(at('other'), 'the next potential');
    expect(put(next, 'other')).toEqual({ how: 'adopted' });
  });

  test('leaves nothing where the object is damaged', () => {
    const { workspace, state, digest, put } = bench(length);
    const file = state.objects.pathOf(digest);
    if (file) flipByte(file, 1);
    else new Database(join(state.folder, 'index.db')).exec("UPDATE small SET bytes = x'00'");
    expect(put()).toMatchObject({ code: 'E0704' });
    expect(visible(workspace)).toEqual([]);
  });
});

describe('what stands in the way', () => {
  test('a folder is not touched', () => {
    const { put, at } = bench();
    mkdirSync(at(OUT), { recursive: true });
    expect(put()).toMatchObject({ code: 'E0705', message: expect.stringContaining('a folder') });
    expect(lstatSync(at(OUT)).isDirectory()).toBe(true);
  });

  test('a file in place of a folder is not touched', () => {
    const { put, at } = bench();
    writeFileSync(at('results'), 'a file');
    expect(put()).toMatchObject({ code: 'E0705', hint: 'move that file away' });
    expect(readFileSync(at('results'), 'utf8')).toBe('a file');
  });

  test.each(['../out', '/tmp/out', 'a/../../out', '.', 'results/', '.mlip/index.db', '..'])(
    'the path %s is refused',
    (path) => {
      const { workspace, put, digest } = bench();
      expect(put(digest, path)).toMatchObject({ code: 'E0705' });
      expect(visible(workspace)).toEqual([]);
    },
  );

  test('a link at the path is moved aside, not followed', () => {
    const { put, at, bytes } = bench();
    const elsewhere = join(newWorkspace(), 'elsewhere');
    writeFileSync(elsewhere, bytes);
    mkdirSync(at('results'));
    symlinkSync(elsewhere, at(OUT));
    expect(put()).toEqual({ how: 'written', movedAside: `${OUT}.changed-1` });
    expect(readlinkSync(at(`${OUT}.changed-1`))).toBe(elsewhere);
    expect(lstatSync(at(OUT)).isFile()).toBe(true);
    expect(readFileSync(elsewhere)).toEqual(bytes);
  });

  test('a link on the way that leads out is refused, one that stays inside is taken', () => {
    const { put, at } = bench();
    const elsewhere = newWorkspace();
    symlinkSync(elsewhere, at('results'));
    expect(put()).toMatchObject({ code: 'E0705', message: expect.stringContaining('leads out') });
    expect(readdirSync(elsewhere)).toEqual([]);
    rmSync(at('results'));
    mkdirSync(at('real'));
    symlinkSync('real', at('results'));
    expect(put()).toEqual({ how: 'written' });
    expect(existsSync(at('real/cu.yace'))).toBe(true);
  });

  test('a dangling link on the way is refused', () => {
    const { put, at } = bench();
    symlinkSync('/nowhere/at/all', at('results'));
    expect(put()).toMatchObject({ code: 'E0705' });
  });

  test('what a killed publisher left is cleared by the next', () => {
    const { workspace, put, at } = bench();
    mkdirSync(at('results'));
    const target = join(newWorkspace(), 'target');
    writeFileSync(target, 'untouched');
    symlinkSync(target, at('results/.cu.yace.mlip-part'));
    expect(put()).toEqual({ how: 'written' });
    expect(readFileSync(target, 'utf8')).toBe('untouched');
    expect(visible(workspace)).toEqual([OUT]);
  });
});

test('whatever happens to a published file, no bytes of the user are lost', () => {
  const words = ['first', 'second', 'third'];
  const step = fc.oneof(
    fc.record({ do: fc.constant('publish' as const), text: fc.constantFrom(...words) }),
    fc.record({
      do: fc.constant('write' as const),
      text: fc.constantFrom('mine', 'yours', 'first'),
    }),
    fc.record({ do: fc.constantFrom('delete' as const, 'touch' as const), text: fc.constant('') }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const { state, put, at, workspace } = bench();
      const foreign = new Set<string>();
      for (const { do: what, text } of steps) {
        if (what === 'publish') {
          expect(put(state.objects.put(text), 'out')).toHaveProperty('how');
          expect(readFileSync(at('out'), 'utf8')).toBe(text);
        } else if (what === 'write') {
          const before = existsSync(at('out')) ? readFileSync(at('out'), 'utf8') : '';
          foreign.delete(before);
          if (!words.includes(text)) foreign.add(text);
          writeFileSync(at('out'), text);
        } else if (existsSync(at('out'))) {
          if (what === 'touch') utimesSync(at('out'), 1e9, 1e9);
          else foreign.delete(readFileSync(at('out'), 'utf8'));
          if (what === 'delete') rmSync(at('out'));
        }
      }
      const kept = visible(workspace).map((file) => readFileSync(at(file), 'utf8'));
      for (const text of foreign) expect(kept).toContain(text);
    }),
    { numRuns: 40 },
  );
});
