import { type Miller, millerText } from '../../../science/surfaces/miller.ts';
import { planeArea } from '../../../science/surfaces/plane-basis.ts';
import { widened } from '../../../science/surfaces/stack.ts';
import {
  isOwnMirror,
  type ShuffledTwin,
  shuffledTwin,
  twinOf,
} from '../../../science/surfaces/twins.ts';
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
  /** Whether atoms of a boundary may leave their places; left out: not. */
  readonly shuffles?: true;
  readonly width?: number;
}

/** What hcp has without `planes`: the tension twin of Mg, Ti, Zr and Zn. */
const HCP_TWIN: Miller = [1, 0, 2];

/** Coherent twins of a crystal, one for each plane. */
export const twins = (settings: TwinSettings): PlanarStrategy => ({
  name: 'twin',
  *cut(base, tally) {
    const crystal = planarCrystal(base, 'twin', tally);
    if (!crystal) return;
    const { planes, shuffles } = settings;
    for (const plane of planes ?? [undefined]) {
      const twin = plane ? twinAt(crystal, plane, settings) : usualTwin(crystal, settings);
      if (typeof twin !== 'string') yield pieceBase(base, 'twin', 'twin', piece(twin, settings));
      else {
        tally.reject(`twin: ${twin}`);
        const where = plane ? ` ${millerText(plane)}` : '';
        tally.note(`twin${where}: ${twin}${shuffles || twin === OWN_MIRROR ? '' : HINT}`);
      }
    }
  },
});

const OWN_MIRROR = 'the plane is a mirror of the crystal';
const TOO_NEAR = 'it brings atoms too near to each other';
const HINT =
  '; twins.shuffles: true lets atoms of the boundary leave their places, as hcp needs it';

interface Made extends ShuffledTwin {
  readonly plane: Miller;
}

function piece(twin: Made, { width = 0 }: TwinSettings) {
  const { plane, structure: narrow, mirror, shift, opening } = twin;
  const structure = widened(narrow, width);
  const details = {
    plane: [...plane],
    mirror,
    area: recorded(planeArea(structure.cell)),
    boundaries: 2,
    ...(shift && { shift: shift.map((x) => recorded(x) + 0) }),
    ...(opening && { opening: recorded(opening) }),
  };
  return { structure, operation: `twin ${millerText(plane)}`, details };
}

/** The twin at a plane, or why there is none. */
function twinAt(crystal: PlanarCrystal, plane: Miller, settings: TwinSettings): Made | string {
  const { thickness, shuffles } = settings;
  const layers = ownLayers(crystal, plane);
  if (isOwnMirror(layers, crystal.symmetry)) return OWN_MIRROR;
  const repeats = Math.ceil(thickness / layers.basis.spacing - 1e-6);
  const twin = twinOf(layers, repeats) ?? (shuffles && shuffledTwin(layers, repeats));
  return twin ? { ...twin, plane } : TOO_NEAR;
}

/** The first twin by the distance of its planes; an alloy's is chosen by its lattice. */
function usualTwin(crystal: PlanarCrystal, settings: TwinSettings): Made | string {
  if (settings.shuffles && isHcp(crystal)) return twinAt(crystal, HCP_TWIN, settings);
  for (const plane of planesByGap(crystal, 2)) {
    if (isOwnMirror(latticeLayers(crystal, plane), crystal.lattice)) continue;
    const twin = twinAt(crystal, plane, settings);
    if (typeof twin !== 'string') return twin;
  }
  return 'no plane with indices up to 2 has one';
}

/** Two sites in a cell of the space group P6_3/mmc: hcp, whatever its axial ratio. */
const isHcp = ({ lattice }: PlanarCrystal): boolean =>
  lattice.spaceGroup === 194 && lattice.atoms.length === 2;
