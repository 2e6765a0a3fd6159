import { distinctPlanes, type Miller, millerText } from '../../../science/surfaces/miller.ts';
import { planeArea } from '../../../science/surfaces/plane-basis.ts';
import { type Slab, slabsOf } from '../../../science/surfaces/slabs.ts';
import type { Base } from '../parent.ts';
import { recorded } from '../recorded.ts';
import { chosen, ownLayers, pieceBase, planarCrystal } from './planar-crystal.ts';
import type { PlanarStrategy } from './strategy.ts';

/** `surfaces` with every default. */
export interface SurfaceSettings {
  readonly planes?: readonly Miller[];
  readonly max_index?: number;
  readonly layers?: number;
  readonly thickness?: number;
  readonly vacuum: number;
  readonly width?: number;
  readonly at_most: number;
}

/** Slabs of a crystal, one for each different surface of each plane. */
export const surfaces = (settings: SurfaceSettings, seed: number): PlanarStrategy => ({
  name: 'surface',
  *cut(base, tally) {
    const crystal = planarCrystal(base, 'surface', tally);
    if (!crystal) return;
    const planes = settings.planes ?? distinctPlanes(settings.max_index ?? 1, crystal.symmetry);
    const size = {
      thickness: settings.thickness ?? 0,
      planes: settings.layers ?? 1,
      vacuum: settings.vacuum,
      width: settings.width ?? 0,
    };
    const slabs = planes.flatMap((plane) =>
      slabsOf(ownLayers(crystal, plane), size).map((slab, at) => ({ plane, slab, at })),
    );
    const limit = { most: settings.at_most, seed, kind: 'surface', field: 'surfaces' };
    for (const one of chosen(slabs, words, limit, base, tally)) yield slabBase(base, one);
  },
});

interface Made {
  readonly plane: Miller;
  readonly slab: Slab;
  readonly at: number;
}

const words = ({ plane, slab, at }: Made): string =>
  `surface ${millerText(plane)} #${at}, ${slab.planes} planes`;

function slabBase(base: Base, made: Made): Base {
  const { plane, slab } = made;
  const { structure, top, bottom, isSymmetric, planes, thickness } = slab;
  const details = {
    plane: [...plane],
    planes,
    thickness: recorded(thickness),
    area: recorded(planeArea(structure.cell)),
    surfaces: [bottom, top],
    symmetric: isSymmetric,
  };
  return pieceBase(base, 'surface', 'surface', { structure, operation: words(made), details });
}
