import { fail, ok, type Result } from '../../../base/result.ts';
import type { SettingIssue } from '../../../engine/stage.ts';
import {
  leastLimited,
  possibleSize,
  type ShellLimit,
  shellLimits,
} from '../../../science/sqs/shell-limits.ts';
import type { Repeats } from '../../../science/supercell.ts';
import { atomCounts, countsText, isReached } from '../composition.ts';
import type { Given, StrategyChoice } from '../strategy.ts';
import { type AlloyLattice, alloyLattice, cellAtoms, mixedAtoms, repeatedCell } from './alloy.ts';
import type { ResolvedSqs, SqsConfig, SqsSettings } from './sqs-settings.ts';

type Choice = Result<StrategyChoice, readonly SettingIssue[]>;
type Composition = { readonly [symbol: string]: number };

const DEFAULT_SHELLS = 4;
const DEFAULT_TRIPLETS = 2;
/** Swaps tried, a mixed site: in one given cell, and where the shape is searched for as well. */
const STEPS_IN_A_CELL = 1000;
const STEPS_FOR_A_SHAPE = 10_000;
/** The default size: the first number of atoms from the one to the other that holds the composition. */
const DEFAULT_SIZES = [32, 64] as const;
/** Sizes that are looked through for one that can hold what is asked for. */
const LARGEST_SUGGESTED = 128;
/** The most that the schema takes. */
const LARGEST = 256;

/** Fills in the defaults, and refuses what no decoration of the cell can be. */
export function resolveSqs(config: SqsConfig, { system, config: all }: Given): Choice {
  if (!system) {
    const message = 'an SQS needs `system`: the lattice whose sites are mixed';
    return fail([{ path: ['sqs'], message }]);
  }
  const { composition } = system;
  if (Object.keys(composition).length < 2) {
    const message = `there is nothing to mix: the system is all ${Object.keys(composition)[0]}`;
    return fail([{ path: ['sqs'], message, hint: 'give a composition of two elements or more' }]);
  }
  const supercell = all['supercell'] as Repeats | undefined;
  const alloy = { lattice: alloyLattice(system), composition, written: ['system', 'composition'] };
  const chosen = chooseSqs(config, supercell, alloy);
  if (!chosen.ok) return chosen;
  const { sqs, notes } = chosen.value;
  const settings: SqsSettings = { system, ...(supercell && { supercell }), sqs };
  return ok({ settings, notes });
}

/** What is to be mixed, and on which sites. */
export interface Alloy {
  readonly lattice: AlloyLattice;
  /** Of the mixed sites. */
  readonly composition: Composition;
  /** Where the composition is written. */
  readonly written: readonly string[];
}

/** The defaults of a search for these sites; an issue where no decoration of the cell is what is asked for. */
export function chooseSqs(
  config: SqsConfig,
  supercell: Repeats | undefined,
  alloy: Alloy,
): Result<
  { readonly sqs: ResolvedSqs; readonly notes: readonly string[] },
  readonly SettingIssue[]
> {
  if (supercell && config.size !== undefined) {
    const message = '`supercell` is given too: keep one of the two';
    return fail([{ path: ['sqs', 'size'], message }]);
  }
  const { lattice } = alloy;
  const size = supercell
    ? supercell[0] * supercell[1] * supercell[2] * lattice.atoms
    : (config.size ?? defaultSize(alloy));
  const issue = sizeIssue(config, supercell, size, alloy);
  if (issue) return fail([issue]);
  const shells = possibleShells(config, size, supercell, alloy);
  if (!shells.ok) return shells;
  const sites = mixedAtoms(lattice, size);
  const sqs: ResolvedSqs = {
    ...(!supercell && { size }),
    shells: shells.value,
    triplets: Math.min(config.triplets ?? DEFAULT_TRIPLETS, shells.value),
    count: config.count ?? 1,
    steps: config.steps ?? sites * (supercell ? STEPS_IN_A_CELL : STEPS_FOR_A_SHAPE),
  };
  return ok({ sqs, notes: notesOf(config, sqs, size, alloy) });
}

/** How far from its fraction an element may be, in atoms, to count as held exactly. */
const HELD = 0.02;

/** Whether so many sites hold the composition exactly, but for how its fractions are rounded. */
const isHeld = (composition: Composition, sites: number): boolean =>
  Object.values(composition).every((x) => {
    const off = Math.abs(x * sites - Math.round(x * sites));
    return Math.round(x * sites) > 0 && off <= HELD;
  });

function defaultSize({ composition, lattice }: Alloy): number {
  const { all: step } = cellAtoms(lattice);
  const [least, most] = DEFAULT_SIZES;
  const from = Math.ceil(least / step) * step;
  const count = Math.max(1, Math.floor((most - from) / step) + 1);
  const sizes = Array.from({ length: count }, (_, i) => from + i * step);
  const held = sizes.find((size) => isHeld(composition, mixedAtoms(lattice, size)));
  const isNear = (size: number): boolean =>
    isReached(composition, atomCounts(composition, mixedAtoms(lattice, size)));
  return held ?? sizes.find(isNear) ?? from;
}

