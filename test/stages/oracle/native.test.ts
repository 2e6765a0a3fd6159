import { describe, expect, it } from 'vitest';
import { digestBytes } from '../../../base/digest.ts';
import { evaluateAce, prepareEvaluator } from '../../../science/ace/evaluate.ts';
import { parseYace, writeYace } from '../../../science/ace/yace.ts';
import { readLabel } from '../../../science/label.ts';
import type { Structure } from '../../../science/structure.ts';
import { stage } from '../../../stages/oracle/stage.ts';
import { randomPotential } from '../../science/ace/samples.ts';
import { computeContext, itemTask } from './context.ts';
import { oracleContract } from './contract.ts';

const structure = (numbers: number[], positions: number[], edge: number): Structure => ({
  numbers: Int32Array.from(numbers),
  positions: Float64Array.from(positions),
  cell: Float64Array.of(edge, 0, 0, 0.25, edge, 0, 0, 0, edge),
  periodic: [true, true, true],
});
const noCell = { cell: new Float64Array(9), periodic: [false, false, false] as const };

const argon = structure([18, 18], [0.1, 0.2, 0.3, 2.9, 2.4, 2.7], 5.25);
const silicon = structure([14, 14], [0.1, 0.2, 0.3, 1.5, 1.4, 1.7], 3.9);
const alloy = structure([13, 28], [0.1, 0.2, 0.3, 1.9, 1.8, 2.2], 3.9);
const iron = structure([14, 26], [0, 0, 0, 2, 2, 2], 4);
const samePlace = { ...argon, positions: Float64Array.of(1, 1, 1, 1, 1, 1) };

const text = writeYace(randomPotential(['Al', 'Ni'], 3, 60, 5).potential);
const yace = Buffer.from(text);
const file = digestBytes(yace);

const lj = { calculator: 'lj', epsilon: 0.0104, sigma: 3.4 };
const morse = { calculator: 'morse', epsilon: 0.3429, r0: 2.866, rho0: 3.893 };

for (const settings of [lj, { ...lj, smooth: true }, morse]) {
  oracleContract({
    settings,
    structures: [argon, silicon, { ...alloy, ...noCell }],
    unknown: { structure: samePlace, symbol: 'same place' },
  });
}
oracleContract({
  settings: { calculator: 'stillinger-weber' },
  structures: [silicon, { ...silicon, ...noCell }],
  unknown: { structure: iron, symbol: 'Fe' },
});
oracleContract({
  settings: { calculator: 'yace', potential: { file } },
  structures: [alloy, { ...alloy, ...noCell }],
  unknown: { structure: iron, symbol: 'Si' },
  files: { [file]: yace },
});

const resolved = (settings: object) => {
  const result = stage.backend(settings as never).resolve(settings as never);
  return result.ok ? result.value.with : result.error;
};

async function label(settings: object, given: Structure, files = {}) {
  const backend = stage.backend(settings as never);
  const own = resolved(settings) as never;
  const [result] = await backend.calculate([itemTask(given, own)], computeContext([], files));
  return result!.ok ? readLabel(result!.value) : result!.error.message;
}

describe('the settings of the classical potentials', () => {
  it('fills in what ASE fills in', () => {
    expect(resolved(lj)).toEqual({ ...lj, cutoff: 3 * 3.4 });
    expect(resolved({ ...lj, smooth: true })).toMatchObject({ onset: 0.66 * (3 * 3.4) });
    expect(resolved(morse)).toEqual({ ...morse, onset: 1.9 * 2.866, cutoff: 2.7 * 2.866 });
  });

  it('leaves out what is ignored, so that it is in no key', () => {
    expect(resolved({ ...lj, smooth: false, onset: 5 })).toEqual(resolved(lj));
  });

  it('refuses an onset that is not below the cutoff', () => {
    expect(resolved({ ...lj, cutoff: 6, smooth: true, onset: 6 })).toMatchObject([
      { path: ['onset'] },
    ]);
    expect(resolved({ ...morse, cutoff: 5 })).toMatchObject([{ path: ['onset'] }]);
  });
});

describe('levels of theory', () => {
  it('are others for other parameters, and say them', async () => {
    const levels = [];
    for (const settings of [lj, { ...lj, sigma: 3.5 }, { ...lj, smooth: true }, morse]) {
      const made = await label(settings, argon);
      if (typeof made === 'string') throw new Error(made);
      levels.push(made.level);
    }
    expect(new Set(levels.map(({ digest }) => digest)).size).toBe(4);
    expect(levels[0]!.words).toBe(
      `Lennard-Jones (epsilon 0.0104 eV, sigma 3.4 Å, cutoff ${3 * 3.4} Å, shifted)`,
    );
  });
});

describe('the yace oracle', () => {
  it('labels with what the potential says, and has no stress where not everything repeats', async () => {
    const settings = { calculator: 'yace', potential: { file } };
    const made = await label(settings, alloy, { [file]: yace });
    const parsed = parseYace(text);
    if (!parsed.ok || typeof made === 'string') throw new Error('both must be there');
    const expected = evaluateAce(prepareEvaluator(parsed.value), alloy);
    expect(made.energy).toBe(expected.energy);
    expect(made.forces).toEqual(expected.forces);
    expect(made.stress).toEqual(expected.stress);
    const slab = await label(
      settings,
      { ...alloy, periodic: [true, true, false] },
      { [file]: yace },
    );
    expect(slab).not.toHaveProperty('stress');
    expect(made.level.words).toBe(`ACE potential for Al, Ni (${file.slice(0, 19)})`);
  });

  it('says what is wrong with a file, by its name', async () => {
    const bad = Buffer.from('elements: [Xx]\n');
    const settings = { calculator: 'yace', potential: { file: digestBytes(bad) } };
    expect(await label(settings, alloy, { [digestBytes(bad)]: bad })).toMatch(/^given\.file: /);
  });
});

describe('golden labels', () => {
  it('are the bytes of version 1: another output needs another version', async () => {
    const digests = [];
    for (const settings of [lj, morse, { calculator: 'stillinger-weber' }]) {
      const backend = stage.backend(settings as never);
      expect(backend.version).toBe(1);
      const task = itemTask(silicon, resolved(settings) as never);
      const [result] = await backend.calculate([task], computeContext());
      digests.push(result!.ok ? digestBytes(result!.value) : result!.error.message);
    }
    expect(digests).toEqual([
      'sha256:588f845cc4a620e624d34c5c4f947987dc22d2f4c6e83f7b1feaa8bc9d14a9d1',
      'sha256:d32483d2cf4aa57ff42708edd8277c4e4651effffe61239c2940267d140db3bc',
      'sha256:663d845b794b1ea8149bcc759088bab8beb7c9a4dfea072bf1a3d1f80e5ee4d9',
    ]);
  });
});
