import { type Miller, millerText } from '../../../science/surfaces/miller.ts';
import { planeArea } from '../../../science/surfaces/plane-basis.ts';
import { widened } from '../../../science/surfaces/stack.ts';
import { isOwnMirror, type Twin, twinOf } from '../../../science/surfaces/twins.ts';
import { recorded } from '../recorded.ts';
import {
  latticeLayers,
  ownLayers,
  type PlanarCrystal,
  pieceBase,
  planarCrystal,
  planesByGap,
} from './planar-crystal.ts';
import type { PlanarStrategy } from './strategy.ts';

/** `twins` with every default. */
export interface TwinSettings {
  readonly planes?: readonly Miller[];
  readonly thickness: number;
  readonly width?: number;
}

/** Coherent twins of a crystal, one for each plane. */
export const twins = (settings: TwinSettings): PlanarStrategy => ({
  name: 'twin',
  *cut(base, tally) {
    const crystal = planarCrystal(base, 'twin', tally);
    if (!crystal) return;
    const made = settings.planes
      ? settings.planes.map((plane) => twinAt(crystal, plane, settings))
      : [usualTwin(crystal, settings)];
    for (const twin of made) {
      if (typeof twin === 'string') tally.reject(`twin: ${twin}`);
      else yield pieceBase(base, 'twin', 'twin', piece(twin, settings));
    }
  },
});

interface Made extends Twin {
  readonly plane: Miller;
}

function piece({ plane, structure: narrow, mirror }: Made, { width = 0 }: TwinSettings) {
  const structure = widened(narrow, width);
  const area = recorded(planeArea(structure.cell));
  const details = { plane: [...plane], mirror, area, boundaries: 2 };
  return { structure, operation: `twin ${millerText(plane)}`, details };
}

/** The twin at a plane, or why there is none. */
function twinAt(crystal: PlanarCrystal, plane: Miller, { thickness }: TwinSettings): Made | string {
  const layers = ownLayers(crystal, plane);
  if (isOwnMirror(layers, crystal.symmetry)) return 'the plane is a mirror of the crystal';
  const repeats = Math.ceil(thickness / layers.basis.spacing - 1e-6);
  const twin = twinOf(layers, repeats);
  return twin ? { ...twin, plane } : 'it brings atoms too near to each other';
}

/** The first twin by the distance of its planes; an alloy's is chosen by its lattice. */
function usualTwin(crystal: PlanarCrystal, settings: TwinSettings): Made | string {
  for (const plane of planesByGap(crystal, 2)) {
    if (isOwnMirror(latticeLayers(crystal, plane), crystal.lattice)) continue;
    const twin = twinAt(crystal, plane, settings);
    if (typeof twin !== 'string') return twin;
  }
  return 'no plane with indices up to 2 has one';
}
