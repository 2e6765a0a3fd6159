import fc from 'fast-check';
import { expect, it } from 'vitest';
import { digestBytes } from '../../../base/digest.ts';
import { type Candidate, capWords, quotasUnder, underCap } from '../../../stages/build/cap.ts';
import { type Holding, openSelection } from '../../../stages/build/selection.ts';

const holding = (kept: Candidate[]): Holding<Candidate, Candidate> => ({
  hold: (built) => built,
  keep: (held) => kept.push(held),
});

it('holds no more than it may need, and chooses what a choice among all would', () => {
  const names = fc.array(fc.constantFrom('a', 'b', 'b', 'b', 'c'), { maxLength: 400 });
  fc.assert(
    fc.property(names, fc.integer({ min: 1, max: 60 }), fc.nat(), (strategies, cap, seed) => {
      const all = strategies.map(
        (strategy, i): Candidate => ({ strategy, digest: digestBytes(`${i}`) }),
      );
      const kept: Candidate[] = [];
      const selection = openSelection(cap, seed, holding(kept));
      for (const built of all) selection.offer(built);
      selection.finish();
      expect(kept).toEqual(underCap(all, cap, seed));
    }),
  );
});

it('gives everything away at once where there is no cap', () => {
  const kept: Candidate[] = [];
  const selection = openSelection(undefined, 0, holding(kept));
  selection.offer({ strategy: 'a', digest: digestBytes('a') });
  expect(kept.length).toBe(1);
});

it('an added strategy takes places only where the cap binds, and says whose', () => {
  const two = new Map([
    ['eos', 3],
    ['rattle', 20],
  ]);
  const three = new Map([...two, ['vacancy', 4] as const]);
  expect(quotasUnder(30, three)).toEqual(three);
  expect(Object.fromEntries(quotasUnder(12, two))).toEqual({ eos: 3, rattle: 9 });
  expect(Object.fromEntries(quotasUnder(12, three))).toEqual({ eos: 3, rattle: 5, vacancy: 4 });
  expect(capWords(12, three)).toEqual([
    'number_of_structures 12 keeps 3 of 3 eos, 5 of 20 rattle, 4 of 4 vacancy',
    'eos displaces 3 rattle; vacancy displaces 4 rattle',
  ]);
});
