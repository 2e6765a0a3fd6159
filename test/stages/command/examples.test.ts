import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Digest } from '../../../base/digest.ts';
import { decodeSet } from '../../../base/item-set.ts';
import { openState } from '../../../cache/open.ts';
import type { Attributes } from '../../../science/structure.ts';
import { type Bench, openBench, ROOT } from '../../support/command.ts';

/** The examples of docs/commands.md, each file as it stands there. */
const page = readFileSync(join(ROOT, 'docs/commands.md'), 'utf8');
const files = [...page.matchAll(/```\w+\n(?:#|\/\/) (\S+\.\w+)\n([\s\S]*?)```/g)] as unknown as [
  string,
  string,
  string,
][];

let bench: Bench;
beforeAll(() => {
  bench = openBench({ DATA_TOKEN: 'abcd1234' });
  for (const [, name, text] of files) bench.write(name, text);
});
afterAll(() => bench.close());

/** The families of a set, in order. */
function familiesOf(set: Digest): (string | undefined)[] {
  const opened = openState(bench.folder, 'read');
  if (!opened.ok) throw new Error(opened.error.message);
  const { objects } = opened.value;
  const read = (digest: Digest): Uint8Array => {
    const bytes = objects.read(digest);
    if (!bytes.ok) throw new Error(bytes.error.why);
    return bytes.value;
  };
  const families = decodeSet(read(set)).map(
    ({ attributes }) => (JSON.parse(Buffer.from(read(attributes)).toString()) as Attributes).family,
  );
  opened.value.close();
  return families;
}

const published = (name: string): string =>
  readFileSync(join(bench.folder, 'results', name), 'utf8');

it('are all run here', () => {
  const names = files.map(([, name]) => name);
  expect(names.filter((name) => name.endsWith('.yaml'))).toEqual(
    ['items', 'folder', 'fingerprint', 'secrets'].map((name) => `${name}.yaml`),
  );
});

it('structures that a program makes are labelled, in the families of what they were made of', async () => {
  const { summary, events } = await bench.run('items.yaml');
  expect(summary).toMatchObject({ ok: true, items: { executed: 5 } });
  const notes = events.flatMap((event) => (event.type === 'note' ? [event.text] : []));
  expect(notes).toContainEqual('out.extxyz: 5 structures');
  expect(notes.join('\n')).not.toContain('without `family`');
  const before = familiesOf(summary.outputs['crystals.structures']?.digest as Digest);
  expect(new Set(before).size).toBe(5);
  expect(familiesOf(summary.outputs['squeezed.structures']?.digest as Digest)).toEqual(before);
}, 30_000);

it('a folder comes in as one', async () => {
  expect((await bench.run('folder.yaml')).summary.ok).toBe(true);
  expect(published('all.txt')).toBe('one\ntwo\n');
}, 30_000);

it('a version is in the key', async () => {
  expect((await bench.run('fingerprint.yaml')).summary.ok).toBe(true);
  expect(published('sorted.txt')).toBe('1\n2\n');
  expect((await bench.auto('expand', 'fingerprint.yaml')).stdout).toContain(
    `program: ${process.version}`,
  );
}, 30_000);

it('a token is seen by the program alone', async () => {
  const run = await bench.run('secrets.yaml');
  expect(run.summary.ok).toBe(true);
  expect(published('set.txt')).toBe('data\n');
  const { stdout } = await bench.auto('logs', 'fetched');
  expect(stdout).toContain('asking with ***');
  expect(stdout + JSON.stringify(run.events)).not.toContain('abcd1234');
}, 30_000);
