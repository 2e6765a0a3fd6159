import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Diagnostic, errorDiagnostic } from '../base/diagnostic.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { logsFolder, nodeLogs, runsWithLogs } from '../cache/logs.ts';
import { openState } from '../cache/open.ts';
import type { RunRow } from '../cache/runs.ts';
import type { State } from '../cache/state.ts';
import { namedNodes, unknownNode } from '../engine/node-names.ts';
import { readRunLog } from '../report/read-log.ts';
import { EXIT, type ExitCode, refusalCode } from './exit.ts';
import { follow, type LogSource } from './follow.ts';
import { isGoing } from './past-run.ts';
import { sayDiagnostics } from './say.ts';
import { findWorkspace } from './workspace.ts';

export interface LogsOptions {
  readonly json: boolean;
  readonly run?: string;
  readonly follow: boolean;
}

/** What was asked for, found. */
interface Asked {
  readonly run: string;
  readonly nodes: readonly string[];
  /** The first digits of an item's digest. */
  readonly item?: string;
}

const POLL_MS = 200;
const MOST_RUNS = 1000;

/**
 * `mlip-auto logs NODE [ITEM]`: what the programs of a node printed, its notes and failures with their
 * stacks, attempt by attempt. Reads files only, so it works during a run and never holds it up.
 */
export async function logs(
  node: string,
  item: string | undefined,
  options: LogsOptions,
): Promise<ExitCode> {
  const workspace = findWorkspace(process.cwd());
  const state = openState(workspace, 'read');
  if (!state.ok) {
    sayDiagnostics([state.error], options.json);
    return refusalCode([state.error]);
  }
  using open = state.value;
  const asked = ask(open, workspace, node, item, options);
  if (!asked.ok) {
    sayDiagnostics([asked.error], options.json);
    return EXIT.usage;
  }
  await print(open, workspace, asked.value, options);
  return EXIT.done;
}

function ask(
  state: State,
  workspace: string,
  node: string,
  item: string | undefined,
  { run: wanted, follow: follows }: LogsOptions,
): Result<Asked, Diagnostic> {
  const rows = state.runs.latest(MOST_RUNS);
  const known = [...knownNodes(state, rows)].sort();
  const nodes = namedNodes(known, node);
  if (nodes.length === 0) {
    const message = `no node \`${node}\` has run in this workspace`;
    return fail({ ...unknownNode('logs', node, known), message });
  }
  const run = chosenRun(state, rows, workspace, nodes, wanted, follows);
  if (!run.ok) return run;
  const digits = item?.replace(/^sha256:/, '').toLowerCase();
  if (digits !== undefined && !/^[0-9a-f]{4,64}$/.test(digits)) {
    const hint = 'name an item by 4 or more of the first digits of its digest, as messages do';
    return fail(errorDiagnostic('E0923', `\`${item}\` is not an item`, { hint }));
  }
  return ok({ run: run.value, nodes, ...(digits === undefined ? {} : { item: digits }) });
}

/** Those of the last runs, and those that have finished once. */
function knownNodes(state: State, rows: readonly RunRow[]): Set<string> {
  const known = new Set(state.recent.everywhere().map(({ node }) => node));
  for (const { id } of rows.slice(0, 10)) {
    for (const event of readRunLog(join(logsFolder(state.folder), `${id}.jsonl`))) {
      if (event.type === 'run-started') for (const node of event.nodes) known.add(node);
    }
  }
  return known;
}

/** The run asked for; else the one that is followed; else the newest in which one of the nodes said anything. */
function chosenRun(
  state: State,
  rows: readonly RunRow[],
  workspace: string,
  nodes: readonly string[],
  wanted: string | undefined,
  follows: boolean,
): Result<string, Diagnostic> {
  const [newest] = rows;
  if (wanted !== undefined) {
    const found = rows.filter(({ id }) => id.startsWith(wanted));
    if (found.length === 1) return ok((found[0] as RunRow).id);
    const message = `${found.length === 0 ? 'no run' : `${found.length} runs`} \`${wanted}\``;
    const hint = '`mlip-auto runs --json` lists them; the beginning of an id will do';
    return fail(errorDiagnostic('E0922', message, { hint }));
  }
  if (follows && newest && isGoing(newest, newest.id, workspace)) return ok(newest.id);
  const said = runsWithLogs(state.folder).find((run) =>
    nodes.some((node) => {
      const { own, items } = nodeLogs(state.folder, run, node);
      return own !== undefined || items.size > 0;
    }),
  );
  return ok(said ?? newest?.id ?? '');
}

async function print(
  state: State,
  workspace: string,
  asked: Asked,
  options: LogsOptions,
): Promise<void> {
  const writer = options.json ? jsonWriter(asked) : textWriter(asked);
  const sources = (): LogSource[] => sourcesOf(state.folder, asked);
  await follow({
    sources,
    going: () => options.follow && isGoing(state.runs.latest(1)[0], asked.run, workspace),
    pause: () => sleep(POLL_MS),
    write: writer,
  });
  if (sources().length > 0 || options.json) return;
  const who =
    asked.item === undefined
      ? asked.nodes.map((node) => `\`${node}\``).join(', ')
      : `item ${asked.item}`;
  process.stderr.write(`${who} has no log: not executed, or nothing to say\n`);
}

/** The logs of the nodes and those of their items, or those of the items that were asked for. */
const sourcesOf = (folder: string, { nodes, ...asked }: Asked): LogSource[] =>
  nodes.flatMap((node) => nodeSources(folder, node, asked));

function nodeSources(
  folder: string,
  node: string,
  { run, item }: Pick<Asked, 'run' | 'item'>,
): LogSource[] {
  const { own, items } = nodeLogs(folder, run, node);
  const all = [...items].map(([name, path]): LogSource => ({ node, item: name, path }));
  if (item === undefined) return own === undefined ? all : [{ node, path: own }, ...all];
  const found = all.filter(({ item: name = '' }) => name.startsWith(item.slice(0, name.length)));
  // What is done in batches is told in the log of the node.
  return found.length > 0 || own === undefined ? found : [{ node, path: own }];
}

const jsonWriter =
  ({ run }: Asked) =>
  (text: string, { node, item }: LogSource): void => {
    const line = { type: 'log', run, node, ...(item === undefined ? {} : { item }), text };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  };

/** As `tail` does for several files: a heading where the source changes. */
function textWriter({ nodes }: Asked): (text: string, source: LogSource) => void {
  let last: string | undefined;
  return (text, { node, item, path }) => {
    const names = [
      ...(nodes.length > 1 ? [node] : []),
      ...(item === undefined ? [] : [`item ${item}`]),
    ];
    if (path !== last && names.length > 0) process.stdout.write(`==> ${names.join(', ')} <==\n`);
    last = path;
    process.stdout.write(text);
  };
}
