import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { follow, type LogSource } from '../../cli/follow.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mlip-follow-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Follows while the steps are done one by one, each in a pause; gives what was written and from where. */
async function followed(
  sources: () => readonly LogSource[],
  steps: readonly (() => void)[],
  lastStep = (): void => {},
): Promise<readonly string[]> {
  const written: string[] = [];
  let at = 0;
  await follow({
    sources,
    going: () => {
      if (at < steps.length) return true;
      lastStep();
      return false;
    },
    pause: async () => steps[at++]?.(),
    write: (text, { item }) => written.push(`${item ?? 'node'}: ${text}`),
  });
  return written;
}

it('writes what is there, what comes, and what was written right before the end', async () => {
  const path = join(folder, 'a.log');
  writeFileSync(path, 'one\n');
  const written = await followed(
    () => [{ node: 'a', path }],
    [() => {}, () => appendFileSync(path, 'two\n')],
    () => appendFileSync(path, 'three\n'),
  );
  expect(written).toEqual(['node: one\n', 'node: two\nthree\n']);
});

it('takes up a log that comes later, and tells one from the other', async () => {
  const paths = ['a', 'b'].map((item) => ({ node: 'a', item, path: join(folder, item) }));
  const there: LogSource[] = [];
  const add = (at: number) => (): void => {
    const source = paths[at] as LogSource;
    writeFileSync(source.path, `of ${source.item}\n`);
    there.push(source);
  };
  expect(await followed(() => there, [add(0), add(1)])).toEqual(['a: of a\n', 'b: of b\n']);
});

it('never cuts a letter in two', async () => {
  const path = join(folder, 'a.log');
  const bytes = Buffer.from('Å³\n');
  writeFileSync(path, bytes.subarray(0, 1));
  const rest = [...bytes.subarray(1)].map(
    (byte) => () => appendFileSync(path, Buffer.from([byte])),
  );
  expect((await followed(() => [{ node: 'a', path }], rest)).join('')).toBe(
    'node: Ånode: ³node: \n',
  );
});

it('reads a long log whole', async () => {
  const path = join(folder, 'a.log');
  const text = 'all work and no play\n'.repeat(20_000);
  writeFileSync(path, text);
  expect(await followed(() => [{ node: 'a', path }], [])).toEqual([`node: ${text}`]);
});
