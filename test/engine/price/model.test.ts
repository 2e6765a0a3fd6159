import { readFileSync } from 'node:fs';
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
        const rows = costsOf(drawn, 1300);
        const model = learn(rows.slice(0, 600));
        const held = rows.slice(600);
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
      { numRuns: 12, endOnFailure: true },
    );
  });
});

/** 672 costs of two real runs: a pair potential on 8 sizes of cells, one after another. */
const recorded = (
  JSON.parse(
    readFileSync(new URL('../../fixtures/recorded-costs.json', import.meta.url), 'utf8'),
  ) as readonly (readonly [number, number, number])[]
).map(([atoms, cpuSeconds, wallSeconds]) => ({ cpuSeconds, wallSeconds, features: { atoms } }));

describe('recorded costs', () => {
  const share = (seen: readonly CostRow[], held: readonly CostRow[]): number => {
    const model = learn(seen);
    const inside = held.filter(({ cpuSeconds, features }, at) =>
      between(intervalOf(priceOf(model, one(features as { atoms: number }), `${at}`)), cpuSeconds),
    );
    return inside.length / held.length;
  };

  it('that were held out lie inside 70 to 90 % of the time', () => {
    for (const part of [0, 1, 2, 3, 4]) {
      const held = recorded.filter((_, at) => at % 5 === part);
      const found = share(
        recorded.filter((_, at) => at % 5 !== part),
        held,
      );
      expect(found).toBeGreaterThan(0.7);
      expect(found).toBeLessThan(0.9);
    }
  });

  it('of a second run lie inside by what the first one showed', () => {
    const half = recorded.length / 2;
    const found = share(recorded.slice(0, half), recorded.slice(half));
    expect(found).toBeGreaterThan(0.7);
    expect(found).toBeLessThan(0.9);
  });
});

describe('the price of many pieces', () => {
  it('holds the sum of what they cost, and is surer than that of each', () => {
    let [inside, all] = [0, 0];
    const width = ([low, , high]: readonly number[]): number => Math.log((high ?? 0) / (low ?? 1));
    for (let at = 0; at < 120; at++) {
      const drawn = {
        seed: `many ${at}`,
        exponent: 0.5 + (at % 6) / 3,
        factor: 0.2 + (at % 5),
        noise: 0.15 + (at % 4) / 10,
        uneven: (at % 3) / 3,
        outliers: at % 2 === 0 ? 0.02 : 0,
      };
      const rows = costsOf(drawn, 140);
      const model = learn(rows.slice(0, 60));
      const held = rows.slice(60);
      const sample = held.map(({ features }) => features);
      const interval = intervalOf(priceOf(model, { sample, count: 80, batch: 1 }, 'sum'));
      all += 1;
      if (
        between(
          interval,
          held.reduce((sum, row) => sum + row.cpuSeconds, 0),
        )
      )
        inside += 1;
      if (drawn.outliers > 0) continue;
      const single = intervalOf(priceOf(model, one({ atoms: 50 }), 'one'));
      expect(width(interval)).toBeLessThan(1.1 * width(single));
    }
    expect(inside / all).toBeGreaterThan(0.7);
    expect(inside / all).toBeLessThan(0.95);
  });

  it('grows by as much as there is more of it, and the doubt about the model stays', () => {
    const model = learn(
      costsOf({ seed: 's', exponent: 1, factor: 1, noise: 0.3, uneven: 0, outliers: 0 }, 4),
    );
    const sample = [{ atoms: 50 }];
    const some = intervalOf(priceOf(model, { sample, count: 100, batch: 1 }, 'x'));
    const more = intervalOf(priceOf(model, { sample, count: 10000, batch: 1 }, 'x'));
    expect(more[1] / some[1]).toBeCloseTo(100, -1);
    expect(more[2] / more[0]).toBeGreaterThan(0.8 * (some[2] / some[0]));
  });

  it('is less sure where items share their luck in batches', () => {
    const model = learn(
      costsOf({ seed: 's', exponent: 1, factor: 1, noise: 0.6, uneven: 0, outliers: 0 }, 300),
    );
    const sample = Array.from({ length: 64 }, () => ({ atoms: 50 }));
    const width = (batch: number): number => {
      const [low, , high] = intervalOf(priceOf(model, { sample, count: 64, batch }, 'x'));
      return high / low;
    };
    expect(width(32)).toBeGreaterThan(1.3 * width(1));
  });
});

