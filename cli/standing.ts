import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Digest } from '../base/digest.ts';
import { isShared } from '../base/network-disk.ts';
import { indexMark, type StandingLook } from '../cache/standing.ts';
import type { State } from '../cache/state.ts';
import type { RunSummary } from '../engine/events.ts';
import type { StoodNode } from '../engine/run/setting.ts';
import { runKey } from './asked.ts';
import { buildId } from './build-id.ts';
import type { Opened } from './open.ts';

/** The last answer, of use where nearly everything is up to date, and the keeping of the next. */
export interface StandingKeeper {
  /** Digests of files that are as they were when they were hashed, by absolute path. */
  readonly known: ReadonlyMap<string, Digest>;
  /** To be told when the state is open and nothing is written to it yet. */
  opened(state: State): void;
  /** The nodes that need no look, where nothing but input files moved since the last answer. */
  stood(opened: Opened): Promise<ReadonlyMap<string, StoodNode> | undefined>;
  /** While the state is open and the workspace ours: keeps what the next run says if nothing happens until then. */
  keep(opened: Opened, summary: RunSummary): Promise<void>;
}

/** So long has a file to be left alone for its stamp to tell all of it. */
const TICK_MS = 21;

/** `look`: the last answer, where only input files moved. */
export async function openStanding(
  workspace: string,
  profile: string | undefined,
  look: StandingLook | undefined,
): Promise<StandingKeeper> {
  let before = look;
  let began: { before: StandingLook['standing']; looked: ReadonlySet<string> } | undefined;
  return {
    known: look ? await knownBy(workspace, look) : new Map(),
    opened({ folder, index }) {
      if (before && indexMark(folder) !== before.mark) before = undefined;
      if (!index.onlyOurs) before = undefined;
    },
    async stood({ state, pipeline }) {
      if (!before || !state.index.onlyOurs) return undefined;
      const found = await stoodSince(workspace, pipeline, before);
      if (!found) return undefined;
      const ids = pipeline.nodes.map(({ id }) => id);
      began = {
        before: before.standing,
        looked: new Set(ids.filter((id) => !found.has(id))),
      };
      return found;
    },
    async keep({ state, pipeline, config, request }, summary) {
      const build = buildId();
      const { index, folder } = state;
      if (build === undefined || !summary.ok || isShared(folder) || !index.onlyOurs) return;
      const { stoodFor } = await import('../engine/run/stood-for.ts');
      const standing = stoodFor({ state, workspace, pipeline, config, summary, began });
      if (!standing) return;
      if (!index.checkpoint()) return;
      const mark = indexMark(folder) ?? (await sleep(TICK_MS).then(() => indexMark(folder)));
      if (!mark || !index.onlyOurs) return;
      const { keepStanding } = await import('../cache/keep-standing.ts');
      keepStanding(folder, runKey(request, build, config?.path, profile), mark, standing);
    },
  };
}

const knownBy = async (
  workspace: string,
  { standing, moved }: StandingLook,
): Promise<ReadonlyMap<string, Digest>> =>
  (await import('../cache/stood.ts')).hashedBefore(workspace, standing.read, moved);

/** The nodes that nothing happened to since an answer was found. */
async function stoodSince(
  workspace: string,
  pipeline: Opened['pipeline'],
  { standing, moved }: StandingLook,
): Promise<ReadonlyMap<string, StoodNode> | undefined> {
  const { readSaid } = await import('../engine/run/say-again.ts');
  const { stoodNodes } = await import('../engine/run/stood-nodes.ts');
  const said = await readSaid(standing.answer());
  if (!said) return undefined;
  const { paths, digests, sources } = standing.read;
  const now = new Map(pipeline.files.map(({ path, digest }) => [path, digest]));
  const changed = new Set<string>();
  for (const at of moved) {
    const path = resolve(workspace, paths[at] as string);
    if (now.get(path) === digests[at]) continue;
    if (at < sources) return undefined;
    changed.add(path);
  }
  return stoodNodes(pipeline, said, changed);
}
