import { join } from 'node:path';
import { openPacemaker, type PacemakerRequest } from '../../../../cli/open-pacemaker.ts';
import type { Observation } from '../../../../science/ace-fit/observation.ts';
import { emt } from '../../../../science/emt/emt.ts';
import { componentPath } from '../../../support/component.ts';

const ALUMINIUM = Int32Array.of(13, 13, 13, 13);

/** An fcc crystal of four atoms, strained and shaken by a fixed rule; `a`: its lattice constant at rest, Å. Labels by EMT. */
function labelled(n: number, numbers: Int32Array, a: number): Observation {
  const edge = a * (1 + 0.01 * ((n % 9) - 4));
  const shake = (i: number): number => 0.12 * (((7919 * (12 * n + i + 1)) % 1009) / 1009 - 0.5);
  const places = [0, 0, 0, 0, 0.5, 0.5, 0.5, 0, 0.5, 0.5, 0.5, 0];
  const structure = {
    numbers,
    positions: Float64Array.from(places, (place, i) => place * edge + shake(i)),
    cell: Float64Array.of(edge, 0, 0, 0, edge, 0, 0, 0, edge),
    periodic: [true, true, true] as const,
  };
  const label = emt(structure);
  if (!label.ok) throw new Error('EMT refuses');
  const { energy, forces } = label.value;
  return { structure, energy, forces, weight: 1, family: String(n), group: '', key: String(n) };
}

const parted = (all: readonly Observation[]) => ({ fit: all.slice(0, 25), test: all.slice(25) });
const thirty = (make: (n: number) => Observation) =>
  parted(Array.from({ length: 30 }, (_, n) => make(n)));

/** Thirty crystals of aluminium. */
export const DATA = thirty((n) => labelled(n, ALUMINIUM, 4.05));

/** Thirty of aluminium and nickel, from none of nickel to all. */
export const ALLOYS = thirty((n) =>
  labelled(
    n,
    ALUMINIUM.map((z, i) => (i < n % 5 ? 28 : z)),
    3.77,
  ),
);

/** Fits by the real pacemaker in folders below one, each with few functions. */
export function realFits(folder: string) {
  return async (
    name: string,
    config: PacemakerRequest['config'],
    more: Partial<PacemakerRequest> = {},
    initial?: string,
  ) => {
    const opened = await openPacemaker({
      config: {
        cutoff: 4.5,
        b_basis_size: 10,
        ...config,
        pacemaker: {
          python: componentPath('pacemaker'),
          shape: { nradmax: [5, 2], lmax: [0, 1] },
          ...config.pacemaker,
        },
      },
      data: DATA,
      folder: join(folder, name),
      ...more,
    });
    if (!opened.ok) throw new Error(opened.error.join('; '));
    return opened.value.train(initial);
  };
}
