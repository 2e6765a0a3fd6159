import type { Digest } from '../../base/digest.ts';
import { type AtomAttributes, inheritAtomAttributes } from '../../science/atom-attributes.ts';
import { nearestDistance, shortestWithin } from '../../science/nearest.ts';
import type { Attributes, Structure } from '../../science/structure.ts';
import type { DefectStrategy } from './defects/strategy.ts';
import type { DistortionStrategy } from './distortions/strategy.ts';
import { asParent, type Base, type Derived, type Parent, type Phase } from './parent.ts';
import type { PlanarStrategy } from './planar/strategy.ts';
import { emptyTally, type Tally } from './tally.ts';

/** A structure that was built, and what there is to say about it. */
export interface BuiltStructure {
  readonly structure: Structure;
  readonly digest: Digest;
  readonly attributes: Attributes;
  /** The name of the strategy that made it; `base` for the bases. */
  readonly strategy: string;
  /** Why it cannot be used. */
  readonly flaw?: 'atoms too close';
}

/** Makes structures: bases, then their distortions, then the defects of these. */
export interface StructureBuilder {
  /** Lazily, in a fixed order; every call begins anew and yields the same. */
  build(): Iterable<BuiltStructure>;
}

/** The pieces of a builder; each strategy can be left out, and others put in. */
export interface BuilderParts {
  readonly bases: Iterable<Base>;
  /** What cuts crystals along their planes: each piece is a base of its own. */
  readonly planars?: readonly PlanarStrategy[];
  /** What makes the strain points of a base. */
  readonly strains: readonly DistortionStrategy[];
  /** What disorders each strain point. */
  readonly disorders: readonly DistortionStrategy[];
  readonly defects: readonly DefectStrategy[];
  /** Whether structures with a defect are disordered too; left out: not. */
  readonly disorderedDefects?: boolean;
  /** What the strategies reject and say; left out where nobody listens. */
  readonly tally?: Tally;
}

/** A distorted structure is flawed when two atoms are nearer than this share of its parent's nearest. */
const CLOSEST = 0.7;

/**
 * The builder of the specification. Every strain point (the base itself where no strain is given, or
 * where none of them is 0) is a family: with it go its disordered copies and its defects.
 */
export function structureBuilder(parts: BuilderParts): StructureBuilder {
  return {
    *build() {
      for (const base of parts.bases) {
        const pieces = accepted(base, parts);
        yield* descendants(base, pieces);
        for (const planar of pieces.planars) {
          for (const piece of planar.cut(base, pieces.tally)) {
            yield* descendants(piece, accepted(piece, parts));
          }
        }
      }
    },
  };
}

type Pieces = Required<Omit<BuilderParts, 'bases'>>;

/** The strategies that a base takes. */
function accepted(base: Base, parts: BuilderParts): Pieces {
  const { planars = [], strains, disorders, defects, tally = emptyTally() } = parts;
  const { disorderedDefects = false } = parts;
  const takes = (phase: Phase): boolean => base.accepts?.includes(phase) ?? true;
  return {
    planars: takes('planar') ? planars : [],
    strains: takes('strain') ? strains : [],
    disorders: takes('disorder') ? disorders : [],
    defects: takes('defect') ? defects : [],
    disorderedDefects,
    tally,
  };
}

function* descendants(base: Base, pieces: Pieces): Iterable<BuiltStructure> {
  for (const point of strainPoints(base, pieces)) yield* family(point, pieces);
}

interface Point extends Parent {
  readonly family: string;
  readonly attributes: Attributes;
  readonly strategy: string;
}

function strainPoints(base: Base, { strains, tally }: Pieces): Point[] {
  const points = strains.flatMap((strategy) => strained(base, strategy, tally));
  if (points.some((point) => point.digest === base.digest)) return points;
  const { structure, digest, name, group, leader, operation, parent, details, atoms } = base;
  const family = base.family ?? leader.digest;
  const attributes = {
    name,
    group,
    family,
    ...(operation !== undefined && { operation }),
    ...(parent !== undefined && { parent }),
    ...(details && { details }),
    ...atoms,
  };
  return [{ structure, digest, family, attributes, strategy: base.strategy ?? 'base' }, ...points];
}

function strained(base: Base, strategy: DistortionStrategy, tally: Tally): Point[] {
  const made = [...strategy.distort(base, tally)];
  const isLeader = base.leader.digest === base.digest;
  const leaders = isLeader ? made : [...strategy.distort(base.leader, emptyTally())];
  return made.map(({ structure, operation, details }, i) => {
    const parent = asParent(structure);
    const isBase = parent.digest === base.digest;
    const named = base.family && (isBase ? base.family : `${base.family} ${operation}`);
    const led = isLeader ? parent : asParent((leaders[i] as Derived).structure);
    const family = named ?? led.digest;
    const attributes = {
      name: `${base.name} ${operation}`,
      group: strategy.group,
      operation,
      family,
      ...(!isBase && { parent: base.digest }),
      ...(details && { details }),
      ...inherited(base.atoms, base.structure, structure),
    };
    const unstrained = base.structure;
    return { ...parent, unstrained, family, attributes, strategy: strategy.name };
  });
}

function* family(point: Point, pieces: Pieces): Iterable<BuiltStructure> {
  const { structure, digest, attributes, strategy } = point;
  const { defects, disorderedDefects, tally } = pieces;
  yield { structure, digest, attributes, strategy };
  yield* disordered(point, pieces);
  for (const defect of defects) {
    for (const derived of defect.introduce(point, tally)) {
      const child = childOf(point, derived, defect);
      yield child;
      if (disorderedDefects) yield* disordered({ ...child, family: point.family }, pieces);
    }
  }
}

/** A structure's disordered copies. */
function* disordered(point: Point, { disorders, tally }: Pieces): Iterable<BuiltStructure> {
  if (disorders.length === 0) return;
  const { structure } = point;
  const nearest = nearestDistance(structure);
  for (const disorder of disorders) {
    for (const derived of disorder.distort(point, tally)) {
      const child = childOf(point, derived, disorder);
      const isFlawed = nearest !== undefined && isTooClose(child.structure, structure, nearest);
      yield isFlawed ? { ...child, flaw: 'atoms too close' } : child;
    }
  }
}

function childOf(
  point: Point,
  { structure, operation, details }: Derived,
  strategy: { readonly name: string; readonly group: string },
): BuiltStructure {
  return {
    ...asParent(structure),
    strategy: strategy.name,
    attributes: {
      name: `${point.attributes.name} ${operation}`,
      parent: point.digest,
      family: point.family,
      group: strategy.group,
      operation,
      ...(details && { details }),
      ...inherited(point.attributes, point.structure, structure),
    },
  };
}

const inherited = (atoms: AtomAttributes | undefined, parent: Structure, child: Structure) =>
  atoms && inheritAtomAttributes(atoms, parent, child);

/** Where no atom has moved far enough to come too close to another, no distance need be measured. */
function isTooClose(structure: Structure, parent: Structure, nearest: number): boolean {
  let farthest = 0;
  for (let i = 0; i < structure.positions.length; i += 3) {
    const x = structure.positions[i]! - parent.positions[i]!;
    const y = structure.positions[i + 1]! - parent.positions[i + 1]!;
    const z = structure.positions[i + 2]! - parent.positions[i + 2]!;
    farthest = Math.max(farthest, x * x + y * y + z * z);
  }
  if (nearest - 2 * Math.sqrt(farthest) > CLOSEST * nearest) return false;
  return shortestWithin(structure, CLOSEST * nearest) !== undefined;
}
