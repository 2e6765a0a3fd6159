import { describe, expect, it } from 'vitest';
import {
  findSqs,
  type SqsProblem,
  type SqsTask,
  searchSqs,
} from '../../../science/sqs/sqs-search.ts';
import { lattice } from './lattices.ts';

/** As many workers do it: each task a copy, the last begun first. */
const elsewhere = async (tasks: readonly SqsTask[]) =>
  [...tasks]
    .reverse()
    .map((task) => searchSqs(structuredClone(task)))
    .reverse();
const here = async (tasks: readonly SqsTask[]) => tasks.map(searchSqs);

const problem = (more: Partial<SqsProblem>): SqsProblem => ({
  parent: lattice('fcc'),
  reach: { shells: 4, triplets: 1 },
  amounts: [10, 10, 10, 10],
  count: 2,
  steps: 40_000,
  seed: 7,
  ...more,
});

describe('a search', () => {
  it('finds the same wherever and in whatever order its tasks are done', async () => {
    for (const one of [problem({}), problem({ amounts: [6, 6] })]) {
      const [first, second] = [await findSqs(one, here), await findSqs(one, elsewhere)];
      expect(second.candidates).toEqual(first.candidates);
      expect(first.candidates.length).toBe(2);
    }
  });

  it('keeps the amounts exactly, and ranks by objective', async () => {
    const { candidates } = await findSqs(problem({ amounts: [3, 5, 6] }), here);
    for (const { species } of candidates) {
      expect([0, 1, 2].map((s) => species.filter((x) => x === s).length)).toEqual([3, 5, 6]);
    }
    expect(candidates[0]!.objective).toBeLessThanOrEqual(candidates[1]!.objective);
  });

  it('by Monte Carlo finds what trying every decoration finds', async () => {
    const form = [4, 0, 0, 0, 2, 0, 0, 0, 2] as const;
    const exact = problem({ amounts: [8, 8], count: 1, form, reach: { shells: 6, triplets: 2 } });
    const all = await findSqs(exact, here);
    expect(all.plan.isExact).toBe(true);
    const tempered = { steps: 100_000, index: 0 };
    const [found] = searchSqs({ problem: exact, forms: [form], tempered });
    expect(found!.objective).toBeCloseTo(all.candidates[0]!.objective, 10);
  });
});
