import { describe, expect, it } from 'vitest';
import { digestBytes } from '../../base/digest.ts';
import { hashRank, randomStream } from '../../science/random.ts';

const name = { purpose: 'test', seed: 42, parent: digestBytes('parent'), index: 0 };

describe('random streams', () => {
  it('give the same bits on every machine', () => {
    const stream = randomStream(name);
    expect([stream.uniform(), stream.uniform()]).toEqual([0.5864548843352221, 0.7553488529820639]);
    expect([stream.gaussian(), stream.gaussian()]).toEqual([
      0.33689567598600445, 0.19884593401226103,
    ]);
  });

  it('differ in each part of their name', () => {
    const first = (other: Partial<typeof name>) => randomStream({ ...name, ...other }).uniform();
    const all = [{}, { purpose: 'x' }, { seed: 43 }, { parent: digestBytes('x') }, { index: 1 }];
    expect(new Set(all.map(first)).size).toBe(5);
  });

  it('are uniform: moments and a chi-square of 32 bins', () => {
    const stream = randomStream(name);
    const count = 32_000;
    const bins = new Array<number>(32).fill(0);
    let sum = 0;
    for (let i = 0; i < count; i++) {
      const u = stream.uniform();
      sum += u;
      bins[Math.floor(u * 32)]! += 1;
    }
    expect(Math.abs(sum / count - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / count));
    const chi = bins.reduce((total, bin) => total + (bin - 1000) ** 2 / 1000, 0);
    expect(chi).toBeLessThan(31 + 4 * Math.sqrt(62));
  });

  it('are normal: moments, and the share within one and two deviations', () => {
    const stream = randomStream(name);
    const count = 40_000;
    const values = Array.from({ length: count }, () => stream.gaussian());
    const mean = (f: (x: number) => number) => values.reduce((s, x) => s + f(x), 0) / count;
    expect(Math.abs(mean((x) => x))).toBeLessThan(4 / Math.sqrt(count));
    expect(Math.abs(mean((x) => x * x) - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
    expect(Math.abs(mean((x) => x * x * x * x) - 3)).toBeLessThan(4 * Math.sqrt(96 / count));
    expect(Math.abs(mean((x) => (Math.abs(x) < 1 ? 1 : 0)) - 0.6827)).toBeLessThan(0.01);
    expect(Math.abs(mean((x) => (Math.abs(x) < 2 ? 1 : 0)) - 0.9545)).toBeLessThan(0.005);
  });
});

describe('hash ranks', () => {
  it('keep the order of what was there when something is added', () => {
    const order = (count: number) =>
      Array.from({ length: count }, (_, i) => i).sort((a, b) =>
        hashRank('t', 1, a) < hashRank('t', 1, b) ? -1 : 1,
      );
    const few = order(20);
    expect(order(40).filter((i) => i < 20)).toEqual(few);
    expect(few).not.toEqual([...few].sort((a, b) => a - b));
  });
});
