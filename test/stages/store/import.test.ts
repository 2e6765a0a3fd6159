import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { Digest } from '../../../base/digest.ts';
import { digestBytes, digestValue } from '../../../base/digest.ts';
import { datasetBytes, readDataset } from '../../../science/dataset.ts';
import { readLabel } from '../../../science/label.ts';
import { stage } from '../../../stages/store/stage.ts';
import { type FakeContext, fakeContext } from '../../support/fake-context.ts';
import { hasSharedData, sharedDataPath } from '../../support/shared-data.ts';

const open: FakeContext[] = [];
afterEach(() => {
  for (const context of open.splice(0)) context.dispose();
});

interface FrameText {
  /** `key=value` pairs of the comment line. */
  readonly info?: string;
  /** The name of the forces column. */
  readonly forces?: string;
  /** x of the second atom, so that frames differ. */
  readonly x?: number | string;
  readonly lattice?: string;
}

/** A frame of two atoms. */
function frame({
  info = 'energy=-1.5',
  forces = 'forces',
  x = 1.8,
  lattice = '3.6 0 0 0 3.6 0 0 0 3.6',
}: FrameText): string {
  const column = forces ? `:${forces}:R:3` : '';
  const tail = forces ? ' 0.1 0.2 0.3' : '';
  return `2\nLattice="${lattice}" Properties=species:S:1:pos:R:3${column} ${info}\nCu 0 0 0${tail}\nCu ${x} 1.8 0${tail}\n`;
}

const file = (...frames: FrameText[]): string => frames.map(frame).join('');

interface ImportFiles {
  readonly train: string | Uint8Array;
  readonly test?: string | Uint8Array;
  readonly [setting: string]: unknown;
}

async function run({ train, test, ...settings }: ImportFiles) {
  const context = fakeContext();
  open.push(context);
  const imported = {
    train: context.giveFile(train, 'train.xyz'),
    ...(test !== undefined && { test: context.giveFile(test, 'test.xyz') }),
    ...settings,
  };
  const backend = stage.backend();
  const resolved = backend.resolve({ import: imported } as never);
  if (!resolved.ok) throw new Error('the settings are refused');
  const outcome = await backend.run({ ...context, with: resolved.value.with });
  return { context, outcome };
}

async function imported(files: ImportFiles) {
  const { context, outcome } = await run(files);
  if (!outcome.ok) throw new Error(outcome.error.message);
  const dataset = readDataset(context.read(outcome.value.dataset as Digest));
  const labels = dataset.entries.map(({ label }) => readLabel(context.read(label)));
  return { context, dataset, labels };
}

async function refusal(files: ImportFiles): Promise<string> {
  const { outcome } = await run(files);
  if (outcome.ok) throw new Error('it was taken');
  expect(outcome.error.class).toBe('invalid');
  return `${outcome.error.message} | ${outcome.error.hint ?? ''}`;
}

