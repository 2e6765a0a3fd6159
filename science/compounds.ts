import { toCartesian } from './cell.ts';
import { atomicNumber } from './elements.ts';
import { nearestDistances } from './pair-distances.ts';
import { IDEAL_C_OVER_A } from './prototypes.ts';
import type { Structure } from './structure.ts';

/** A site: the sublattice it belongs to, from 0, and its fractional position. */
type Site = readonly [sublattice: number, x: number, y: number, z: number];

/** A crystal structure type: a cell of edge 1, and sublattices that elements are put on. */
export interface CompoundPrototype {
  /** The name people use, and the Strukturbericht symbol. */
  readonly name: PrototypeName;
  readonly strukturbericht: string;
  /** The number in International Tables, when the sublattices hold different elements. */
  readonly spaceGroup: number;
  readonly lattice: 'cubic' | 'hexagonal';
  readonly sites: readonly Site[];
  /** Sublattices 0 and 1 can be exchanged: AB and BA are one crystal. */
  readonly exchangeable?: true;
  /** With one element on all of its sublattices it is a structure type of its own. */
  readonly elemental?: true;
}

/** The structure types that can be asked for. */
export const PROTOTYPE_NAMES = [
  'fcc',
  'bcc',
  'hcp',
  'sc',
  'diamond',
  'A15',
  'B1',
  'B2',
  'B3',
  'L1_2',
  'L1_0',
  'D0_3',
  'fluorite',
  'perovskite',
  'wurtzite',
] as const;

export type PrototypeName = (typeof PROTOTYPE_NAMES)[number];

const on = (
  sublattice: number,
  ...points: readonly (readonly [number, number, number])[]
): Site[] => points.map(([x, y, z]) => [sublattice, x, y, z]);

const FCC = [
  [0, 0, 0],
  [0, 0.5, 0.5],
  [0.5, 0, 0.5],
  [0.5, 0.5, 0],
] as const;
const CENTRE = [0.5, 0.5, 0.5] as const;
const FACES = FCC.slice(1);

/** FCC points shifted by the same amount along each axis. */
const shifted = (by: number) =>
  FCC.map(([x, y, z]) => [(x + by) % 1, (y + by) % 1, (z + by) % 1] as const);

const QUARTERS = [...shifted(0.25), ...shifted(0.75)];

const A15_CHAINS = [
  [0.25, 0, 0.5],
  [0.75, 0, 0.5],
  [0.5, 0.25, 0],
  [0.5, 0.75, 0],
  [0, 0.5, 0.25],
  [0, 0.5, 0.75],
] as const;

/** The hexagonal close packing, and the same shifted along c. */
const hexagonal = (z: number) =>
  [
    [1 / 3, 2 / 3, z],
    [2 / 3, 1 / 3, z + 0.5],
  ] as const;

/** Wyckoff positions and space groups: International Tables A; Hicks et al., AFLOW Library of Crystallographic Prototypes, Comput. Mater. Sci. 161, S1 (2019). */
const TABLE: readonly CompoundPrototype[] = [
  cubic('fcc', 'A1', 225, on(0, ...FCC)),
  cubic('bcc', 'A2', 229, on(0, [0, 0, 0], CENTRE)),
  { ...cubic('hcp', 'A3', 194, on(0, ...hexagonal(0.25))), lattice: 'hexagonal' },
  cubic('sc', 'A_h', 221, on(0, [0, 0, 0])),
  cubic('diamond', 'A4', 227, on(0, ...FCC, ...shifted(0.25))),
  {
    ...cubic('A15', 'A15', 223, [...on(0, [0, 0, 0], CENTRE), ...on(1, ...A15_CHAINS)]),
    elemental: true,
  },
  both('B1', 'B1', 225, [...on(0, ...FCC), ...on(1, ...shifted(0.5))]),
  both('B2', 'B2', 221, [...on(0, [0, 0, 0]), ...on(1, CENTRE)]),
  both('B3', 'B3', 216, [...on(0, ...FCC), ...on(1, ...shifted(0.25))]),
  cubic('L1_2', 'L1_2', 221, [...on(0, [0, 0, 0]), ...on(1, ...FACES)]),
  both('L1_0', 'L1_0', 123, [
    ...on(0, [0, 0, 0], [0.5, 0.5, 0]),
    ...on(1, [0.5, 0, 0.5], [0, 0.5, 0.5]),
  ]),
  cubic('D0_3', 'D0_3', 225, [...on(0, ...FCC), ...on(1, ...shifted(0.5), ...QUARTERS)]),
  cubic('fluorite', 'C1', 225, [...on(0, ...FCC), ...on(1, ...QUARTERS)]),
  cubic('perovskite', 'E2_1', 221, [...on(0, [0, 0, 0]), ...on(1, CENTRE), ...on(2, ...FACES)]),
  {
    ...both('wurtzite', 'B4', 186, [...on(0, ...hexagonal(0)), ...on(1, ...hexagonal(0.375))]),
    lattice: 'hexagonal',
  },
];

