import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { canonicalText } from '../../../base/canonical.ts';
import { digestValue } from '../../../base/digest.ts';
import type { SetEntry } from '../../../base/item-set.ts';
import { type Dataset, readDataset } from '../../../science/dataset.ts';
import { structureBytes } from '../../../science/structure.ts';
import { DatabaseManager } from '../../../stages/store/database-manager.ts';
import { stage } from '../../../stages/store/stage.ts';
import { type FakeContext, fakeContext } from '../../support/fake-context.ts';
import { copper, digestOf, emt, giveHole, giveLabelled, giveSet, labelOf } from './samples.ts';

const open: FakeContext[] = [];
afterEach(() => {
  for (const context of open.splice(0)) context.dispose();
});

interface Given {
  readonly labels?: (context: FakeContext) => readonly (readonly SetEntry[])[];
  readonly structures?: (context: FakeContext) => readonly SetEntry[];
  readonly settings?: { readonly [key: string]: string | number };
}

/** Runs the stage on what is given, in a workspace of its own. */
async function run({ labels, structures, settings = {} }: Given) {
  const maker = fakeContext();
  const resolved = stage.backend().resolve(settings);
  if (!resolved.ok) throw new Error('the settings are refused');
  const context = fakeContext({
    objects: maker.objects,
    with: resolved.value.with,
    inputs: {
      labels: (labels?.(maker) ?? []).map((entries) => giveSet(maker, entries)),
      structures: structures ? [giveSet(maker, structures(maker))] : [],
    },
  });
  open.push(context);
  return { context, outcome: await stage.backend().run(context) };
}

async function stored(given: Given) {
  const { context, outcome } = await run(given);
  if (!outcome.ok) throw new Error(outcome.error.message);
  const database = context.read(outcome.value.database as never);
  return {
    context,
    digest: outcome.value.dataset,
    dataset: readDataset(context.read(outcome.value.dataset as never)),
    database,
    rows: rowsOf(context, database),
  };
}

function rowsOf(context: FakeContext, database: Uint8Array) {
  const path = join(context.scratch(), 'read.db');
  writeFileSync(path, database);
  const manager = DatabaseManager.open(path, { readonly: true });
  if (!manager.ok) throw new Error(manager.error.message);
  const rows = [...manager.value.iterate()].map(({ row }) => {
    if (!row.ok) throw new Error(row.error.message);
    return row.value;
  });
  manager.value.close();
  return rows;
}

/** Six labelled structures of three families, one of them twice, and a hole. */
const demo = (context: FakeContext): SetEntry[][] => {
  const one = (i: number, family: string) =>
    giveLabelled(context, copper(i / 100), labelOf(-7 - i), {
      name: `strain ${i}`,
      family,
      group: 'strain',
      operation: `strain 0.0${i}`,
      weight: 2,
    });
  return [
    [one(0, 'a'), one(1, 'a'), giveHole(context, copper(0.9), 'not converged'), one(2, 'b')],
    [one(3, 'c'), one(0, 'a')],
  ];
};

const places = ({ entries }: Dataset) => entries.map(({ item }) => item);

