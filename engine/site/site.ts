import type { Conduct } from '../pipeline.ts';

/**
 * A site profile: where things run and how big. Plain data, so that the parse cache can keep it. Nothing of
 * it is in a key, except a program's version where it declares one.
 */
export interface Site {
  readonly profile: string;
  /** Absolute path of the file that it is in. */
  readonly file: string;
  readonly jobs?: number;
  /** Absolute path of the folder in which programs run. */
  readonly scratch?: string;
  /** CPU seconds from which `watch` asks. */
  readonly askAbove?: number;
  readonly env: Variables;
  /** Variables that every program inherits. */
  readonly passEnv: readonly string[];
  /** What is said by stage, and by the name of a node; later ones win. */
  readonly stages: readonly ConductRule[];
  readonly nodes: readonly ConductRule[];
  readonly programs: { readonly [name: string]: SiteProgram };
}

export type Variables = { readonly [name: string]: string };

/** How the nodes that a name stands for run. */
export type ConductRule = readonly [name: string, conduct: Partial<Conduct>];

/** How a program is run that a stage asks for by name. */
export interface SiteProgram {
  /** What runs instead of the name. */
  readonly command?: readonly string[];
  /** Its version: it is not asked. */
  readonly version?: string;
  readonly env?: Variables;
}