function cubic(
  name: PrototypeName,
  strukturbericht: string,
  spaceGroup: number,
  sites: readonly Site[],
): CompoundPrototype {
  return { name, strukturbericht, spaceGroup, lattice: 'cubic', sites };
}

function both(...parts: Parameters<typeof cubic>): CompoundPrototype {
  return { ...cubic(...parts), exchangeable: true };
}

/** A structure type by its name; throws (a bug: the schema lets no other name pass). */
export function compoundPrototype(name: PrototypeName): CompoundPrototype {
  const found = TABLE.find((prototype) => prototype.name === name);
  if (!found) throw new Error(`internal error: no prototype ${name}`);
  return found;
}

/** How many sublattices a structure type has. */
export const sublattices = ({ sites }: CompoundPrototype): number =>
  1 + Math.max(...sites.map(([sublattice]) => sublattice));

/**
 * Every way to put some of these elements on the sublattices, each crystal once: not two that an
 * exchange of like sublattices makes the same, and not one element on all where that is a simpler
 * structure type (B2 of one element is bcc). One symbol a sublattice.
 */
export function decorations(
  prototype: CompoundPrototype,
  elements: readonly string[],
): (readonly string[])[] {
  let all: (readonly string[])[] = [[]];
  for (let s = 0; s < sublattices(prototype); s++) {
    all = all.flatMap((before) => elements.map((symbol) => [...before, symbol]));
  }
  return all.filter(([first, ...others]) => {
    const isPure = others.every((symbol) => symbol === first);
    if (isPure && others.length > 0) return prototype.elemental === true;
    const [second] = others;
    const isLater = elements.indexOf(first!) > elements.indexOf(second ?? first!);
    return !(prototype.exchangeable && isLater);
  });
}

/** The crystal with edge `a` (Å) and one element a sublattice; `c` (Å) left out: ideal where hexagonal, else `a`. */
export function decorated(
  prototype: CompoundPrototype,
  symbols: readonly string[],
  a: number,
  c?: number,
): Structure {
  const { lattice, sites } = prototype;
  const cell =
    lattice === 'cubic'
      ? Float64Array.of(a, 0, 0, 0, a, 0, 0, 0, c ?? a)
      : Float64Array.of(
          ...[a, 0, 0, -0.5 * a, 0.5 * Math.sqrt(3) * a, 0],
          ...[0, 0, c ?? a * IDEAL_C_OVER_A],
        );
  const fractional = sites.flatMap(([, ...place]) => place);
  return {
    numbers: Int32Array.from(sites, ([sublattice]) => atomicNumber(symbols[sublattice]!) as number),
    positions: toCartesian(fractional, cell),
    cell,
    periodic: [true, true, true],
  };
}

/** The edge at which the first two atoms touch, Å: no pair is nearer than the sum of its radii. */
export function touchingEdge(
  prototype: CompoundPrototype,
  symbols: readonly string[],
  radii: ReadonlyMap<string, number>,
): number {
  const unit = decorated(prototype, symbols, 1);
  const radiusOf = new Map(symbols.map((s) => [atomicNumber(s) as number, radii.get(s) as number]));
  let edge = 0;
  for (const { pair, distance } of nearestDistances(unit, 1.01)) {
    edge = Math.max(edge, (radiusOf.get(pair[0])! + radiusOf.get(pair[1])!) / distance);
  }
  return edge;
}
