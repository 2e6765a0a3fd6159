import type { CanonicalObject } from '../base/canonical.ts';
import type { Span } from '../base/diagnostic.ts';
import type { Digest } from '../base/digest.ts';
import type { ProgramProbe } from './stage.ts';

/**
 * A pipeline that passed every check, with its settings resolved: the only thing that planning
 * accepts, and made only by `loadPipeline`. It is plain data, so that the parse cache can keep it.
 */
export interface ValidPipeline {
  readonly name: string;
  /** Absolute path of the YAML. */
  readonly file: string;
  /** In topological order; among equals, in declaration order. */
  readonly nodes: readonly ValidNode[];
  /** Every file this value was made from (YAML, user stages and their imports, files in settings). */
  readonly files: readonly SourceFile[];
  /** So many of `files`, the first, were read to make it; the others are named in settings: only their digests are in it. */
  readonly read: number;
}

/** A file by absolute path and the digest of the bytes that were used. */
export interface SourceFile {
  readonly path: string;
  readonly digest: Digest;
}

export interface ValidNode {
  readonly id: string;
  /** As written: `build`, or the path of a user's stage. */
  readonly uses: string;
  readonly kind: 'whole' | 'map';
  /** A user's stage: absolute path of its module, and the digest of it and what it imports. */
  readonly module?: {
    readonly path: string;
    readonly code: Digest;
    /** The folder of the package that it is in, where `uses` names a package. */
    readonly package?: string;
    /** Some of its code is loaded only while it runs. */
    readonly late?: true;
  };
  readonly backend: {
    readonly name: string;
    readonly version: number;
    /** Of a map stage that has one. */
    readonly readingVersion?: number;
  };
  /** The resolved settings: what is hashed, shown and handed to the stage. */
  readonly with: CanonicalObject;
  /** What the settings say that changes no result: never in a key. */
  readonly how?: CanonicalObject;
  readonly notes: readonly string[];
  /** A program whose version is among the settings once it was asked. */
  readonly program?: AskedProgram;
  /** Where the settings name files. */
  readonly named?: NamedFiles;
  readonly cheap: boolean;
  readonly inputs: readonly ValidInput[];
  /** All outputs of the stage, its default first. */
  readonly outputs: readonly { readonly name: string; readonly type: string }[];
  readonly needs: readonly string[];
  /** Output name to path relative to the workspace. */
  readonly publish: readonly { readonly output: string; readonly path: string }[];
  readonly conduct: Conduct;
  readonly span: Span;
}

/**
 * Settings that name files, as they were given to the stage: with the files' digests, and which file is where. So another
 * digest can be put in its place without reading the pipeline again.
 */
export interface NamedFiles {
  readonly settings: CanonicalObject;
  readonly places: readonly NamedFile[];
}

/** A place in settings, and the absolute path of the file whose digest stands there. */
export interface NamedFile {
  readonly at: readonly (string | number)[];
  readonly path: string;
}

/** A program that is asked for its version. */
export interface AskedProgram extends ProgramProbe {
  /** What a site profile says that its version is: it is not asked. */
  readonly declared?: string;
  /** Why it did not say its version here: the node's key is then not known. */
  readonly silent?: string;
}

export interface ValidInput {
  readonly name: string;
  readonly view?: { readonly name: string; readonly version: number };
  /** In declaration order. */
  readonly sources: readonly { readonly node: string; readonly output: string }[];
}

/** How a node is run: never in a key. */
export interface Conduct {
  /** How often what the machine spoilt is tried, at least once. */
  readonly attempts: number;
  /** What the limits of each further attempt are multiplied by. */
  readonly growth: number;
  /** How long one attempt may take: a whole stage's run, or one batch of items. See `timeoutOf`. */
  readonly timeoutSeconds?: number;
  readonly resources?: Resources;
  /** How many items of a set may be without a value. */
  readonly allowMissing?: Allowance;
}

/** How big one unit of work is: a whole stage's attempt, or a batch of items. */
export interface Resources {
  /** So many of the `-j` places does it take. */
  readonly cores?: number;
  /** As written, with its unit: said, and for executors that reserve it. */
  readonly memory?: string;
  /** The timeout where none is given. */
  readonly timeSeconds?: number;
}

export type Allowance = { readonly count: number } | { readonly share: number };
