import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CostRow } from '../../../cache/costs.ts';
import { intervalOf, normalQuantile, stream } from '../../../engine/price/draws.ts';
import { fitCosts } from '../../../engine/price/model.ts';
import { priceOf } from '../../../engine/price/predict.ts';

/** A world to be learned: its law, how noisy it is, how often something goes wrong. */
interface World {
  readonly seed: string;
  readonly exponent: number;
  readonly factor: number;
  readonly noise: number;
  /** How much noisier small work is than large. */
  readonly uneven: number;
  readonly outliers: number;
}

const world = fc.record<World>({
  seed: fc.string({ minLength: 4, maxLength: 8 }),
  exponent: fc.double({ min: 0.5, max: 3, noNaN: true }),
  factor: fc.double({ min: 0.1, max: 10, noNaN: true }),
  noise: fc.double({ min: 0.1, max: 0.6, noNaN: true }),
  uneven: fc.double({ min: 0, max: 1, noNaN: true }),
  outliers: fc.constantFrom(0, 0.02, 0.05),
});

function costsOf(one: World, count: number): CostRow[] {
  const next = stream(one.seed);
  const normal = (): number => normalQuantile(0.000001 + 0.999998 * next());
  return Array.from({ length: count }, () => {
    const atoms = 1 + Math.floor(next() * 100);
    const sigma = one.noise * (1 + (one.uneven * 10) / atoms);
    const wrong = next() < one.outliers ? 10 : 1;
    const law = one.factor * 0.1 * atoms ** one.exponent;
    const cpuSeconds = law * Math.exp(sigma * normal()) * wrong;
    return { cpuSeconds, wallSeconds: cpuSeconds / 2, features: { atoms } };
  });
}

const prior = {
  cpuSeconds: ({ atoms = 0 }: { readonly [name: string]: number }) => 0.1 * atoms,
  spread: 10,
};
const learn = (rows: readonly CostRow[]) =>
  fitCosts(rows, { family: 'oracle/test', prior, like: { atoms: 10 }, batch: 1 });
const one = (features: { readonly atoms: number }) => ({ sample: [features], count: 1, batch: 1 });
const between = ([low, , high]: readonly number[], value: number): boolean =>
  value >= (low as number) && value <= (high as number);

describe('the price of one piece', () => {
  it('holds 70 to 90 % of the costs that it has not seen, whatever the law', () => {
    fc.assert(
      fc.property(world, (drawn) => {
        const rows = costsOf(drawn, 700);
        const model = learn(rows.slice(0, 300));
        const held = rows.slice(300);
        const inside = held.filter(({ cpuSeconds, features }, at) =>
          between(
            intervalOf(priceOf(model, one(features as { atoms: number }), `${at}`)),
            cpuSeconds,
          ),
        );
        const share = inside.length / held.length;
        expect(share).toBeGreaterThan(0.7);
        expect(share).toBeLessThan(0.9);
      }),
      { numRuns: 12 },
    );
  });
});
