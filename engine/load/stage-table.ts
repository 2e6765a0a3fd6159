import { dirname } from 'node:path';
import type { Result } from '../../base/result.ts';
import { packageWords } from '../package-entry.ts';
import type { SourceFile, ValidNode } from '../pipeline.ts';
import type { Stage } from '../stage.ts';
import type { StageTrouble } from '../stage-trouble.ts';
import { loadPackageStage, loadUserStage } from '../user-stage.ts';
import type { Report } from './report.ts';
import type { LoadRequest } from './request.ts';
import { codes } from './words.ts';
import type { WrittenNode } from './written-nodes.ts';

/** A stage that a node uses, with the user's module where it is one. */
export interface UsedStage {
  readonly stage: Stage;
  readonly module?: ValidNode['module'];
  readonly files: readonly SourceFile[];
}

/** Stages by node. */
export type StageTable = ReadonlyMap<string, UsedStage>;

/** Whether `uses` names a file. */
const isPath = (uses: string): boolean => /^\.{0,2}\//.test(uses);

/** Whether `uses` could name an npm package, or a part of one. */
const isPackage = (uses: string): boolean =>
  /^(@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*(\/[\w.~-]+)*$/i.test(uses) && !/\.ya?ml$/.test(uses);

interface Wanted {
  readonly uses: string;
  /** The file that says so: a path is relative to it. */
  readonly file: string;
  readonly users: string[];
}

/** Loads every stage that the nodes use, each once, and reports those that are not there. */
export async function loadStages(
  report: Report,
  nodes: readonly WrittenNode[],
  request: LoadRequest,
): Promise<StageTable> {
  const wanted = new Map<string, Wanted>();
  for (const { id, words, file } of nodes) {
    const { uses } = words;
    if (typeof uses !== 'string' || uses === '') continue;
    const key = request.stages.names.includes(uses) ? uses : `${uses}\0${dirname(file)}`;
    const known = wanted.get(key);
    if (known) known.users.push(id);
    else wanted.set(key, { uses, file, users: [id] });
  }
  const table = new Map<string, UsedStage>();
  for (const one of wanted.values()) {
    const loaded = await load(one, request);
    if (loaded === undefined) {
      for (const id of one.users) unknownStage(report, id, one.uses, request);
    } else if (loaded.ok) for (const id of one.users) table.set(id, loaded.value);
    else for (const id of one.users) trouble(report, id, loaded.error);
  }
  return table;
}

async function load(
  { uses, file }: Wanted,
  { stages, probe }: LoadRequest,
): Promise<Result<UsedStage, StageTrouble> | undefined> {
  if (isPath(uses)) return loadUserStage(uses, file, probe);
  if (!stages.names.includes(uses)) {
    return isPackage(uses) ? loadPackageStage(uses, file, probe) : undefined;
  }
  return { ok: true, value: { stage: await stages.load(uses), files: [] } };
}

function trouble(report: Report, id: string, { code, message, hint }: StageTrouble): void {
  report.add({ code, path: ['nodes', id, 'uses'], at: 'value', message, hint });
}

function unknownStage(report: Report, id: string, uses: string, { stages }: LoadRequest): void {
  const near = report.suggest(uses, stages.names);
  const own = /\.ya?ml$/.test(uses)
    ? `a pipeline is named by a path: \`./${uses}\``
    : /\.[cm]?[jt]s$/.test(uses)
      ? `a stage of your own is named by a path: \`./${uses}\``
      : isPackage(uses) && /[@/-]/.test(uses)
        ? `stages: ${codes(stages.names)}; a stage of your own is a path such as \`./my-stage.js\`, and a package is installed beside the pipeline first: \`npm install ${packageWords(uses).name}\``
        : `stages: ${codes(stages.names)}; a stage of your own is a path such as \`./my-stage.js\``;
  report.add({
    code: 'E0401',
    path: ['nodes', id, 'uses'],
    at: 'value',
    message: `there is no stage \`${uses}\``,
    hint: near?.startsWith('did') ? near : own,
  });
}
