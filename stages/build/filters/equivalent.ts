import { cellVolume } from '../../../science/cell.ts';
import { neighbourList } from '../../../science/neighbours.ts';
import type { Structure } from '../../../science/structure.ts';
import type { Filter } from './filter.ts';

/** Å: how far around each atom two structures are compared. */
const REACH = 6;

const REASON = 'equivalent to another within filters.equivalent';

/**
 * Rejects a structure that is one before it up to rotation, reflection, shift and the order of its
 * atoms. Told by distances: every atom of one must find an atom of the other, of its own element, with
 * the same distances to each element up to 6 Å, each within `tolerance` (Å). Two structures that only a
 * farther look would tell apart are the same to it.
 */
export function equivalents(tolerance: number): Filter {
  const known = new Map<string, Fingerprint[]>();
  return (structure) => {
    const fingerprint = fingerprintOf(structure, REACH + tolerance);
    const others = known.get(fingerprint.kind);
    if (others?.some((other) => isSame(other, fingerprint, tolerance))) return REASON;
    if (others) others.push(fingerprint);
    else known.set(fingerprint.kind, [fingerprint]);
    return undefined;
  };
}

interface Fingerprint {
  /** What equivalent structures share exactly. */
  readonly kind: string;
  /** Per atom, Å^3. */
  readonly volume: number;
  readonly atoms: readonly Surroundings[];
}

interface Surroundings {
  readonly number: number;
  /** Sorted distances to each element, the elements in order of their numbers. */
  readonly distances: readonly (readonly number[])[];
}

function fingerprintOf(structure: Structure, reach: number): Fingerprint {
  const { numbers, periodic, cell } = structure;
  const elements = [...new Set(numbers)].sort((a, b) => a - b);
  const { first, neighbour, squared } = neighbourList(structure, reach);
  const atoms = Array.from(numbers, (number, i) => {
    const distances = elements.map((): number[] => []);
    for (let n = first[i]!; n < first[i + 1]!; n++) {
      distances[elements.indexOf(numbers[neighbour[n]!]!)]!.push(Math.sqrt(squared[n]!));
    }
    for (const list of distances) list.sort((a, b) => a - b);
    return { number, distances };
  });
  const sorted = (values?: ArrayLike<number>) => Array.from(values ?? []).sort((a, b) => a - b);
  const { initialMagneticMoments: moments, initialCharges: charges } = structure;
  const kind = JSON.stringify([sorted(numbers), periodic, sorted(moments), sorted(charges)]);
  return { kind, volume: cellVolume(cell) / numbers.length, atoms };
}

/** Every atom of one finds an atom of the other that no atom before it has taken. */
function isSame(a: Fingerprint, b: Fingerprint, tolerance: number): boolean {
  // Distances that change by a share s change the volume by three times as much.
  if (Math.abs(a.volume - b.volume) > 3 * tolerance * Math.max(a.volume, b.volume)) return false;
  const free = [...b.atoms];
  return a.atoms.every((own) => {
    const at = free.findIndex((other) => isAlike(own, other, tolerance));
    if (at >= 0) free.splice(at, 1);
    return at >= 0;
  });
}

const isAlike = (a: Surroundings, b: Surroundings, tolerance: number): boolean =>
  a.number === b.number &&
  a.distances.every((own, e) => isSameList(own, b.distances[e]!, tolerance));

/** What one list has more than the other must lie beyond the reach. */
function isSameList(a: readonly number[], b: readonly number[], tolerance: number): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  const isBeyond = short.length === long.length || long[short.length]! > REACH;
  return isBeyond && short.every((x, i) => Math.abs(x - long[i]!) <= tolerance);
}
