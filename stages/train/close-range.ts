import type { AcePotential, BondCore } from '../../science/ace/potential.ts';
import { coreHoles, corePlaces, WIDTHS, zblCore } from '../../science/ace-fit/core-rule.ts';
import type { Observation } from '../../science/ace-fit/observation.ts';
import { shortestDistances } from '../../science/ace-fit/short-distances.ts';
import { hardCoreBond } from './hard-core.ts';
import type { HardCore } from './resolve-ace.ts';

/** The potential with what keeps atoms apart below all distances of the data, and what to say of it. */
export interface Closed {
  readonly potential: AcePotential;
  readonly notes: readonly string[];
}

/**
 * Adds the core that the settings ask for. The ZBL core begins below the shortest distance of the data, so that nothing
 * that was fitted changes; of a few widths of its beginning the first that leaves no hole is taken.
 */
export function closeRange(
  make: (cores?: readonly BondCore[]) => AcePotential,
  observations: readonly Observation[],
  repulsion: 'none' | HardCore | undefined,
): Closed {
  const bare = make();
  if (repulsion === 'none') return { potential: bare, notes: [] };
  if (repulsion)
    return { potential: make(bare.bonds.map(() => hardCoreBond(repulsion))), notes: [] };
  const { elements, bonds } = bare;
  const structures = observations.map(({ structure }) => structure);
  const shortest = shortestDistances(elements, structures, bonds[0]!.cutoff);
  const crystals = lowest(observations);
  const tried = WIDTHS.map((width) => {
    const places = corePlaces(elements, shortest, width);
    const potential = make(places.map(zblCore));
    return { places, potential, holes: () => coreHoles(potential, places, crystals) };
  });
  const [first] = tried as [(typeof tried)[number]];
  const whole = tried.find(({ holes }) => holes().length === 0);
  const chosen = whole ?? first;
  const words = elements.flatMap((a, i) =>
    elements.slice(i).map((b, k) => {
      const { end } = chosen.places[i * elements.length + i + k]!;
      return `${a}-${b} below ${end.toFixed(2)} Å`;
    }),
  );
  const notes = [`core: ZBL, ${words.join(', ')} (95 % of the shortest distances of the data)`];
  if (!whole) notes.push(`a hole at short range: the energy falls for ${first.holes().join(', ')}`);
  return { potential: chosen.potential, notes };
}

/** Squeezing a larger one would take longer than the fit. */
const MOST_ATOMS = 16;

/** The structure of lowest energy an atom among the small periodic ones. */
function lowest(observations: readonly Observation[]) {
  const perAtom = ({ structure, energy }: Observation): number => energy / structure.numbers.length;
  const small = observations.filter(
    ({ structure }) => structure.periodic.every(Boolean) && structure.numbers.length <= MOST_ATOMS,
  );
  const [first] = [...small].sort((a, b) => perAtom(a) - perAtom(b));
  return first ? [first.structure] : [];
}
