import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusterModel } from '../../../science/sqs/cluster-model.ts';
import { type ClusterOrbit, clusterOrbits } from '../../../science/sqs/clusters.ts';
import { pointFunction } from '../../../science/sqs/correlations.ts';
import { decorationOf, swapSpecies } from '../../../science/sqs/decoration.ts';
import { decorationName, sitePermutations } from '../../../science/sqs/decoration-symmetry.ts';
import { hermiteForm, hermiteForms } from '../../../science/sqs/hermite-forms.ts';
import { correlationsOf, objectiveFor, objectiveOf } from '../../../science/sqs/objective.ts';
import type { ParentLattice } from '../../../science/sqs/parent-lattice.ts';
import { sqsStructure } from '../../../science/sqs/sqs-structure.ts';
import type { Structure } from '../../../science/structure.ts';
import { lattice } from './lattices.ts';

const LATTICES = { fcc: lattice('fcc'), bcc: lattice('bcc'), hcp: lattice('hcp') };

const KNOWN = new Map<string, ClusterOrbit[]>();

/** The orbits up to shell 3, worked out once. */
function orbitsOf(parent: ParentLattice, triplets: number): ClusterOrbit[] {
  const name = `${parent.cell.join()} ${triplets}`;
  const orbits = KNOWN.get(name) ?? clusterOrbits(parent, { shells: 3, triplets });
  KNOWN.set(name, orbits);
  return orbits;
}

