import type { Digest } from '../../base/digest.ts';
import type { Result } from '../../base/result.ts';
import type { SourceFile } from '../pipeline.ts';
import type { Stage } from '../stage.ts';
import type { StageTrouble } from '../stage-trouble.ts';
import { loadUserStage } from '../user-stage.ts';
import { isMap } from './params.ts';
import type { Report } from './report.ts';
import type { LoadRequest } from './request.ts';
import { codes } from './words.ts';

/** A stage that a node uses, with the user's module where it is one. */
export interface UsedStage {
  readonly stage: Stage;
  readonly module?: { readonly path: string; readonly code: Digest };
  readonly files: readonly SourceFile[];
}

/** Stages by what `uses` says. */
export type StageTable = ReadonlyMap<string, UsedStage>;

/** Whether `uses` names a file. */
const isPath = (uses: string): boolean => /^\.{0,2}\//.test(uses);

/** Loads every stage that the nodes use, each once, and reports those that are not there. */
export async function loadStages(
  report: Report,
  nodes: ReadonlyMap<string, unknown>,
  request: LoadRequest,
): Promise<StageTable> {
  const wanted = new Map<string, string[]>();
  for (const [id, node] of nodes) {
    const uses = isMap(node) ? node['uses'] : undefined;
    if (typeof uses !== 'string' || uses === '') continue;
    const users = wanted.get(uses);
    if (users) users.push(id);
    else wanted.set(uses, [id]);
  }
  const table = new Map<string, UsedStage>();
  for (const [uses, users] of wanted) {
    const loaded = await load(uses, request);
    if (loaded === undefined) for (const id of users) unknownStage(report, id, uses, request);
    else if (loaded.ok) table.set(uses, loaded.value);
    else for (const id of users) trouble(report, id, loaded.error);
  }
  return table;
}

async function load(
  uses: string,
  { stages, file, probe }: LoadRequest,
): Promise<Result<UsedStage, StageTrouble> | undefined> {
  if (isPath(uses)) return loadUserStage(uses, file, probe);
  if (!stages.names.includes(uses)) return undefined;
  return { ok: true, value: { stage: await stages.load(uses), files: [] } };
}

function trouble(report: Report, id: string, { code, message, hint }: StageTrouble): void {
  report.add({ code, path: ['nodes', id, 'uses'], at: 'value', message, hint });
}

function unknownStage(report: Report, id: string, uses: string, { stages }: LoadRequest): void {
  const near = report.suggest(uses, stages.names);
  const own = /\.[cm]?[jt]s$/.test(uses)
    ? `a stage of your own is named by a path: \`./${uses}\``
    : `stages: ${codes(stages.names)}; a stage of your own is a path such as \`./my-stage.js\``;
  report.add({
    code: 'E0401',
    path: ['nodes', id, 'uses'],
    at: 'value',
    message: `there is no stage \`${uses}\``,
    hint: near?.startsWith('did') ? near : own,
  });
}
