/** The stage interface: all that a stage, ours or a user's, knows of the engine. `docs/add-a-stage.md` is its guide. */
import type { Canonical, CanonicalObject } from '../base/canonical.ts';
import type { Digest } from '../base/digest.ts';
import type { Result } from '../base/result.ts';
import type { Conversation, StayingProgram } from './conversation.ts';
import type { ExecOptions, ExecResult } from './exec-options.ts';
import type { ProgramProbe } from './program-probe.ts';

export type { Conversation, StayingProgram } from './conversation.ts';
export type { ExecOptions, ExecResult } from './exec-options.ts';
export type { ProgramProbe } from './program-probe.ts';

/** A JSON Schema; ours are made with typebox, a user's may be a plain object. */
export type JsonSchema = { readonly [key: string]: unknown };

/** What may come in by one name. An edge between two different types is an error at parse time. */
export interface InputSpec {
  /** A word of your choice; `any` takes every type. */
  readonly type: string;
  /** May be left out of `inputs`. */
  readonly optional?: true;
  /** Accepts a list of sources, in declaration order. */
  readonly many?: true;
  /**
   * Narrows what the stage sees of this input, so that only what it declares is in its key: a pure
   * function of the input's bytes, run once per input and kept. The stage reads the view's bytes.
   */
  readonly view?: InputView;
}

/** A versioned projection of an input's bytes. */
export interface InputView {
  readonly name: string;
  readonly version: number;
  project(bytes: Uint8Array): Uint8Array;
}

/** What goes out by one name. */
export interface OutputSpec {
  readonly type: string;
  /** The output meant when a node is named without one. Exactly one output has it. */
  readonly default?: true;
}

/** What comes in and goes out of one node. */
export interface Ports {
  readonly inputs: { readonly [name: string]: InputSpec };
  readonly outputs: { readonly [name: string]: OutputSpec };
}

/** How a stage fails, and what the engine does about it (DESIGN: failures are results). */
export interface StageFailure {
  /**
   * `infra`: killed, disk full, out of time; retried, never cached. `physics`: not converged after
   * the whole ladder; recorded, stands. `invalid`: bad input; at once, no retry, never cached.
   */
  readonly class: 'infra' | 'physics' | 'invalid';
  /** What is wrong, for people. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
  /** Of a `physics` failure: the remedies that it had. It stands until another is offered ({@link MapBackend.remedies}). */
  readonly remedies?: readonly string[];
}