/** A supercell of any shape with any decoration of two to four species. */
const decorated = fc
  .record({
    structure: fc.constantFrom('fcc', 'bcc', 'hcp'),
    species: fc.integer({ min: 2, max: 4 }),
    cells: fc.integer({ min: 2, max: 9 }),
    pick: fc.nat(),
    shuffle: fc.infiniteStream(fc.nat()),
  })
  .map(({ structure, species, cells, pick, shuffle }) => {
    const parent = LATTICES[structure as keyof typeof LATTICES];
    const forms = hermiteForms(cells);
    const sites = (cells * parent.mixed.length) / 3;
    const order = Uint8Array.from({ length: sites }, (_, i) => i % species);
    for (let i = sites - 1; i > 0; i--) {
      const j = (shuffle.next().value as number) % (i + 1);
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    const amounts = Array.from({ length: species }, (_, s) => order.filter((x) => x === s).length);
    return { parent, form: forms[pick % forms.length]!, amounts, order };
  })
  .filter(({ amounts }) => amounts.every((n) => n > 0));

/** The mean of s_i s_j over all pairs at about `distance`, from positions alone. */
function brutePair(structure: Structure, spins: readonly number[], distance: number): number {
  const { cell, positions } = structure;
  let sum = 0;
  let count = 0;
  for (let i = 0; i < spins.length; i++) {
    for (let j = 0; j < spins.length; j++) {
      for (let n = 0; n < 17 * 17 * 17; n++) {
        const shift = [n % 17, Math.floor(n / 17) % 17, Math.floor(n / 289)].map((x) => x - 8);
        const square = [0, 1, 2].reduce((s, k) => {
          const d =
            positions[3 * j + k]! -
            positions[3 * i + k]! +
            shift[0]! * cell[k]! +
            shift[1]! * cell[3 + k]! +
            shift[2]! * cell[6 + k]!;
          return s + d * d;
        }, 0);
        if (Math.abs(Math.sqrt(square) - distance) > 1e-3) continue;
        sum += spins[i]! * spins[j]!;
        count++;
      }
    }
  }
  return sum / count;
}

describe('counts of clusters', () => {
  it('after swaps are those of counting anew, exactly', () => {
    fc.assert(
      fc.property(decorated, fc.array(fc.nat(), { minLength: 2, maxLength: 20 }), (made, swaps) => {
        const { parent, form, amounts, order } = made;
        const model = clusterModel(orbitsOf(parent, 2), parent.mixed.length / 3, form, amounts);
        const decoration = decorationOf(model, order.slice());
        for (const n of swaps) {
          swapSpecies(decoration, n % order.length, Math.floor(n / order.length) % order.length);
        }
        expect(decoration.counts).toEqual(decorationOf(model, decoration.species).counts);
      }),
      { numRuns: 60 },
    );
  });

  it('give the correlations that distances between atoms give', () => {
    fc.assert(
      fc.property(
        decorated.filter(({ amounts, order }) => amounts.length === 2 && order.length <= 8),
        (made) => {
          const { parent, form, amounts, order } = made;
          const orbits = orbitsOf(parent, 0);
          const model = clusterModel(orbits, parent.mixed.length / 3, form, amounts);
          const { counts } = decorationOf(model, order);
          const structure = sqsStructure(parent, form, order, [1, 2]);
          const spins = Array.from(structure.numbers, (z) => (z === 1 ? -1 : 1));
          for (const shell of [1, 2, 3]) {
            const members = model.orbits.filter(({ orbit }) => orbit.shells[0] === shell);
            const total = members.reduce((sum, orbit) => sum + orbit.total, 0);
            const mean = members.reduce(
              (sum, orbit) => sum + (orbit.total / total) * correlationsOf(orbit, counts)[0]!,
              0,
            );
            expect(mean).toBeCloseTo(brutePair(structure, spins, members[0]!.orbit.length), 10);
          }
        },
      ),
      { numRuns: 12 },
    );
  });

  it('and with them the objective, are the same for all images under symmetry', () => {
    fc.assert(
      fc.property(decorated, fc.nat(), ({ parent, form, amounts, order }, pick) => {
        const model = clusterModel(orbitsOf(parent, 1), parent.mixed.length / 3, form, amounts);
        const permutations = sitePermutations(parent, form);
        const permutation = permutations[pick % permutations.length]!;
        const image = new Uint8Array(order.length);
        for (const [from, to] of permutation.entries()) image[to] = order[from]!;
        expect(decorationOf(model, image).counts).toEqual(decorationOf(model, order).counts);
        expect(decorationName(image, permutations)).toBe(decorationName(order, permutations));
        const objective = objectiveFor(orbitsOf(parent, 1));
        const { counts } = decorationOf(model, order);
        expect(objectiveOf(model, objective, counts)).toBeGreaterThanOrEqual(objective.ideal);
      }),
      { numRuns: 40 },
    );
  });

  it('of ordered alloys are known: L1_0 and B2', () => {
    const correlations = (
      structure: 'fcc' | 'bcc',
      form: readonly number[],
      order: readonly number[],
    ) => {
      const parent = LATTICES[structure];
      const model = clusterModel(
        clusterOrbits(parent, { shells: 2, triplets: 0 }),
        1,
        hermiteForm(form as never),
        [1, 1],
      );
      const { counts } = decorationOf(model, Uint8Array.from(order));
      return model.orbits.map((orbit) => correlationsOf(orbit, counts)[0]);
    };
    // bcc: the superlattice of the even cells is the cube.
    expect(correlations('bcc', [1, 1, 0, 0, 1, 1, 1, 0, 1], [0, 1])).toEqual([-1, 1]);
    // fcc of two atoms: L1_0 (4 like, 8 unlike) or L1_1 (6 like, 6 unlike; all second neighbours unlike).
    const found = hermiteForms(2).map((form) => correlations('fcc', form, [0, 1]));
    expect(new Set(found.map(([p]) => p!.toFixed(4)))).toEqual(new Set(['-0.3333', '0.0000']));
  });
});

describe('point functions', () => {
  it('are -1 and 1 for two species, and an orthogonal basis for any number', () => {
    expect([0, 1].map((s) => pointFunction(1, s, 2))).toEqual([-1, 1]);
    for (const k of [2, 3, 4, 5, 6]) {
      for (let f = 1; f < k; f++) {
        const over = (g: (s: number) => number): number =>
          Array.from({ length: k }, (_, s) => pointFunction(f, s, k) * g(s)).reduce(
            (a, b) => a + b,
          );
        expect(over(() => 1)).toBeCloseTo(0, 12);
        for (let g = 1; g < k; g++) {
          if (g === f) expect(over((s) => pointFunction(g, s, k))).toBeGreaterThan(0.1);
          else expect(over((s) => pointFunction(g, s, k))).toBeCloseTo(0, 12);
        }
      }
    }
  });
});
