import { tmpdir } from 'node:os';
import { type Diagnostic, errorDiagnostic } from '../base/diagnostic.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { State } from '../cache/state.ts';
import type { ValidNode, ValidPipeline } from './pipeline.ts';
import { inheritedBy, programMemo } from './program-memo.ts';
import { executeAlone } from './programs/alone.ts';
import { nodesAbove } from './select.ts';
import type { ProgramProbe, StageFailure } from './stage.ts';

/** How long a program may take to say its version, seconds. */
const LONGEST = 60;
/** How much of what it says is its version. */
const MOST = 2000;

/**
 * The pipeline with the version of every program that a node names in that node's settings, and so in its key; a
 * program that does not say one is marked as silent. It is asked once for as long as its file (and those that its
 * arguments name) stays the same.
 */
export async function withPrograms(pipeline: ValidPipeline, state: State): Promise<ValidPipeline> {
  const nodes: ValidNode[] = [];
  for (const node of pipeline.nodes) {
    const { program } = node;
    if (!program) {
      nodes.push(node);
      continue;
    }
    const { declared } = program;
    const said = declared === undefined ? await versionOf(program, state) : ok(declared);
    if (said.ok) nodes.push(withVersion(node, said.value));
    else nodes.push({ ...node, program: { ...program, silent: said.error } });
  }
  return { ...pipeline, nodes };
}

/** What there is to say of the silent programs of a pipeline, and which part of it does without them. */
export function silentPrograms(pipeline: ValidPipeline): readonly Diagnostic[] {
  const silent = pipeline.nodes.filter(({ program }) => program?.silent !== undefined);
  const ends = endsWithout(pipeline, new Set(silent.map(({ id }) => id)));
  const rest = `\`${ends.map((id) => `--until ${id}`).join(' ')}\` runs what does without it`;
  return silent.map((node) => unknownVersion(node, ends.length > 0 ? rest : undefined));
}

/** The nodes that need none of some, and that nothing like them needs: to run until these is to run all that can be. */
function endsWithout({ nodes }: ValidPipeline, some: ReadonlySet<string>): readonly string[] {
  const barred = new Set(some);
  for (const node of nodes) if (nodesAbove(node).some((id) => barred.has(id))) barred.add(node.id);
  const free = nodes.filter(({ id }) => !barred.has(id));
  const needed = new Set(free.flatMap(nodesAbove));
  return free.map(({ id }) => id).filter((id) => !needed.has(id));
}

/**
 * Asks the program of a node again, after it has run: another version than that in the key may have made the
 * result, which is refused.
 */
export async function movedProgram(
  { program, with: settings }: ValidNode,
  state: State,
): Promise<StageFailure | undefined> {
  if (!program || program.declared !== undefined) return undefined;
  const now = await ask(program);
  if (!now.ok) return { class: 'infra', message: now.error };
  const planned = settings[program.into];
  if (now.value === planned) return undefined;
  remember(state, program, now.value);
  const message = `${program.name ?? program.argv[0]} says that it is ${brief(now.value)}, and the key has ${brief(String(planned))}: the result is refused`;
  return { class: 'invalid', message, hint: 'run again: the key then has the version of now' };
}

const withVersion = (node: ValidNode, version: string): ValidNode =>
  node.program ? { ...node, with: { ...node.with, [node.program.into]: version } } : node;

const unknownVersion = (node: ValidNode, rest: string | undefined): Diagnostic => {
  const message = `the program's version of \`${node.id}\` cannot be read: ${node.program?.silent}`;
  const mend = node.program?.hint ?? hintOf(node);
  const hint = rest === undefined ? mend : `${mend}; ${rest}`;
  return errorDiagnostic('E0707', message, { span: node.span, hint });
};

/** What to try: the words that were run, and where they are said. */
function hintOf({ program, uses }: ValidNode): string {
  const { argv, pattern, setting = 'fingerprint' } = program as ProgramProbe;
  const [name = ''] = argv;
  const words = `try \`${argv.join(' ')}\` in a shell`;
  const must =
    pattern === undefined ? 'it must print the version and end with 0' : 'it must say it';
  const elsewhere = name.includes('/')
    ? ''
    : `, or how \`${name}\` is started here by \`programs\` in a site profile`;
  return `${words}: ${must}; say other words by \`${setting}\` of ${uses}${elsewhere}`;
}

async function versionOf(program: ProgramProbe, state: State): Promise<Result<string, string>> {
  if (program.fresh) return ask(program);
  const known = state.parses.get(programMemo(program));
  if (known !== undefined) return ok((JSON.parse(known) as Remembered).version);
  const asked = await ask(program);
  if (asked.ok) remember(state, program, asked.value);
  return asked;
}

/** What is kept of an answer: among the parses, which are JSON objects. */
interface Remembered {
  readonly version: string;
}

const remember = (state: State, program: ProgramProbe, version: string): void =>
  state.parses.set(programMemo(program), JSON.stringify({ version } satisfies Remembered));

/** The version that a program says, or why it says none. */
export async function ask({
  argv,
  env,
  passEnv,
  pattern,
  name,
}: ProgramProbe): Promise<Result<string, string>> {
  const options = { env: { ...inheritedBy(passEnv), ...env }, timeoutSeconds: LONGEST };
  try {
    const { signal } = new AbortController();
    const ended = await executeAlone({ argv, folder: tmpdir(), options, signal });
    if (pattern !== undefined) {
      return found(pattern, `${ended.stdout}\n${ended.stderr}`, name ?? `\`${argv.join(' ')}\``);
    }
    const said = (ended.stdout.trim() || ended.stderr.trim()).slice(0, MOST);
    if (ended.exitCode !== 0) {
      return fail(`\`${argv.join(' ')}\` ended with code ${ended.exitCode}: ${brief(said)}`);
    }
    return said === '' ? fail(`\`${argv.join(' ')}\` said nothing`) : ok(said);
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

function found(pattern: string, said: string, who: string): Result<string, string> {
  const version = new RegExp(pattern).exec(said)?.[1];
  if (version !== undefined) return ok(version);
  return fail(`${who} does not say its version: ${brief(said.trim())}`);
}

const brief = (text: string): string => `\`${(text.split('\n')[0] ?? '').slice(0, 160)}\``;
