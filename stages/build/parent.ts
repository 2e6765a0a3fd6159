import type { CanonicalObject } from '../../base/canonical.ts';
import { type Digest, digestBytes } from '../../base/digest.ts';
import type { AtomAttributes } from '../../science/atom-attributes.ts';
import { type Structure, structureBytes } from '../../science/structure.ts';

/** A structure that others are made from, with its identity. */
export interface Parent {
  readonly structure: Structure;
  readonly digest: Digest;
  /** Of a strain point: the base that it is a homogeneous strain of, its atoms in the same order. */
  readonly unstrained?: Structure;
}

/** A structure to start from. */
export interface Base extends Parent {
  readonly name: string;
  /** `base`, or what an imported file calls its kind (config_type). */
  readonly group: string;
  /**
   * Who stands for the family: the base itself; for frames of one series, which resemble each other,
   * the first of their block. Strained like the base, it names the family of each strain point.
   */
  readonly leader: Parent;
  /** The family's name where the user gave one; each of its strain points adds its operation. */
  readonly family?: string;
  /** The strategy that made it, as the cap calls it; `base` where left out. */
  readonly strategy?: string;
  /** In words, where something made it. */
  readonly operation?: string;
  /** The crystal that it was cut from. */
  readonly parent?: Digest;
  /** What its strategy has to say of it: numbers, words, lists. */
  readonly details?: CanonicalObject;
  /** What a file says of its atoms; what is made of it inherits it. */
  readonly atoms?: AtomAttributes;
  /** What may be made of it; all where left out. A dimer is not strained, a liquid has no vacancies. */
  readonly accepts?: readonly Phase[];
}

/**
 * What is made of a base, in order: its strain points; of each of these, disordered ones and defects;
 * then bases of their own that are cut along its planes.
 */
export type Phase = 'planar' | 'strain' | 'disorder' | 'defect';

/** What a strategy makes of a parent. */
export interface Derived {
  readonly structure: Structure;
  /** In words: `strain 0.02`, `rattle 0.05 #3`, `vacancy of Cu #0`. */
  readonly operation: string;
  /** What its strategy has to say of it: a multiplicity, a distance. */
  readonly details?: CanonicalObject;
}

/** A structure with its identity. */
export const asParent = (structure: Structure): Parent => ({
  structure,
  digest: digestBytes(structureBytes(structure)),
});

/** A number in an operation's words: six digits, so that 0.1 + 0.2 reads as 0.3. */
export const amountText = (value: number): string => String(Number(value.toPrecision(6)));