/** A setting that the schema accepts but the stage does not; the engine adds the place in the YAML. */
export interface SettingIssue {
  /** Where in `with`: `['distortion', 'strains', 2]`. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly hint?: string;
}

/**
 * What becomes of the settings: the value that is hashed, shown and handed to `run` or `calculate`.
 * Every default is filled in, what the back end ignores is dropped; a field that was added after
 * version 1 appears only where it differs from its default. A field that is a file (schema
 * `format: 'file'`) arrives and stays as a {@link FileReference}.
 */
export type ResolveResult = Result<
  {
    readonly with: CanonicalObject;
    /**
     * What does not change the result: commands, aids to convergence. Never in a key, never shown as a cause;
     * the work finds it in {@link StageContext.how}. A file is no part of it.
     */
    readonly how?: CanonicalObject;
    /** Said aloud once when the node starts: choices made for the user, with their source. */
    readonly notes?: readonly string[];
    /** An external program whose version belongs into the settings, and so into the key. */
    readonly program?: ProgramProbe;
  },
  readonly SettingIssue[]
>;

/** A file that the settings name: keyed by content. Read it with {@link StageContext.readFile}. */
export type FileReference = { readonly file: Digest };

/** What a stage has while it runs. There is no other way in or out. */
export interface StageContext {
  /** The resolved settings: exactly the value in the key. */
  readonly with: CanonicalObject;
  /** What the settings say that does not change the result; empty where they say nothing of the kind. */
  readonly how: CanonicalObject;
  /** The names of the inputs that have sources. */
  readonly inputs: readonly string[];
  /** The digests of one input's sources, in order (of its view where it has one); empty if left out. */
  input(name: string): readonly Digest[];
  /** The verified bytes of an object that an input names, directly or inside. */
  read(digest: Digest): Uint8Array;
  /** The verified bytes of a file named in the settings, and its name for messages. */
  readFile(reference: FileReference): { readonly bytes: Uint8Array; readonly name: string };
  /** Keeps bytes; they are committed with the outputs, all or nothing. */
  put(bytes: Uint8Array | string): Digest;
  /** Keeps a file made in {@link scratch} (it is moved away). */
  putFile(path: string): Digest;
  /** A folder of this attempt, removed after it. */
  scratch(): string;
  /**
   * A folder that stays when the attempt ends without a result, be it killed: the next attempt at the same key
   * finds it again, also in a later run. It goes with the first result. Only for a whole stage, or a map stage
   * whose batch is one item. What is in it may be half written: mark what is whole.
   */
  checkpoint(): string;
  /** How long this attempt may take, seconds; it is ended then. Undefined where there is no limit. */
  readonly limitSeconds: number | undefined;
  /**
   * Runs an exported function of a compiled module on a worker thread: `payload` is structured-cloned.
   * At most `-j` run at a time over the whole engine. Results must not depend on how many there are.
   */
  compute<Out>(task: ComputeTask, payload: unknown): Promise<Out>;
  /** How many {@link compute} calls run at a time: for sizing blocks in flight, never results. */
  readonly workers: number;
  /** Runs a program, its name first (a site profile may have a command for it): no shell. Ended when the run is interrupted. */
  exec(argv: readonly string[], options?: ExecOptions): Promise<ExecResult>;
  /**
   * Says lines to a program that stays for the whole run, and has a line of it for each: one that is idle, else
   * a new one, at most `-j` of them. Ended when this work or the run is, and when the engine is killed.
   */
  converse(program: StayingProgram, lines: readonly string[]): Promise<Conversation>;
  /**
   * Keeps a copy of a file or folder by a name, beside the log of this work and for as long, for people: no stage
   * reads it. What holds a secret is not kept.
   */
  keep(path: string, name: string): void;
  progress(done: number, total: number, words?: string): void;
  /** Says a line to the user: a choice, a finding. */
  note(text: string): void;
  readonly signal: AbortSignal;
}

/** A function on a worker thread: `{ module: import.meta.url of the module, name: its export }`. */
export interface ComputeTask {
  readonly module: string;
  readonly name: string;
}

/** The digests of everything a stage made, by output name: every declared output, nothing else. */
export type Outputs = { readonly [output: string]: Digest };

/** The numbers that a cost depends on, each 0 or more: atoms, functions, k-points. Never in a key. */
export type CostFeatures = { readonly [feature: string]: number };

/** What is believed of a cost before any was recorded. */
export interface CostPrior {
  /** CPU seconds, of all cores together. */
  cpuSeconds(features: CostFeatures): number;
  /** A factor: four times out of five the truth is between the prior divided and multiplied by it. */
  readonly spread: number;
}

/** What comes into a node, known without reading it and often before it is made. */
export interface Flow {
  /** How many items come in, and of how many bytes they are together. */
  readonly items: number;
  readonly bytes: number;
}

/**
 * What the cost of a back end's work depends on, so that `plan` can name a price before it is paid.
 * `Of` is what is worked on: the bytes of an item, or the {@link Flow} into a whole stage.
 */
export interface CostDeclaration<Of> {
  features(settings: CanonicalObject, of: Of): CostFeatures;
  readonly prior: CostPrior;
  /** Where one back end does quite different work, what kind: each kind is priced from its own records. */
  kind?(settings: CanonicalObject): string;
}

/** One way to do a stage's work. Its version changes when its output does. */
export interface Backend {
  readonly name: string;
  readonly version: number;
  /** What its cost depends on; where left out, the items and bytes that come in. */
  readonly cost?: CostDeclaration<Flow>;
  /** Pure: the same settings give the same value, on every machine. */
  resolve(settings: Canonical): ResolveResult;
  run(context: StageContext): Promise<Result<Outputs, StageFailure>>;
}

/** A stage with one key for the whole of its work. */
export interface WholeStage {
  readonly kind: 'whole';
  readonly name: string;
  readonly summary: string;
  /** JSON Schema of `with`. */
  readonly settings: JsonSchema;
  readonly inputs: { readonly [name: string]: InputSpec };
  readonly outputs: { readonly [name: string]: OutputSpec };
  /**
   * Of a stage whose settings decide what comes in and goes out (`inputs` and `outputs` are `{}` then):
   * the ports of one node. `settings` are as written, each file still a path, and not checked yet: what
   * does not fit the schema is left out, as it is reported elsewhere. `given` are the names under the
   * node's `inputs`. Pure.
   */
  declare?(settings: unknown, given: readonly string[]): Ports;
  /**
   * Pure and quick: `plan` may evaluate it to know what comes after. A function of the resolved
   * settings where that depends on them.
   */
  readonly cheap?: true | ((settings: CanonicalObject) => boolean);
  /** Chooses the back end from settings that the schema has accepted. */
  backend(settings: Canonical): Backend;
}

/** One item to calculate: its identity's bytes, and the settings resolved for it alone. */
export interface ItemTask {
  readonly item: Digest;
  readonly bytes: Uint8Array;
  readonly with: CanonicalObject;
}

/** What a calculation gives: the raw output (the paid part), or why there is none. */
export type ItemResult = Result<Uint8Array, StageFailure>;

/** One way to do a map stage's work: item by item, each with a key of its own. */
export interface MapBackend {
  readonly name: string;
  /** Version of the calculation, the paid part. */
  readonly version: number;
  /** Settings of the whole node, as {@link Backend.resolve}. */
  resolve(settings: Canonical): ResolveResult;
  /**
   * The settings for one item: only what concerns it (the elements present, its own mesh). This is
   * what is hashed into its key. Where left out, the node's settings serve every item.
   */
  resolveItem?(settings: CanonicalObject, bytes: Uint8Array): Result<CanonicalObject, StageFailure>;
  /** What an item's cost depends on; where left out, its bytes. */
  readonly cost?: CostDeclaration<Uint8Array>;
  /**
   * The remedies that the settings offer to a calculation that does not converge, by name: a recorded failure
   * is tried again once there is one that it did not have.
   */
  remedies?(settings: CanonicalObject, how: CanonicalObject): readonly string[];
  /** How many items go into one call of {@link calculate}. */
  readonly batch: number;
  /** The same where the settings that change no result say another number. */
  batchOf?(how: CanonicalObject): number;
  /** Calculates a batch; one result an item, in order. A throw fails the whole batch as `infra`. */
  calculate(tasks: readonly ItemTask[], context: StageContext): Promise<readonly ItemResult[]>;
  /** Reads the value out of the raw output. Where left out, the raw output is the value. */
  readonly reading?: {
    readonly version: number;
    read(raw: Uint8Array, task: ItemTask): Result<Uint8Array, StageFailure>;
  };
}

/** A stage that maps over a set of items; it has one input set, and its outputs are fixed. */
export interface MapStage {
  readonly kind: 'map';
  readonly name: string;
  readonly summary: string;
  readonly settings: JsonSchema;
  /** The input that is mapped over, the only one. */
  readonly inputs: { readonly [name: string]: InputSpec };
  /** First the set of values (default), second the set of failures: entries whose outcome is a hole. */
  readonly outputs: { readonly [name: string]: OutputSpec };
  backend(settings: Canonical): MapBackend;
}

export type Stage = WholeStage | MapStage;

/** Declares a stage; the identity function, for its types. */
export const defineStage = <S extends Stage>(stage: S): S => stage;
