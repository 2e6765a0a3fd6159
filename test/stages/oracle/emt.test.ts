import { describe, expect, it } from 'vitest';
import { digestBytes } from '../../../base/digest.ts';
import type { ComputeTask, ItemResult } from '../../../engine/stage.ts';
import { readLabel } from '../../../science/label.ts';
import type { Structure } from '../../../science/structure.ts';
import { emtCalculator } from '../../../stages/oracle/emt.ts';
import { computeContext, itemTask } from './context.ts';
import { oracleContract } from './contract.ts';

const settings = { calculator: 'emt' };

const structure = (numbers: number[], positions: number[], edge: number): Structure => ({
  numbers: Int32Array.from(numbers),
  positions: Float64Array.from(positions),
  cell: Float64Array.of(edge, 0, 0, 0.25, edge, 0, 0, 0, edge),
  periodic: [true, true, true],
});
const pair = structure([29, 79], [0.1, 0.2, 0.3, 2.5, 1.9, 1.7], 4.25);
const lone = structure([29], [0, 0, 0], 2.75);
const cluster: Structure = { ...pair, cell: new Float64Array(9), periodic: [false, false, false] };
const iron = structure([29, 26], [0, 0, 0, 2, 2, 2], 4);

async function calculate(...given: Structure[]): Promise<readonly ItemResult[]> {
  const tasks = given.map((one) => itemTask(one, settings));
  return emtCalculator.backend.calculate(tasks, computeContext());
}

async function failure(given: Structure) {
  const [result] = await calculate(given);
  return result?.ok === false ? result.error : undefined;
}

oracleContract({
  settings,
  structures: [pair, lone, cluster],
  unknown: { structure: iron, symbol: 'Fe' },
});

describe('the EMT oracle', () => {
  it('sends a batch as one call to a worker', async () => {
    const calls: ComputeTask[] = [];
    const tasks = [pair, lone, cluster].map((one) => itemTask(one, settings));
    await emtCalculator.backend.calculate(tasks, computeContext(calls));
    expect(calls.map(({ name }) => name)).toEqual(['labelEmt']);
  });

  it('has no free energy apart, and no stress where there is no volume', async () => {
    const [first, , third] = await calculate(pair, lone, cluster);
    const label = first?.ok ? readLabel(first.value) : undefined;
    expect(label?.freeEnergy).toBe(label?.energy);
    expect(label?.level.words).toBe('EMT (ASE 3.29 parameters)');
    expect(third?.ok && readLabel(third.value).stress).toBeUndefined();
  });

  it('names the element that it lacks and those that it knows', async () => {
    expect((await failure(iron))?.message).toBe(
      'EMT (ASE 3.29 parameters) has no parameters for Fe; it knows Al, Ni, Cu, Pd, Ag, Pt, Au',
    );
  });

  it('refuses what has no answer: one place for two atoms, a flat cell', async () => {
    const overlapping = structure([29, 29], [1, 1, 1, 1, 1, 1], 4);
    expect(await failure(overlapping)).toMatchObject({
      class: 'invalid',
      message: 'atoms 0 and 1 (counted from 0) are at the same place',
    });
    const images = structure([29, 29], [1.1, 1, 1, 1.1 + 3 * 3.61, 1, 1], 3.61);
    expect((await failure(images))?.message).toContain('atoms 0 and 1');
    const flat = { ...lone, cell: Float64Array.of(3, 0, 0, 6, 0, 0, 0, 0, 3) };
    expect(await failure(flat)).toMatchObject({ class: 'invalid' });
  });

  it('gives the bytes of version 1: another output needs another version', async () => {
    expect(emtCalculator.backend.version).toBe(1);
    const digests = (await calculate(pair, lone, cluster)).map((result) =>
      result.ok ? digestBytes(result.value) : result.error,
    );
    expect(digests).toEqual([
      'sha256:48e411924f01485debca98754e2f780fe87ac969770abd5510aeb95b3003b9f8',
      'sha256:c5ebf88bd84d3ce4fd9f8ab83a0d96949a7b05b4a04836d71e2401b61e6a6c10',
      'sha256:ae5504f9389bccb70ea2ea81c017143516168abc785fd28b853a6cf82d3f30e4',
    ]);
  });
});