describe('importing labelled files', () => {
  it('takes energy and forces, names the level after the file, and says which keys', async () => {
    const { dataset, labels, context } = await imported({ train: file({}, { x: 1.9 }) });
    expect(labels[0]).toMatchObject({
      energy: -1.5,
      freeEnergy: -1.5,
      forces: Float64Array.of(0.1, 0.2, 0.3, 0.1, 0.2, 0.3),
    });
    expect(labels[0]).not.toHaveProperty('stress');
    const [level] = dataset.levels;
    expect(level?.words).toMatch(/^unnamed:sha256:[0-9a-f]{64}$/);
    expect(level?.digest).toBe(digestValue('level', 1, level?.words ?? ''));
    expect(context.notes).toContain("train.xyz: the fitted energy is 'energy'");
    expect(context.notes).toContain("train.xyz: the forces are 'forces'");
  });

  it('reads gzip by its first bytes, whatever the name', async () => {
    const { labels } = await imported({ train: gzipSync(file({})) });
    expect(labels[0]?.energy).toBe(-1.5);
    const whole = gzipSync(file({}));
    expect(await refusal({ train: whole.subarray(0, whole.length - 9) })).toMatch(
      /train.xyz: not a whole gzip file/,
    );
  });

  it.each(['Energy', 'dft_energy', 'REF_energy', 'free_energy', 'TotEnergy', 'total-energy'])(
    'finds the energy under %s',
    async (key) => {
      expect((await imported({ train: file({ info: `${key}=-2` }) })).labels[0]?.freeEnergy).toBe(
        -2,
      );
    },
  );

  it.each(['force', 'Forces', 'dft_forces', 'REF_forces', 'dft_force'])(
    'finds the forces under %s',
    async (forces) => {
      expect((await imported({ train: file({ forces }) })).labels[0]?.forces?.[2]).toBe(0.3);
    },
  );

  it("takes ASE's pair apart: the free energy is fitted", async () => {
    const { labels } = await imported({ train: file({ info: 'energy=-1 free_energy=-2' }) });
    expect(labels[0]).toMatchObject({ energy: -1, freeEnergy: -2 });
  });

  it('asks where several keys fit, and takes the one that is named', async () => {
    const train = file({ info: 'energy=-1 dft_energy=-2' });
    expect(await refusal({ train })).toMatch(
      /train.xyz: the energy could be any of: energy, dft_energy.*import: \{ energy: energy \}/,
    );
    expect((await imported({ train, energy: 'dft_energy' })).labels[0]).toMatchObject({
      energy: -2,
      freeEnergy: -2,
    });
    expect(await refusal({ train, energy: 'no' })).toMatch(
      /import.energy names 'no'.*energy, dft_energy/,
    );
  });

  it('asks where none fits', async () => {
    expect(await refusal({ train: file({ info: 'E=-1' }) })).toMatch(
      /looks like an energy; it has: E/,
    );
    expect(await refusal({ train: file({ forces: '' }) })).toMatch(/looks like forces/);
  });

  it.each<[string, string, RegExp]>([
    [
      'a NaN energy',
      file({}, { info: 'energy=nan' }),
      /frame 2 \(line 5\): its free energy is NaN/,
    ],
    [
      'an energy that is missing',
      file({}, { info: 'step=1' }),
      /frame 2 \(line 5\): it has no energy 'energy'/,
    ],
    [
      'an energy that is no number',
      file({}, { info: 'energy=low' }),
      /frame 2 \(line 5\): its energy 'energy' is no number/,
    ],
    [
      'forces that are missing',
      file({}, {}, { forces: '' }),
      /frame 3 \(line 9\): it has no forces 'forces'/,
    ],
    [
      'atoms at the same place',
      file({ x: '0', lattice: '3.6 0 0 0 1.8 0 0 0 3.6' }),
      /frame 1 \(line 1\): atoms 0 and 1 are at the same place/,
    ],
    [
      'a flat cell',
      file({ lattice: '3 0 0 6 0 0 0 0 3' }),
      /frame 1 \(line 1\): its periodic cell has no volume/,
    ],
    ['a broken line', file({}).replace('Cu 0 0 0', 'Cu 0 zero 0'), /train.xyz:3: /],
  ])('refuses %s by frame and line', async (_, train, why) => {
    expect(await refusal({ train })).toMatch(why);
  });

  it('lists the first bad frames and counts the rest', async () => {
    const train = file({}, ...Array.from({ length: 8 }, () => ({ info: 'energy=inf' })));
    const message = await refusal({ train });
    expect(message.match(/frame \d/g)).toHaveLength(5);
    expect(message).toMatch(/and 3 more frames/);
  });

  it('reads a stress only where it is named, in its own sign, unit and order', async () => {
    const six = 'energy=-1 stress="1 2 3 4 5 6"';
    const stress = async (info: string, settings: object) =>
      (await imported({ train: file({ info }), stress: settings })).labels[0]?.stress;
    expect((await imported({ train: file({ info: six }) })).labels[0]?.stress).toBeUndefined();
    expect(await stress(six, { key: 'stress', sign: 'tension' })).toEqual(
      Float64Array.of(1, 2, 3, 4, 5, 6),
    );
    const kbar = await stress(six, {
      key: 'stress',
      sign: 'compression',
      unit: 'kbar',
      order: 'xx yy zz xy yz xz',
    });
    expect(Array.from(kbar ?? [], (x) => x * -1602.176634)).toEqual(
      [1, 2, 3, 5, 6, 4].map((x) => expect.closeTo(x, 12)),
    );
    const virial = await stress('energy=-1 virial="1 4 5 4 2 6 5 6 3"', {
      key: 'virial',
      sign: 'compression',
      unit: 'eV',
    });
    expect(Array.from(virial ?? [], (x) => x * -3.6 * 3.6 * 3.6)).toEqual(
      [1, 2, 3, 6, 5, 4].map((x) => expect.closeTo(x, 12)),
    );
    const skew = file({ info: 'energy=-1 s="1 4 5 -4 2 6 5 6 3"' });
    expect(await refusal({ train: skew, stress: { key: 's', sign: 'tension' } })).toMatch(
      /not a symmetric matrix/,
    );
    expect(await refusal({ train: file({}), stress: { key: 's', sign: 'tension' } })).toMatch(
      /it has no stress 's'/,
    );
  });

  it('takes the group from config_type and families from a key that is named', async () => {
    const train = file(
      { info: 'energy=-1 config_type=bulk run=7' },
      { info: 'energy=-1 config_type=bulk run=8', x: 1.9 },
      { info: 'energy=-1 config_type=slab run=7', x: 2 },
    );
    const plain = await imported({ train });
    expect(plain.dataset.entries.map(({ attributes }) => attributes.group)).toEqual([
      'bulk',
      'bulk',
      'slab',
    ]);
    expect(new Set(plain.dataset.entries.map(({ family }) => family)).size).toBe(2);
    const named = await imported({ train, family: 'run', group: 'run' });
    expect(named.dataset.entries.map(({ family }) => family)).toEqual(['7', '8', '7']);
    expect(named.dataset.entries[0]?.attributes).toEqual({
      name: 'train frame 1',
      family: '7',
      group: '7',
    });
  });

  it('never fits a test file that is given, and fits all of the train file', async () => {
    const many = Array.from({ length: 40 }, (_, i) => ({ x: 1.8 + i / 100 }));
    const { dataset, context } = await imported({
      train: file(...many),
      test: file({ x: 2.5 }, { x: 1.8 }),
    });
    expect(dataset.split.testFraction).toBeNull();
    expect(dataset.entries.map(({ part }) => part)).toEqual([
      ...many.map(() => 'fit'),
      'test',
      'test',
    ]);
    expect(context.notes.join('\n')).toMatch(/in both parts/);
  });

  it('reads the test file by the keys of the train file', async () => {
    expect(await refusal({ train: file({}), test: file({ info: 'dft_energy=-1' }) })).toMatch(
      /test.xyz: frame 1 \(line 1\): it has no energy 'energy'/,
    );
  });

  it('makes the manifest that this version is known to make', async () => {
    // Another digest here means: the output changed, so raise the back end's version.
    const info = 'energy=-1.5 config_type=bulk';
    const { dataset } = await imported({ train: file({ info }, { info, x: 1.9 }), level: 'PBE' });
    expect(digestBytes(datasetBytes(dataset))).toMatchInlineSnapshot(
      `"sha256:05d82780f57086b14868470b6c25bf680844b5ac739862243da38bd9af34bc01"`,
    );
  });

  it('does not know paths: the same content is the same dataset', async () => {
    const train = file({}, { x: 1.9 });
    const [one, two] = [await imported({ train }), await imported({ train })];
    expect(one.dataset).toEqual(two.dataset);
  });
});

describe.skipIf(!hasSharedData)('importing the shared data sets (needs shared/data)', () => {
  it('reads silicon with its own test file, and tantalum split by families', async () => {
    const read = (name: string) => readFileSync(sharedDataPath(name));
    const silicon = await imported({
      train: read('Si.train.extxyz.gz'),
      test: read('Si.test.extxyz.gz'),
    });
    expect(silicon.dataset.entries.filter(({ part }) => part === 'test')).toHaveLength(25);
    expect(silicon.dataset.entries).toHaveLength(239);
    const { entries } = (await imported({ train: read('Ta.extxyz.gz') })).dataset;
    expect(entries).toHaveLength(363);
    expect(new Set(entries.map(({ attributes }) => attributes.group)).size).toBe(12);
    const sides = new Map<string, Set<string>>();
    for (const { family, part } of entries)
      sides.set(family, (sides.get(family) ?? new Set()).add(part));
    expect([...sides.values()].every((parts) => parts.size === 1)).toBe(true);
  });
});
