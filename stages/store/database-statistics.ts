import { largestNorm } from '../../science/ase-db/encode-row.ts';
import { rowLevel } from '../../science/ase-db/row-label.ts';
import { elementSymbol } from '../../science/elements.ts';
import type { IdentifiedRow, RowInTurn } from './database-manager.ts';

/** Least, mean and most of some numbers. */
export interface Spread {
  readonly least: number;
  readonly mean: number;
  readonly most: number;
}

/** What a kind of structure has; energies in eV/atom, forces in eV/Å. */
export interface GroupStatistics {
  readonly group: string;
  readonly rows: number;
  readonly atoms: number;
  readonly labelled: number;
  readonly energyPerAtom?: Spread;
  /** Of the largest force in each row. */
  readonly largestForce?: Spread;
}

/** A database in numbers. */
export interface DatabaseStatistics {
  readonly rows: number;
  readonly labelled: number;
  readonly atoms: number;
  /** Rows that could not be read. */
  readonly broken: number;
  /** In how many rows each element is. */
  readonly elements: { readonly [symbol: string]: number };
  /** How many labels each level of theory has. */
  readonly levels: { readonly [words: string]: number };
  /** By group (config_type), the largest first. */
  readonly groups: readonly GroupStatistics[];
}

/** Goes once over the rows and counts. */
export function databaseStatistics(rows: Iterable<RowInTurn>): DatabaseStatistics {
  const groups = new Map<string, Tally>();
  const elements: { [symbol: string]: number } = {};
  const levels: { [words: string]: number } = {};
  let broken = 0;
  for (const { row } of rows) {
    if (!row.ok) {
      broken++;
      continue;
    }
    const { structure, keyValuePairs, data } = row.value;
    const group = String(keyValuePairs.config_type ?? '(no group)');
    const tally = groups.get(group) ?? newTally();
    groups.set(group, tally);
    count(tally, row.value);
    for (const number of new Set(structure.numbers)) raise(elements, elementSymbol(number));
    if (row.value.results.energy !== undefined) {
      raise(levels, rowLevel(data)?.words ?? '(not said)');
    }
  }
  const listed = [...groups].map(([group, tally]) => statisticsOf(group, tally));
  const sum = (of: (group: GroupStatistics) => number) =>
    listed.reduce((total, group) => total + of(group), 0);
  return {
    rows: sum((group) => group.rows),
    labelled: sum((group) => group.labelled),
    atoms: sum((group) => group.atoms),
    broken,
    elements,
    levels,
    groups: listed.sort((a, b) => b.rows - a.rows || (a.group < b.group ? -1 : 1)),
  };
}

interface Tally {
  rows: number;
  atoms: number;
  labelled: number;
  readonly energies: Running;
  readonly forces: Running;
}

interface Running {
  count: number;
  least: number;
  sum: number;
  most: number;
}

const newRunning = (): Running => ({
  count: 0,
  least: Number.POSITIVE_INFINITY,
  sum: 0,
  most: Number.NEGATIVE_INFINITY,
});

const newTally = (): Tally => ({
  rows: 0,
  atoms: 0,
  labelled: 0,
  energies: newRunning(),
  forces: newRunning(),
});

function count(tally: Tally, { structure, results }: IdentifiedRow): void {
  const atoms = structure.numbers.length;
  tally.rows++;
  tally.atoms += atoms;
  const energy = results.freeEnergy ?? results.energy;
  if (energy !== undefined) {
    tally.labelled++;
    add(tally.energies, energy / atoms);
  }
  if (results.forces) add(tally.forces, largestNorm(results.forces));
}

function add(running: Running, value: number): void {
  running.count++;
  running.sum += value;
  running.least = Math.min(running.least, value);
  running.most = Math.max(running.most, value);
}

function raise(counts: { [name: string]: number }, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

function statisticsOf(group: string, tally: Tally): GroupStatistics {
  const { rows, atoms, labelled, energies, forces } = tally;
  return {
    group,
    rows,
    atoms,
    labelled,
    ...(energies.count > 0 && { energyPerAtom: spread(energies) }),
    ...(forces.count > 0 && { largestForce: spread(forces) }),
  };
}

const spread = ({ count, least, sum, most }: Running): Spread => ({
  least,
  mean: sum / count,
  most,
});
