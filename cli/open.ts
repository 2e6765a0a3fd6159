import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Diagnostic } from '../base/diagnostic.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { openState } from '../cache/open.ts';
import type { State } from '../cache/state.ts';
import { keepParse, loadCached } from '../engine/load/cached.ts';
import type { FileProbe, LoadRequest } from '../engine/load/request.ts';
import type { ValidPipeline } from '../engine/pipeline.ts';
import type { StageLoader } from '../engine/plan/surroundings.ts';
import { registry } from '../stages/index.ts';
import { parseGiven } from './args.ts';
import { buildId } from './build-id.ts';
import { findWorkspace } from './workspace.ts';

/** A pipeline that was read, and the workspace it is read in. */
export interface Opened {
  readonly pipeline: ValidPipeline;
  readonly workspace: string;
  readonly state: State;
  readonly request: LoadRequest;
}

/**
 * Reads a pipeline in the workspace of the current folder. A bad file costs nothing: the state is not
 * created for it. `seen` hears of every file before loading looks at it, also where that fails.
 */
export async function openPipeline(
  file: string,
  sets: readonly string[],
  mode: 'read' | 'as-found' = 'as-found',
  seen: (path: string) => void = () => {},
): Promise<Result<Opened, readonly Diagnostic[]>> {
  const folder = process.cwd();
  const workspace = findWorkspace(folder);
  const given = parseGiven(sets, folder);
  if (!given.ok) return given;
  const write = mode === 'as-found' && existsSync(join(workspace, '.mlip'));
  const state = openState(workspace, write ? 'write' : 'read');
  if (!state.ok) return fail([state.error]);
  const request = {
    file: resolve(folder, file),
    ...given.value,
    stages: registry,
    probe: seenBy(probeOf(state.value), seen),
  };
  const read = await loadCached(request, state.value, buildId());
  const loaded = read.ok ? await asked(read.value, state.value) : read;
  if (loaded.ok) return ok({ pipeline: loaded.value, workspace, state: state.value, request });
  state.value.close();
  return loaded;
}

/** The pipeline with the versions of the programs that it names. */
const asked = async (
  pipeline: ValidPipeline,
  state: State,
): Promise<Result<ValidPipeline, readonly Diagnostic[]>> =>
  pipeline.nodes.some(({ program }) => program)
    ? (await import('../engine/programs.ts')).withPrograms(pipeline, state)
    : ok(pipeline);

/** The state opened for writing: created now that there is something to write. */
export function writable<T extends Opened>(opened: T): Result<T, readonly Diagnostic[]> {
  if (opened.state.mode === 'write') return ok(opened);
  opened.state.close();
  const state = openState(opened.workspace, 'write');
  if (!state.ok) return fail([state.error]);
  const request = { ...opened.request, probe: probeOf(state.value) };
  keepParse(request, state.value, buildId(), opened.pipeline);
  return ok({ ...opened, state: state.value, request });
}

const probeOf = (state: State): FileProbe => ({
  digestFile: (path) => state.files.digestFile(path),
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
    if (!loaded.ok) throw new Error(loaded.error.message);
    if (loaded.value.module.code === node.module.code) return loaded.value.stage;
    throw new Error(`${node.uses} was changed while the run was under way: run again`);
  };
