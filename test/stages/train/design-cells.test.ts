import { expect, it } from 'vitest';
import type { AceBasisSpec } from '../../../science/ace/basis.ts';
import type { DesignTask } from '../../../stages/train/ace-tasks.ts';
import { type CellTarget, designCells } from '../../../stages/train/design-cells.ts';
import { fakeContext } from '../../support/fake-context.ts';
import { copperCells, labelled, toyPotential } from '../../support/toy-crystals.ts';

const SPEC: AceBasisSpec = { elements: ['Cu'], cutoff: 4, maxOrder: 2, functionsPerElement: 12 };
const nature = toyPotential(['Cu'], { Cu: 0 });
const targets = labelled(nature, copperCells(1200)).map(
  ({ structure, energy, forces }, at): CellTarget => ({
    structure,
    weight: 1,
    bindingEnergy: energy,
    forces: forces!,
    cell: at % 3,
  }),
);

it('has a few blocks in hand at a time, however much data there is, and gives the same for any number of workers', async () => {
  const results = [];
  for (const workers of [1, 3]) {
    const context = fakeContext();
    const sizes = new Set<number>();
    let [inHand, most] = [0, 0];
    const parts = await designCells(
      {
        ...context,
        workers,
        compute: async <Out>(task: Parameters<typeof context.compute>[0], payload: unknown) => {
          const rows = (payload as DesignTask).targets.reduce(
            (sum, { forces }) => sum + 1 + forces!.length,
            0,
          );
          sizes.add(rows);
          inHand++;
          most = Math.max(most, inHand);
          const out = await context.compute<Out>(task, payload);
          inHand--;
          return out;
        },
      },
      SPEC,
      targets,
      [],
    );
    // a structure of four atoms has 13 rows; a block ends with the one that makes it 1000
    expect(Math.max(...sizes)).toBeLessThan(1000 + 13);
    expect(most).toBeLessThanOrEqual(2 * workers);
    expect(most).toBeGreaterThan(1);
    // what is kept of 1200 structures is three triangles
    const kept = parts.flatMap(({ energy, forces }) => [energy.rows, forces.rows]);
    expect(Math.max(...kept)).toBeLessThanOrEqual(13);
    results.push(parts);
  }
  expect(results[1]).toEqual(results[0]);
});
