import type { TSchema } from '../../base/doors/typebox.ts';
import type { Result } from '../../base/result.ts';
import type { SettingIssue, StageContext, StageFailure } from '../../engine/stage.ts';
import type { DefectStrategy } from './defects/strategy.ts';
import type { DistortionStrategy } from './distortions/strategy.ts';
import type { Base } from './parent.ts';
import type { PlanarStrategy } from './planar/strategy.ts';
import type { ResolvedSystem } from './resolved.ts';
import type { Tally } from './tally.ts';

/**
 * What makes a strategy known to the build stage: its settings beside its work, in one file; one line
 * in `strategies.ts` registers it. `Config` are its fields as the schema has accepted them, `Settings`
 * the same with every default filled in: what is hashed, and what {@link open} gets.
 */
export interface StrategyPlugin<Strategy, Config = never, Settings = never> {
  /** As the cap and `rejected` call it; what it makes bears this name. */
  readonly name: string;
  /** Its fields in its section of `with` (of a base: in `with` itself): two plugins share none. */
  readonly fields: { readonly [field: string]: TSchema };
  /** The setting that makes more of what it makes, for who asked for more than there is. */
  readonly more?: string;
  /** Pure. `settings` without a field that does nothing: what is asked for by nobody is in no key. */
  resolve(config: Config, given: Given): Result<StrategyChoice, readonly SettingIssue[]>;
  /** Whether the seed matters to these settings. */
  isRandom?(settings: Settings): boolean;
  /** Whether it takes more than a second: `plan` then leaves the node to `run`. */
  isCostly?(settings: Settings): boolean;
  /** What is wrong with the files that it reads when it is opened. */
  check?(settings: Settings, files: Files): Promise<StageFailure | undefined>;
  /** The strategy for these settings; undefined where they do not ask for it. May load what it needs. */
  open(
    settings: Settings,
    seed: number,
    files: Files,
  ): Opened<Strategy> | Promise<Opened<Strategy>>;
}

/** The files that settings name. */
export type Files = Pick<StageContext, 'readFile'>;

type Opened<Strategy> = Strategy | undefined;

/** Settings with their defaults, and what to say about the choices made. */
export interface StrategyChoice {
  readonly settings: object;
  readonly notes?: readonly string[];
}

/** What a strategy may look at beside its own fields. */
export interface Given {
  /** All of `with`, as written. */
  readonly config: { readonly [field: string]: unknown };
  /** The crystal, resolved, where `system` is given. */
  readonly system?: ResolvedSystem;
}

/** A way to make structures to start from. */
export interface BaseStrategy {
  readonly name: string;
  /**
   * In a fixed order, lazily where they are many; may take its time, on worker threads
   * (`context.compute`) where that is long. Input that cannot be used is a failure.
   */
  bases(tools: BaseTools): Promise<Result<Bases, StageFailure>>;
}

export type Bases = Iterable<Base> | AsyncIterable<Base>;

/** What a base strategy works with. */
export interface BaseTools {
  readonly context: Pick<StageContext, 'readFile' | 'compute' | 'workers' | 'signal'>;
  readonly tally: Tally;
}

/** A plugin of bases. It is asked for by any of its fields in `with`. */
export interface BasePlugin<Config = never, Settings = never>
  extends StrategyPlugin<BaseStrategy, Config, Settings> {
  /** The name of a plugin that is silent beside this one. */
  readonly replaces?: string;
  /** Pure, on `with` as written: where another rule than its fields says whether it is asked for. */
  isAsked?(config: Given['config']): boolean;
}

/** A plugin of distortions: its fields are in `distortion`. */
export interface DistortionPlugin<Config = never, Settings = never>
  extends StrategyPlugin<DistortionStrategy, Config, Settings> {
  /** `strain` makes the strain points of a base, `disorder` disorders each of them. */
  readonly phase: 'strain' | 'disorder';
}

/** A plugin of defects: its fields are in `defects`. */
export type DefectPlugin<Config = never, Settings = never> = StrategyPlugin<
  DefectStrategy,
  Config,
  Settings
>;

/** A plugin of planar defects: its field is in `with` itself, and what it makes are bases of their own. */
export type PlanarPlugin<Config = never, Settings = never> = StrategyPlugin<
  PlanarStrategy,
  Config,
  Settings
>;

/** Declares a plugin of bases; the identity function, for its types. */
export const basePlugin = <C, S>(plugin: BasePlugin<C, S>): BasePlugin<object, object> =>
  plugin as unknown as BasePlugin<object, object>;

/** Declares a plugin of distortions. */
export const distortionPlugin = <C, S>(
  plugin: DistortionPlugin<C, S>,
): DistortionPlugin<object, object> => plugin as unknown as DistortionPlugin<object, object>;

/** Declares a plugin of defects. */
export const defectPlugin = <C, S>(plugin: DefectPlugin<C, S>): DefectPlugin<object, object> =>
  plugin as unknown as DefectPlugin<object, object>;

/** Declares a plugin of planar defects. */
export const planarPlugin = <C, S>(plugin: PlanarPlugin<C, S>): PlanarPlugin<object, object> =>
  plugin as unknown as PlanarPlugin<object, object>;
