import type { Layers } from '../../../science/surfaces/layers.ts';
import { type Miller, millerText } from '../../../science/surfaces/miller.ts';
import { planeArea } from '../../../science/surfaces/plane-basis.ts';
import { widened } from '../../../science/surfaces/stack.ts';
import {
  extrinsicFault,
  type FaultLine,
  faultLine,
  hasExtrinsic,
  shiftedCrystal,
} from '../../../science/surfaces/stacking-faults.ts';
import { amountText } from '../parent.ts';
import { recorded } from '../recorded.ts';
import {
  chosen,
  latticeLayers,
  ownLayers,
  type Piece,
  type PlanarCrystal,
  pieceBase,
  planarCrystal,
  planesByGap,
} from './planar-crystal.ts';
import type { PlanarStrategy } from './strategy.ts';

/** `stacking_faults` with every default. */
export interface FaultSettings {
  readonly planes?: readonly Miller[];
  readonly n_steps: number;
  /** Å; left out, the two sides of a cut keep their distance. */
  readonly openings?: readonly number[];
  readonly extrinsic: boolean;
  readonly thickness: number;
  readonly width?: number;
  readonly at_most: number;
}

/** Lines of generalised stacking faults, one for each different cut of each plane. A line is one family. */
export const stackingFaults = (settings: FaultSettings, seed: number): PlanarStrategy => ({
  name: 'stacking_fault',
  *cut(base, tally) {
    const crystal = planarCrystal(base, 'stacking_fault', tally);
    if (!crystal) return;
    const planes = settings.planes ?? planesByGap(crystal, 1).slice(0, 1);
    const lines = planes.flatMap((plane) => linesOf(crystal, plane));
    const limit = {
      most: settings.at_most,
      seed,
      kind: 'stacking_fault',
      field: 'stacking_faults',
    };
    for (const line of chosen(lines, words, limit, base, tally)) {
      const pieces = [...points(line, settings)];
      const leader = pieces[0]!.structure;
      for (const piece of pieces) {
        yield pieceBase(base, 'stacking_fault', 'stacking_fault', { ...piece, leader });
      }
    }
  },
});

interface Line extends FaultLine {
  readonly plane: Miller;
  readonly layers: Layers;
  readonly cut: number;
  readonly hasExtrinsic: boolean;
}

const words = ({ plane, cut }: Line): string => `fault ${millerText(plane)} #${cut}`;

/** One line for each kind of cut: cuts whose two sides are the same by symmetry are one kind. */
function linesOf(crystal: PlanarCrystal, plane: Miller): Line[] {
  const layers = ownLayers(crystal, plane);
  const lattice = latticeLayers(crystal, plane);
  const seen = new Set<string>();
  return layers.cuts.flatMap(({ below, above }, cut) => {
    const kind = `${Math.min(below, above)} ${Math.max(below, above)}`;
    if (seen.has(kind)) return [];
    seen.add(kind);
    const line = faultLine(layers, cut, lattice);
    return [{ ...line, plane, layers, cut, hasExtrinsic: hasExtrinsic(layers, line, lattice) }];
  });
}

/** The points of a line, the perfect crystal left out, and the extrinsic fault at its end. */
function* points(line: Line, settings: FaultSettings): Iterable<Piece> {
  const { layers, cut, shift, end, plane } = line;
  const { n_steps: steps, thickness, width = 0, openings = [0] } = settings;
  const repeats = Math.ceil(thickness / layers.basis.spacing - 1e-6);
  const about = (structure: Piece['structure'], way: readonly [number, number]) => ({
    plane: [...plane],
    shift: way.map((x) => recorded(x) + 0),
    area: recorded(planeArea(structure.cell)),
  });
  const last = end === 'perfect' ? steps - 1 : steps;
  const most = Math.max(1, last);
  for (let step = 1; step <= most; step++) {
    // A line of one point over a lattice vector has it in the middle.
    const share = last === 0 ? 0.5 : step / steps;
    const way = [share * shift[0], share * shift[1]] as const;
    const kind = end !== 'perfect' && step === steps ? end : 'between';
    for (const opening of openings) {
      const structure = widened(shiftedCrystal(layers, cut, repeats, way, opening), width);
      const apart = opening === 0 ? '' : ` opened ${amountText(opening)} Å`;
      const operation = `${words(line)} shift ${amountText(share)}${apart}`;
      const details = { ...about(structure, way), kind, share, ...(opening !== 0 && { opening }) };
      yield { structure, operation, details };
    }
  }
  if (!settings.extrinsic || !line.hasExtrinsic) return;
  const structure = widened(extrinsicFault(layers, cut, repeats, shift), width);
  const operation = `${words(line)} extrinsic`;
  yield {
    structure,
    operation,
    details: { ...about(structure, shift), kind: 'extrinsic stacking fault' },
  };
}
