import type { AceFunction } from './ace-function.ts';
import { functionsOfDegree, pairFunctions } from './candidates.ts';
import type { RadialKind } from './radial-kind.ts';

/** What fixes a basis: everything else about it follows, the same on every machine. */
export interface AceBasisSpec {
  /** Chemical symbols, sorted by code unit. */
  readonly elements: readonly string[];
  /** The cutoff radius, Å. */
  readonly cutoff: number;
  /** The largest number of neighbours that one function couples (its rank, body order less one): 1 to 4. */
  readonly maxOrder: number;
  /** Functions of each central element. */
  readonly functionsPerElement: number;
  /** The radial functions; SBessel where left out. */
  readonly radial?: RadialForm;
  /** Å: below `end - width` there are no radial functions, above `end` they are whole. */
  readonly inner?: { readonly end: number; readonly width: number };
}

/** A form of radial functions and its lambda. */
export interface RadialForm {
  readonly kind: RadialKind;
  readonly parameter: number;
}

/** The functions of a linear ACE potential: plain data, quickly rebuilt from the spec in each worker. */
export interface AceBasis {
  readonly spec: AceBasisSpec;
  /** All functions, ordered by central element: the columns of a design matrix. */
  readonly functions: readonly AceFunction[];
  /** functions.length. */
  readonly functionCount: number;
  /** Columns of central element e: from `offsets[e]` to `offsets[e + 1]`. */
  readonly offsets: readonly number[];
}

/** Pair functions of each neighbour element that come before all else. */
const MOST_PAIRS = 10;
/** At most this share of the functions is spent on them. */
const PAIR_SHARE = 0.25;

/**
 * Builds the basis: per central element first the pair functions n = 1 to 10 of each neighbour
 * element (fewer where they would be over a quarter of all functions), then whatever has the lowest
 * degree sum(n) + sum(l), n counted from 1; equal degrees in the order of `functionsOfDegree`. The
 * columns of an element are sorted by rank. The same spec gives the same functions in the same order,
 * and a larger `functionsPerElement` only adds (once it has room for all ten pair functions).
 *
 * The functions of one atom are linearly independent. Summed over a structure, the pair functions of
 * element i around j equal those of j around i: a fit of several elements has that many redundant
 * columns, which a ridge shares evenly.
 * Throws a RangeError on a spec that names no basis.
 */
export function buildAceBasis(spec: AceBasisSpec): AceBasis {
  const { elements, functionsPerElement: count } = spec;
  checkSpec(spec);
  const functions: AceFunction[] = [];
  const offsets = [0];
  for (let central = 0; central < elements.length; central++) {
    functions.push(...chooseFunctions(central, elements.length, spec.maxOrder, count));
    offsets.push(functions.length);
  }
  return { spec, functions, functionCount: functions.length, offsets };
}

function checkSpec({ elements, cutoff, maxOrder, functionsPerElement }: AceBasisSpec): void {
  const sorted = elements.every((e, i) => i === 0 || elements[i - 1]! < e);
  const whole = Number.isInteger(functionsPerElement) && Number.isInteger(maxOrder);
  const inRange = functionsPerElement >= 1 && maxOrder >= 1 && maxOrder <= 4 && cutoff > 0;
  if (elements.length > 0 && sorted && whole && inRange) return;
  const words = `${elements} ${cutoff} ${maxOrder} ${functionsPerElement}`;
  throw new RangeError(`internal error: no ACE basis has this spec: ${words}`);
}

function chooseFunctions(
  central: number,
  elements: number,
  maxOrder: number,
  count: number,
): AceFunction[] {
  const affordable = Math.floor((PAIR_SHARE * count) / elements);
  const pairs = Math.min(MOST_PAIRS, Math.max(1, affordable));
  const chosen: AceFunction[] = [];
  for (let n = 1; n <= pairs; n++) chosen.push(...pairFunctions(central, elements, n));
  for (let degree = 1; chosen.length < count; degree++) {
    for (const candidate of functionsOfDegree(central, elements, maxOrder, degree)) {
      if (chosen.length >= count) break;
      if (candidate.n.length > 1 || candidate.n[0]! > pairs) chosen.push(candidate);
    }
  }
  return chosen.slice(0, count).sort((a, b) => a.n.length - b.n.length);
}
