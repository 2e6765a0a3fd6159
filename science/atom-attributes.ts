import { standardMass } from './elements.ts';
import type { Attributes, Structure } from './structure.ts';

/** What is said of each atom beside the structure's identity; what is not said is absent. */
export type AtomAttributes = Pick<Attributes, 'masses' | 'tags' | 'constraints'>;

type Constraint = NonNullable<Attributes['constraints']>[number];

/**
 * What remains true of a structure whose atom i was atom `from[i]` of another (-1: of none, then with
 * the element's mass and tag 0). Of the constraints those that hold atoms one by one (ASE's FixAtoms,
 * FixCartesian, FixScaled) go with their atoms; others name atoms in ways not known here and are left out.
 */
export function mapAtomAttributes(
  { masses, tags, constraints }: AtomAttributes,
  from: readonly number[],
  numbers: Int32Array,
): AtomAttributes {
  const places = new Map<number, number[]>();
  for (const [i, source] of from.entries()) {
    if (source >= 0) places.set(source, [...(places.get(source) ?? []), i]);
  }
  const kept = (constraints ?? []).flatMap((one) => mapConstraint(one, places));
  return {
    ...(masses && {
      masses: from.map((source, i) => masses[source] ?? standardMass(numbers[i] as number)),
    }),
    ...(tags && { tags: from.map((source) => tags[source] ?? 0) }),
    ...(kept.length > 0 && { constraints: kept }),
  };
}

const INDEX_FIELD: { readonly [name: string]: string } = {
  FixAtoms: 'indices',
  FixCartesian: 'a',
  FixScaled: 'a',
};

function mapConstraint(
  constraint: Constraint,
  places: ReadonlyMap<number, readonly number[]>,
): Constraint[] {
  const { name, kwargs } = constraint as {
    readonly name?: string;
    readonly kwargs?: { readonly [key: string]: unknown };
  };
  const field = INDEX_FIELD[name ?? ''];
  const given = field === undefined ? undefined : kwargs?.[field];
  if (field === undefined || given === undefined) return [];
  const atoms = (typeof given === 'number' ? [given] : given) as readonly number[];
  const mapped = atoms.flatMap((atom) => places.get(atom) ?? []).sort((a, b) => a - b);
  if (mapped.length === 0) return [];
  return [{ ...constraint, kwargs: { ...kwargs, [field]: mapped } } as unknown as Constraint];
}

/** As {@link mapAtomAttributes}, of a structure repeated `images` times, image after image. */
export function repeatAtomAttributes(
  attributes: AtomAttributes,
  numbers: Int32Array,
  images: number,
): AtomAttributes {
  if (images === 1) return attributes;
  const from = Array.from({ length: numbers.length * images }, (_, i) => i % numbers.length);
  return mapAtomAttributes(attributes, from, numbers);
}

/**
 * What remains true of a structure made of another: all of it where the atoms are the same in the same
 * order (strained, displaced); where atoms were taken out, put in or changed, what is said of those that
 * stayed in their places; nothing where the cell is another one.
 */
export function inheritAtomAttributes(
  attributes: AtomAttributes,
  parent: Structure,
  child: Structure,
): AtomAttributes {
  const { masses, tags, constraints } = attributes;
  if (!masses && !tags && !constraints) return {};
  if (isSame(parent.numbers, child.numbers)) {
    return {
      ...(masses && { masses }),
      ...(tags && { tags }),
      ...(constraints && { constraints }),
    };
  }
  if (!isSame(parent.cell, child.cell)) return {};
  const at = new Map<string, number>();
  for (let i = 0; i < parent.numbers.length; i++) at.set(placeText(parent, i), i);
  const from = Array.from(child.numbers, (_, i) => at.get(placeText(child, i)) ?? -1);
  return mapAtomAttributes(attributes, from, child.numbers);
}

const isSame = (a: ArrayLike<number>, b: ArrayLike<number>): boolean => {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
};

const placeText = ({ numbers, positions }: Structure, i: number): string =>
  `${numbers[i]} ${positions[3 * i]} ${positions[3 * i + 1]} ${positions[3 * i + 2]}`;

/**
 * ASE's constraint dictionaries for coordinates held fast, 3N flags: atoms held whole are one FixAtoms;
 * atoms held along some axes are a FixCartesian (or, along cell vectors, a FixScaled) for each pattern.
 */
export function constraintsOf(
  fixed: readonly boolean[],
  partial: 'FixCartesian' | 'FixScaled',
): AtomAttributes {
  const groups = new Map<string, number[]>();
  for (let atom = 0; 3 * atom < fixed.length; atom++) {
    const mask = JSON.stringify(fixed.slice(3 * atom, 3 * atom + 3));
    groups.set(mask, [...(groups.get(mask) ?? []), atom]);
  }
  const constraints = [...groups].flatMap(([text, atoms]) => {
    const mask = JSON.parse(text) as boolean[];
    if (!mask.includes(true)) return [];
    return [
      mask.includes(false)
        ? { name: partial, kwargs: { a: atoms, mask } }
        : { name: 'FixAtoms', kwargs: { indices: atoms } },
    ];
  });
  return constraints.length > 0 ? { constraints: constraints as unknown as Constraint[] } : {};
}

/**
 * Which coordinates are held fast, 3N flags, by constraints that {@link constraintsOf} makes or ASE
 * wrote; undefined where there is none, or where one of them says more than that.
 */
export function fixedCoordinates(
  constraints: readonly unknown[] | undefined,
  atoms: number,
): boolean[] | undefined {
  if (!constraints || constraints.length === 0) return undefined;
  const fixed = new Array<boolean>(3 * atoms).fill(false);
  for (const constraint of constraints) {
    const { name, kwargs } = constraint as {
      readonly name?: string;
      readonly kwargs?: {
        readonly indices?: number | readonly number[];
        readonly a?: number | readonly number[];
        readonly mask?: readonly (boolean | number)[];
      };
    };
    if (name !== 'FixAtoms' && name !== 'FixCartesian') return undefined;
    const mask = name === 'FixAtoms' ? [true, true, true] : (kwargs?.mask ?? [true, true, true]);
    for (const atom of [kwargs?.indices ?? kwargs?.a ?? []].flat() as number[]) {
      for (let k = 0; k < 3; k++) if (mask[k]) fixed[3 * atom + k] = true;
    }
  }
  return fixed;
}