describe('few records', () => {
  const row = (atoms: number, cpuSeconds: number): CostRow => ({
    cpuSeconds,
    wallSeconds: cpuSeconds,
    features: { atoms },
  });
  const priceAt = (rows: readonly CostRow[], atoms: number) =>
    intervalOf(priceOf(learn(rows), one({ atoms }), 'x'));

  it('none: the guess of the stage, as sure as the stage is of it', () => {
    const [low, middle, high] = priceAt([], 10);
    expect(middle).toBeGreaterThan(0.8);
    expect(middle).toBeLessThan(1.25);
    expect(high / middle).toBeGreaterThan(9);
    expect(high / middle).toBeLessThan(13);
    expect(middle / low).toBeGreaterThan(9);
    expect(middle / low).toBeLessThan(13);
  });

  it('one moves the price to what was seen, and narrows it', () => {
    const [low, middle, high] = priceAt([row(10, 7)], 10);
    expect(middle).toBeGreaterThan(5);
    expect(middle).toBeLessThan(9);
    expect(high / low).toBeLessThan(5);
  });

  it('are trusted less the further the work is from what was seen', () => {
    const rows = [row(10, 1), row(11, 1.1), row(12, 1.2), row(10, 1), row(9, 0.9)];
    const ratio = (atoms: number): number => {
      const [low, , high] = priceAt(rows, atoms);
      return high / low;
    };
    expect(ratio(1000)).toBeGreaterThan(2 * ratio(10));
  });

  it('with an outlier among them change little', () => {
    const rows = Array.from({ length: 12 }, (_, at) => row(10, 1 + at / 100));
    const [, middle] = priceAt([...rows, row(10, 1000)], 10);
    expect(middle).toBeLessThan(1.4);
  });

  it('in any order are the same model; those without the features are left out', () => {
    const rows = costsOf(
      { seed: 'o', exponent: 2, factor: 1, noise: 0.3, uneven: 0.5, outliers: 0.05 },
      50,
    );
    const a = learn(rows).at({ atoms: 30 }).log;
    expect(learn(rows.toReversed()).at({ atoms: 30 }).log).toBeCloseTo(a, 9);
    const strange = { cpuSeconds: 50, wallSeconds: 50, features: { bytes: 3 } };
    const model = learn([...rows, strange]);
    expect(model.records).toBe(50);
    expect(model.at({ atoms: 30 }).log).toBe(a);
  });
});

describe('records that were measured as one', () => {
  const law = { seed: 'b', exponent: 1, factor: 1, noise: 0.2, uneven: 0, outliers: 0 };
  const batched = { family: 'oracle/test', prior, like: { atoms: 10 }, batch: 64 };
  const sum = { sample: [{ atoms: 50 }], count: 1000, batch: 1 };
  const width = (rows: readonly CostRow[], options: Parameters<typeof fitCosts>[1]): number => {
    const [low, , high] = intervalOf(priceOf(fitCosts(rows, options), sum, 'x'));
    return Math.log(high / low);
  };
  /** Each batch's cost divided among its items as the prior has it. */
  const dividedIn = (rows: readonly CostRow[], size: number): CostRow[] =>
    rows.map((row, at) => {
      const batch = rows.slice(at - (at % size), at - (at % size) + size);
      const total = batch.reduce((all, { cpuSeconds }) => all + cpuSeconds, 0);
      const expected = batch.reduce((all, { features }) => all + prior.cpuSeconds(features), 0);
      return { ...row, cpuSeconds: (total * prior.cpuSeconds(row.features)) / expected };
    });

  it('count once; those that were measured alone count each, however large a batch may be', () => {
    const rows = costsOf(law, 64);
    expect(width(rows, batched)).toBeCloseTo(width(rows, { ...batched, batch: 1 }), 9);
    expect(width(dividedIn(rows, 64), batched)).toBeGreaterThan(1.5 * width(rows, batched));
    expect(width(dividedIn(rows, 8), batched)).toBeGreaterThan(width(rows, batched));
  });
});
