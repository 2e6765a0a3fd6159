import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Diagnostic } from '../base/diagnostic.ts';
import type { Digest } from '../base/digest.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { openState } from '../cache/open.ts';
import type { State } from '../cache/state.ts';
import { ChangedCode } from '../engine/changed-code.ts';
import { keepParse, loadCached } from '../engine/load/cached.ts';
import type { FileProbe, LoadRequest } from '../engine/load/request.ts';
import type { SourceFile, ValidPipeline } from '../engine/pipeline.ts';
import type { StageLoader } from '../engine/plan/surroundings.ts';
import type { Site } from '../engine/site/site.ts';
import { registry } from '../stages/index.ts';
import { parseGiven } from './args.ts';
import { buildId } from './build-id.ts';
import { type SiteFound, siteHere } from './site.ts';
import { CONFIG_FILE, findConfig } from './workspace.ts';

/** The options of every verb that reads a pipeline. */
export interface Reading {
  /** What `--set` and `--params` say. */
  readonly set: readonly string[];
  /** The site profile that is asked for. */
  readonly profile?: string;
}

/** Who looks on while a pipeline is opened. */
export interface Onlooker {
  /** Told of every file before loading looks at it, also where that fails. */
  readonly seen?: (path: string) => void;
  /** Told when the state is open and nothing is written to it yet. */
  readonly opened?: (state: State) => void;
  /** Digests of files that are known to be as they were hashed, by absolute path. */
  readonly known?: ReadonlyMap<string, Digest>;
  /** Opens it also where a program does not say its version: such a node has no key. */
  readonly allowsSilent?: boolean;
}

/** A pipeline that was read, as it runs here, and the workspace it is read in. */
export interface Opened {
  readonly pipeline: ValidPipeline;
  readonly workspace: string;
  readonly state: State;
  readonly request: LoadRequest;
  /** The profile that is in force, and the config file as it was read. */
  readonly site: Site | undefined;
  readonly config: SourceFile | undefined;
  /** Keeps what was read for the next time, in a state that may be written. */
  readonly keep: (state: State) => void;
}

/**
 * Reads a pipeline in the workspace of the current folder. A bad file costs nothing: the state is not
 * created for it.
 */
export async function openPipeline(
  file: string,
  reading: Reading,
  mode: 'read' | 'as-found' = 'as-found',
  { seen = () => {}, opened = () => {}, known = new Map(), allowsSilent = false }: Onlooker = {},
): Promise<Result<Opened, readonly Diagnostic[]>> {
  const folder = process.cwd();
  const config = findConfig(folder);
  const workspace = config === undefined ? folder : dirname(config);
  const given = parseGiven(reading.set, folder);
  if (!given.ok) return given;
  const write = mode === 'as-found' && existsSync(join(workspace, '.mlip'));
  const state = openState(workspace, write ? 'write' : 'read');
  if (!state.ok) return fail([state.error]);
  opened(state.value);
  seen(join(workspace, CONFIG_FILE));
  const probe = seenBy(probeOf(state.value, known), seen);
  const request = { file: resolve(folder, file), ...given.value, stages: registry, probe };
  const loaded = await loadHere(request, state.value, config, reading.profile);
  const silent = loaded.ok && !allowsSilent ? await silentIn(loaded.value.pipeline) : [];
  if (loaded.ok && silent.length === 0) {
    return ok({ ...loaded.value, workspace, state: state.value, request });
  }
  state.value.close();
  return loaded.ok ? fail(silent) : loaded;
}

type Loaded = Pick<Opened, 'pipeline' | 'site' | 'config' | 'keep'>;

/** Loads a pipeline and the profile, and puts them together. */
async function loadHere(
  request: LoadRequest,
  state: State,
  config: string | undefined,
  profile: string | undefined,
): Promise<Result<Loaded, readonly Diagnostic[]>> {
  const found = await siteHere(config, profile, request, state);
  const read = await loadCached(request, state, buildId());
  if (!found.ok || !read.ok) {
    return fail([...(found.ok ? [] : found.error), ...(read.ok ? [] : read.error)]);
  }
  const { site, config: source } = found.value;
  const here = site
    ? await (await import('../engine/site/with-site.ts')).withSite(read.value, site)
    : read.value;
  const pipeline = await asked(here, state);
  const keep = keeperOf(request, read.value, found.value);
  return ok({ pipeline, site, config: source, keep });
}

const keeperOf =
  (request: LoadRequest, read: ValidPipeline, { keep }: SiteFound): Opened['keep'] =>
  (state) => {
    keepParse(request, state, buildId(), read);
    keep(state);
  };

/** The pipeline with the versions of the programs that it names. */
const asked = async (pipeline: ValidPipeline, state: State): Promise<ValidPipeline> =>
  pipeline.nodes.some(({ program }) => program)
    ? (await import('../engine/programs.ts')).withPrograms(pipeline, state)
    : pipeline;

/** What there is to say of programs that do not say their version. */
export const silentIn = async (pipeline: ValidPipeline): Promise<readonly Diagnostic[]> =>
  pipeline.nodes.some(({ program }) => program?.silent !== undefined)
    ? (await import('../engine/programs.ts')).silentPrograms(pipeline)
    : [];

/** Says it as a warning, to who can do without. */
export async function warnOfSilent(pipeline: ValidPipeline, json: boolean): Promise<void> {
  const silent = await silentIn(pipeline);
  if (silent.length === 0) return;
  const { sayDiagnostics } = await import('./say.ts');
  sayDiagnostics(
    silent.map((one) => ({ ...one, severity: 'warning' as const })),
    json,
  );
}

/** The state opened for writing: created now that there is something to write. */
export function writable<T extends Opened>(opened: T): Result<T, readonly Diagnostic[]> {
  if (opened.state.mode === 'write') return ok(opened);
  opened.state.close();
  const state = openState(opened.workspace, 'write');
  if (!state.ok) return fail([state.error]);
  opened.keep(state.value);
  const request = { ...opened.request, probe: probeOf(state.value) };
  return ok({ ...opened, state: state.value, request });
}

/** Files as a state knows them. */
export const probeOf = (
  state: State,
  known: ReadonlyMap<string, Digest> = new Map(),
): FileProbe => ({
  digestFile: (path) => {
    const digest = known.get(path);
    return digest ? ok(digest) : state.files.digestFile(path);
  },
  readFile: (path) => readFileSync(path),
});

const seenBy = (probe: FileProbe, seen: (path: string) => void): FileProbe => ({
  digestFile: (path) => {
    seen(path);
    return probe.digestFile(path);
  },
  readFile: (path) => {
    seen(path);
    return probe.readFile(path);
  },
});

/** Loads the code of a node's stage: ours by its word, a user's from its file, if it is still the same. */
export const loaderOf =
  ({ probe }: LoadRequest): StageLoader =>
  async (node) => {
    if (!node.module) return registry.load(node.uses);
    const { reloadStage } = await import('../engine/user-stage.ts');
    const loaded = await reloadStage(node.uses, node.module, probe);
    if (!loaded.ok) throw new ChangedCode(loaded.error.message);
    if (loaded.value.module.code === node.module.code) return loaded.value.stage;
    throw new ChangedCode(`${node.uses} was changed while the run was under way: run again`);
  };
