import { describe, expect, it } from 'vitest';
import { ok } from '../../../base/result.ts';
import { crystalBase } from '../../../stages/build/bases/crystal.ts';
import type { DistortionStrategy } from '../../../stages/build/distortions/strategy.ts';
import {
  basePlugins,
  defectPlugins,
  distortionPlugins,
  planarPlugins,
} from '../../../stages/build/strategies.ts';
import { distortionPlugin } from '../../../stages/build/strategy.ts';
import { structureBuilder } from '../../../stages/build/structure-builder.ts';
import { emptyTally } from '../../../stages/build/tally.ts';

const base = crystalBase(
  { composition: { Cu: 1 }, crystal_structure: 'fcc', lattice_constants: { a: 3.6 } },
  [1, 1, 1],
  42,
);

/** Shifts every atom; gives one of two away. */
const shift: DistortionStrategy = {
  name: 'shift',
  group: 'shift',
  *distort({ structure }, tally) {
    tally.reject('shifted too far');
    tally.note('shifted');
    const positions = structure.positions.map((x) => x + 0.01);
    yield { structure: { ...structure, positions }, operation: 'shift', details: { by: 0.01 } };
  },
};

describe('the tables of strategies', () => {
  it('names no strategy and no field twice', () => {
    const all = [...basePlugins, ...planarPlugins, ...distortionPlugins, ...defectPlugins];
    const names = all.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const table of [[...basePlugins, ...planarPlugins], distortionPlugins, defectPlugins]) {
      const fields = table.flatMap((plugin) => Object.keys(plugin.fields));
      expect(new Set(fields).size).toBe(fields.length);
    }
  });
});

const noFiles = {
  readFile: (): never => {
    throw new Error('it reads none');
  },
};

describe('a strategy of one file', () => {
  const plugin = distortionPlugin<{ shift?: boolean }, { shift?: true }>({
    name: 'shift',
    phase: 'disorder',
    fields: {},
    resolve: ({ shift: isAsked }) => ok({ settings: isAsked ? { shift: true } : {} }),
    open: ({ shift: isAsked }) => (isAsked ? shift : undefined),
  });

  it('puts its words, details and rejections on record', async () => {
    const tally = emptyTally();
    const strategy = (await plugin.open({ shift: true }, 1, noFiles)) as DistortionStrategy;
    const parts = { bases: [base], strains: [], disorders: [strategy], defects: [], tally };
    const [first, second] = [...structureBuilder(parts).build()];
    expect(first).toMatchObject({ digest: base.digest, strategy: 'base' });
    expect(second).toMatchObject({
      strategy: 'shift',
      attributes: {
        name: 'Cu4 fcc shift',
        parent: base.digest,
        family: base.digest,
        group: 'shift',
        operation: 'shift',
        details: { by: 0.01 },
      },
    });
    expect(tally).toMatchObject({ rejected: { 'shifted too far': 1 }, notes: ['shifted'] });
    expect(await plugin.open({}, 1, noFiles)).toBeUndefined();
  });

  it('is not asked by a base that does not take it', () => {
    const parts = { strains: [], disorders: [shift], defects: [] };
    const bare = { ...base, accepts: ['strain' as const] };
    expect([...structureBuilder({ ...parts, bases: [bare] }).build()].length).toBe(1);
    expect([...structureBuilder({ ...parts, bases: [base] }).build()].length).toBe(2);
  });

  it('comes lazily: nothing is made that nobody takes', () => {
    const tally = emptyTally();
    const parts = { strains: [], disorders: [shift], defects: [], tally };
    const built = structureBuilder({ ...parts, bases: [base] })
      .build()
      [Symbol.iterator]();
    built.next();
    expect(tally.rejected).toEqual({});
    built.next();
    expect(tally.rejected).toEqual({ 'shifted too far': 1 });
  });
});