function sizeIssue(
  config: SqsConfig,
  supercell: Repeats | undefined,
  size: number,
  { composition, lattice, written }: Alloy,
): SettingIssue | undefined {
  const path = supercell
    ? ['supercell']
    : config.size !== undefined
      ? ['sqs', 'size']
      : [...written];
  const { all: step } = cellAtoms(lattice);
  if (size % step !== 0) {
    const message = `${size} atoms are no whole number of primitive cells of ${step}`;
    return { path, message, hint: `${size - (size % step)} or ${size - (size % step) + step}` };
  }
  const sites = mixedAtoms(lattice, size);
  const counts = atomCounts(composition, sites);
  if (isReached(composition, counts)) return undefined;
  const of = sites < size ? ` on their ${sites} mixed sites` : '';
  const message = `${size} atoms cannot hold this composition${of}: the nearest is ${countsText(counts)}`;
  const [nearest] = heldSizes(composition, size, lattice, 1);
  const could = nearest ?? reachedSize(composition, size, lattice);
  return { path, message, ...(could && { hint: `sqs: { size: ${could} } can` }) };
}

/** The first size beyond `size` that comes within half an atom of the composition. */
function reachedSize(
  composition: Composition,
  size: number,
  lattice: AlloyLattice,
): number | undefined {
  const { all: step } = cellAtoms(lattice);
  for (let n = size + step; n <= LARGEST; n += step) {
    if (isReached(composition, atomCounts(composition, mixedAtoms(lattice, n)))) return n;
  }
  return undefined;
}

/** The sizes nearest to `size` that hold the composition exactly, the smaller first. */
function heldSizes(
  composition: Composition,
  size: number,
  lattice: AlloyLattice,
  count: number,
): number[] {
  const { all: step } = cellAtoms(lattice);
  const sizes = Array.from(
    { length: Math.floor(LARGEST_SUGGESTED / step) },
    (_, i) => (i + 1) * step,
  );
  const off = (n: number): number => Math.abs(n - size);
  const held = sizes
    .filter((n) => isHeld(composition, mixedAtoms(lattice, n)))
    .sort((a, b) => off(a) - off(b) || a - b);
  return held.slice(0, count).sort((a, b) => a - b);
}

/** The shells asked for, where the cell can have them; by default as many as it can. */
function possibleShells(
  { shells }: SqsConfig,
  size: number,
  supercell: Repeats | undefined,
  { composition, lattice }: Alloy,
): Result<number, readonly SettingIssue[]> {
  const counts = atomCounts(composition, mixedAtoms(lattice, size));
  const fractions = counts.map(([, count]) => count / mixedAtoms(lattice, size));
  const { sites } = lattice;
  const { all, mixed } = cellAtoms(lattice);
  const wanted = shells ?? DEFAULT_SHELLS;
  const limits = supercell
    ? shellLimits(sites, wanted, repeatedCell(lattice, supercell).form, fractions)
    : leastLimited(sites, wanted, fractions, size / all);
  const [limit] = limits;
  if (!limit) return ok(wanted);
  if (shells === undefined && limit.shell > 1) return ok(limit.shell - 1);
  const message = `${limitText(limit)}: ${cellText(size, supercell)} can be random in it, whatever the order`;
  const could = possibleSize(sites, wanted, fractions, {
    from: 2 * mixed,
    most: Math.floor(LARGEST_SUGGESTED / all) * mixed,
    isHeld: (n) => n >= mixedAtoms(lattice, size) && isHeld(composition, n),
  });
  const ways = [
    ...(limit.shell > 1 ? [`shells: ${limit.shell - 1}`] : []),
    ...(could
      ? [`${supercell ? 'no supercell and ' : ''}sqs: { size: ${(could / mixed) * all} }`]
      : []),
  ];
  const path = shells === undefined ? ['sqs'] : ['sqs', 'shells'];
  return fail([{ path, message, ...(ways.length > 0 && { hint: ways.join(', or ') }) }]);
}

const limitText = ({ shell, distance, neighbours, ownImages }: ShellLimit): string =>
  `in shell ${shell} (${Math.round(distance * 1e3) / 1e3} Å) ${round(ownImages)} of an atom's ${round(neighbours)} neighbours are its own images`;

const round = (x: number): number => Math.round(x * 100) / 100;

const cellText = (size: number, supercell: Repeats | undefined): string =>
  supercell ? `no supercell ${supercell.join('x')} of ${size} atoms` : `no cell of ${size} atoms`;

function notesOf(
  config: SqsConfig,
  { shells }: ResolvedSqs,
  size: number,
  { composition, lattice }: Alloy,
): string[] {
  const sites = mixedAtoms(lattice, size);
  const counts = atomCounts(composition, sites);
  const better = isHeld(composition, sites) ? [] : heldSizes(composition, size, lattice, 3);
  const hint = better.length > 0 ? ` (held exactly by ${better.join(', ')} atoms)` : '';
  const on = sites < size ? ` on ${sites} of ${size} sites` : '';
  const notes = [`composition reached: ${countsText(counts)}${on}${hint}; decorated as an SQS`];
  if (config.shells === undefined && shells < DEFAULT_SHELLS) {
    notes.push(
      `sqs.shells ${shells}: further ones are an atom's own images in a cell of ${size} atoms`,
    );
  }
  return notes;
}