describe('the store stage', () => {
  it('gathers every place of every source in order, and lists the holes', async () => {
    const { dataset, context } = await stored({ labels: demo });
    expect(places(dataset)).toEqual([0, 1, 2, 3, 0].map((i) => digestOf(copper(i / 100))));
    expect(dataset.holes).toEqual([
      {
        item: digestOf(copper(0.9)),
        class: 'physics',
        reason: 'not converged',
        attributes: { family: 'hollow', group: 'strain' },
      },
    ]);
    expect(dataset.levels).toEqual([emt]);
    expect(context.notes.join('\n')).toMatch(/5 labelled structures.*\n1 of 6 planned/);
  });

  it('makes the manifest that this version is known to make', async () => {
    // Another digest here means: the output changed, so raise the back end's version.
    expect((await stored({ labels: demo })).digest).toMatchInlineSnapshot(
      `"sha256:dc0edc33b590efc7d590ca5bbcb32f5f1bd032d78f8103bc73bc826e84704385"`,
    );
  });

  it('writes the same database each time, in another folder too', async () => {
    const [one, two] = [await stored({ labels: demo }), await stored({ labels: demo })];
    expect(one.context.scratch()).not.toBe(two.context.scratch());
    expect(Buffer.from(one.database).equals(Buffer.from(two.database))).toBe(true);
  });

  it('renders each entry with what can be searched and what proves it', async () => {
    const { dataset, rows } = await stored({ labels: demo });
    expect(rows.length).toBe(5);
    rows.forEach((row, place) => {
      const entry = dataset.entries[place] as Dataset['entries'][number];
      const { name, operation } = entry.attributes;
      expect(row.uniqueId).toBe(
        digestValue('row', 1, [entry.item, entry.label, place]).slice(7, 39),
      );
      expect(row.keyValuePairs).toEqual({
        family: entry.family,
        config_type: 'strain',
        name,
        operation,
        part: entry.part,
      });
      expect(row.calculator).toBe('emt');
      expect(row.data).toMatchObject({
        item: entry.item,
        label: entry.label,
        level: { ...emt },
        attributes: entry.attributes,
      });
      expect(String(row.data.calculation)).toContain(entry.item);
      expect(String(row.data.reading)).toContain(entry.label);
    });
  });

  it('keeps structures without a label, marked so', async () => {
    const { dataset, rows } = await stored({
      structures: (context) => [
        {
          item: context.give(structureBytes(copper())),
          attributes: context.give(canonicalText({ family: '12', group: 'eos' })),
        },
      ],
    });
    expect(dataset.entries).toEqual([]);
    expect(dataset.unlabelled).toEqual([
      { item: digestOf(copper()), attributes: { family: '12', group: 'eos' } },
    ]);
    expect(rows.map((row) => [row.keyValuePairs, row.results, row.calculator])).toEqual([
      [{ family: 12, config_type: 'eos', labelled: false }, {}, undefined],
    ]);
  });

  it('refuses two levels of theory, naming both, unless the mix is declared', async () => {
    const pbe = { words: 'PBE', digest: digestValue('level', 1, 'pbe') };
    const labels = (context: FakeContext) => [
      [giveLabelled(context, copper(), labelOf(-1), {})],
      [giveLabelled(context, copper(0.1), labelOf(-2, pbe), {})],
    ];
    const { outcome } = await run({ labels });
    expect(outcome).toMatchObject({
      ok: false,
      error: {
        class: 'invalid',
        message: expect.stringMatching(/EMT.* and PBE/),
        hint: expect.stringContaining('mix: declared'),
      },
    });
    const { dataset } = await stored({ labels, settings: { mix: 'declared' } });
    expect(dataset.levels).toEqual([emt, pbe]);
  });

  it('refuses a label that cannot be true, naming the structure', async () => {
    const { outcome } = await run({
      labels: (context) => [
        [
          giveLabelled(
            context,
            copper(),
            { ...labelOf(-1), forces: new Float64Array(3) },
            { name: 'bad one' },
          ),
        ],
      ],
    });
    expect(outcome).toMatchObject({
      ok: false,
      error: { class: 'invalid', message: expect.stringMatching(/^bad one: its forces are 3/) },
    });
  });

  it('says so when there is nothing', async () => {
    expect((await run({})).outcome).toMatchObject({ ok: false, error: { class: 'invalid' } });
  });

  it('is content with an empty test part and says it', async () => {
    const { dataset, context } = await stored({ labels: demo, settings: { test_fraction: 0 } });
    expect(dataset.split).toEqual({
      testFraction: 0,
      families: { fit: 3, test: 0 },
      groupsWithoutTest: ['strain'],
    });
    expect(context.notes.join('\n')).toMatch(/test part is empty/);
  });

  it('says when a structure is in both parts', async () => {
    const both = (context: FakeContext) => [
      ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((family) =>
        giveLabelled(context, copper(), labelOf(-1), { family }),
      ),
    ];
    const { context } = await stored({ labels: both, settings: { test_fraction: 0.3 } });
    expect(context.notes.join('\n')).toMatch(/in both parts: 1 of the structures/);
  });

  it('fills in its defaults, and drops what decides nothing', () => {
    const resolve = (settings: object) => {
      const resolved = stage.backend().resolve(settings as never);
      return resolved.ok ? resolved.value.with : resolved.error;
    };
    const digest = digestOf(copper());
    expect(resolve({})).toEqual({ test_fraction: 0.2 });
    expect(resolve({ import: { train: { file: digest } } })).toEqual({
      test_fraction: 0.2,
      import: { train: { file: digest }, level: `unnamed:${digest}` },
    });
    expect(
      resolve({
        test_fraction: 0.5,
        import: { train: { file: digest }, test: { file: digest }, level: 'PBE' },
      }),
    ).toEqual({
      import: { train: { file: digest }, test: { file: digest }, level: 'PBE' },
    });
    expect(
      resolve({
        import: { train: { file: digest }, level: 'PBE', stress: { key: 's', sign: 'tension' } },
      }),
    ).toMatchObject({
      import: { stress: { key: 's', sign: 'tension', unit: 'eV/A^3', order: 'xx yy zz yz xz xy' } },
    });
  });
});
