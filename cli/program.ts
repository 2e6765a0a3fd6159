import { Command, CommanderError, Option } from './commander.ts';
import { addDb } from './db/verbs.ts';
import { addEval } from './eval/verb.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { jsonOption, noWaitOption, type Verb } from './options.ts';
import { addDoctor, addSetup } from './setup/verbs.ts';

/** Reads the command line and runs its verb, loading only that verb's code. */
export async function runProgram(argv: readonly string[], version: string): Promise<ExitCode> {
  let exit: ExitCode = EXIT.done;
  const verb =
    <A extends readonly unknown[]>(act: (...args: A) => Promise<ExitCode>) =>
    async (...args: A): Promise<void> => {
      exit = await act(...args);
    };
  const program = new Command('mlip-auto')
    .description('From one YAML to a trained interatomic potential; every label is paid for once.')
    .version(version)
    .exitOverride()
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: false });
  const asked = VERBS.get(argv[0] ?? '');
  for (const add of asked ? [asked] : VERBS.values()) add(program, verb);
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  }
  return exit;
}

const collect = (text: string, before: readonly string[]): readonly string[] => [...before, text];
const setOption = (): Option =>
  new Option('--set <name=value>', 'sets a param of the pipeline (may be repeated)')
    .argParser(collect)
    .default([], 'none');
/** Its files go into the list of `--set`: every verb that takes the one takes the other. */
function paramsOption(): Option {
  const option = new Option(
    '--params <file>',
    'a YAML file of params (may be repeated); --set wins',
  ).argParser((file: string, before: readonly string[]) => collect(`@${file}`, before));
  option.attributeName = () => 'set';
  return option;
}
const jobsOption = (): Option =>
  new Option(
    '-j, --jobs <n>',
    'how many computations run at a time (default: as the profile says, or one a core)',
  );

const profileOption = (): Option =>
  new Option(
    '--profile <name>',
    'the site profile, from mlip.config.yaml (default: MLIP_PROFILE, or `default`)',
  );

/** The options of every verb that reads a pipeline. */
const reading = (command: Command): Command =>
  command.addOption(setOption()).addOption(paramsOption()).addOption(profileOption());

/** The options that choose what a run is about. */
function choosing(command: Command): Command {
  return reading(command)
    .addOption(
      listOption(
        '--until <node>',
        'only this node and what it needs (a name of a matrix: all of its nodes; may be repeated)',
      ),
    )
    .option('--from <node>', 'only this node and what comes after it')
    .addOption(listOption('--force <node>', 'does this node anew (may be repeated)'))
    .option('--retry-failed', 'tries failures that stand again', false)
    .addOption(
      listOption('--accept <node>', 'takes the results of its last key for its key of now'),
    )
    .option('--why <text>', 'the reason for --accept, kept with the record');
}

const listOption = (flags: string, words: string): Option =>
  new Option(flags, words).argParser(collect).default([], 'none');

function addRun(program: Command, verb: Verb): void {
  choosing(program.command('run'))
    .argument('[file]', 'the pipeline', 'pipeline.yaml')
    .description('runs a pipeline: only what is not there yet')
    .addOption(jobsOption())
    .addOption(jsonOption())
    .addOption(noWaitOption())
    .option(
      '--budget <amount>',
      'buys items until so much is spent on them: 50ch, 20cmin, 300s of CPU',
    )
    .addOption(
      new Option('--fail-fast', 'begins nothing more after the first failure')
        .default(false)
        .conflicts('keepGoing'),
    )
    .option('--keep-going', 'stops only what depends on a failure: what it does anyway')
    .option('--dry-run', 'only says what a run would do, as plan does', false)
    .action(verb(async (file, options) => (await import('./run.ts')).run(file, options)));
}

function addWatch(program: Command, verb: Verb): void {
  reading(program.command('watch'))
    .argument('[file]', 'the pipeline', 'pipeline.yaml')
    .description('runs a pipeline, and again whenever one of its files is saved, after a diff')
    .option('--ask-above <amount>', 'asks before a run that may cost more, as in 1ch, 20cmin, 300s')
    .option('--debounce <ms>', 'how long files must be quiet before it looks', '200')
    .addOption(jobsOption())
    .addOption(jsonOption())
    .action(verb(async (file, options) => (await import('./watch.ts')).watch(file, options)));
}

function addPlan(program: Command, verb: Verb): void {
  choosing(program.command('plan'))
    .argument('[file]', 'the pipeline', 'pipeline.yaml')
    .description('says what a run would do, and why')
    .addOption(jobsOption())
    .addOption(jsonOption())
    .action(verb(async (file, options) => (await import('./plan.ts')).plan(file, options)));
}

function addValidate(program: Command, verb: Verb): void {
  reading(program.command('validate'))
    .argument('[file]', 'the pipeline', 'pipeline.yaml')
    .description('checks a pipeline and prints everything that is wrong with it')
    .addOption(jsonOption())
    .action(verb(async (file, options) => (await import('./validate.ts')).validate(file, options)));
}

function addCycle(program: Command, verb: Verb): void {
  reading(program.command('expand'))
    .argument('[file]', 'the pipeline', 'pipeline.yaml')
    .description('prints a pipeline as it will run: matrices, files and params written out')
    .option('--print-config', 'prints the input.yaml of each fit by pacemaker instead', false)
    .addOption(jsonOption())
    .action(verb(async (file, options) => (await import('./expand.ts')).expand(file, options)));
  reading(program.command('run-cycle-02'))
    .argument(
      '[file]',
      'the pipeline (default: pipelines/cycle-02.yaml, yours or the packaged one)',
    )
    .description('runs the one-shot cycle: Generation, Oracle, Storage, Training')
    .addOption(jobsOption())
    .addOption(jsonOption())
    .addOption(noWaitOption())
    .action(verb(async (file, options) => (await import('./cycle.ts')).runCycle(file, options)));
}

function addExplain(program: Command, verb: Verb): void {
  reading(program.command('explain'))
    .argument('<node>', 'the node')
    .argument(
      '[item]',
      'one of its items: its place from 1, the first digits of its digest, or its name',
    )
    .description(
      'says why a node or an item is made: by cause, with its place in the file and its cost',
    )
    .option('-f, --file <file>', 'the pipeline', 'pipeline.yaml')
    .addOption(jsonOption())
    .action(
      verb(async (node, item, options) =>
        (await import('./explain.ts')).explainVerb(node, item, options),
      ),
    );
}

function addDiff(program: Command, verb: Verb): void {
  reading(program.command('diff'))
    .argument('[file]', 'the pipeline; with --run, a run', 'pipeline.yaml')
    .argument('[other]', 'another pipeline, or run, that is compared with the first')
    .description('says what changed since the last run, by cause, and what each change costs')
    .option('--run', 'compares two runs: ids, `last`, `last~1`, ...', false)
    .addOption(jsonOption())
    .action(
      verb(async (file, other, options) => (await import('./diff.ts')).diff(file, other, options)),
    );
}

function addGraph(program: Command, verb: Verb): void {
  reading(program.command('graph'))
    .argument('[file]', 'the pipeline', 'pipeline.yaml')
    .description('draws the nodes of a pipeline and what is there of them')
    .addOption(
      new Option('--format <format>', 'how').choices(['tree', 'dot', 'mermaid']).default('tree'),
    )
    .addOption(jsonOption())
    .action(verb(async (file, options) => (await import('./graph.ts')).graph(file, options)));
}

function addStatus(program: Command, verb: Verb): void {
  program
    .command('status')
    .description('says who works in this workspace and how the last runs ended')
    .addOption(jsonOption())
    .action(verb(async (options) => (await import('./status.ts')).status(options)));
}

function addRuns(program: Command, verb: Verb): void {
  program
    .command('runs')
    .description('lists the past runs of this workspace, with counts and cost')
    .option('-n, --number <n>', 'how many', '20')
    .addOption(jsonOption())
    .action(verb(async (options) => (await import('./runs.ts')).runs(options)));
}

function addLogs(program: Command, verb: Verb): void {
  program
    .command('logs')
    .argument('<node>', 'the node')
    .argument('[item]', 'one of its items, by the first digits of its digest')
    .description('prints what the programs of a node said, its notes and its failures')
    .option('--run <id>', 'of this run (default: the newest in which the node said anything)')
    .option('-f, --follow', 'goes on printing until the run ends', false)
    .addOption(jsonOption())
    .action(
      verb(async (node, item, options) => (await import('./logs.ts')).logs(node, item, options)),
    );
}

function addBuild(program: Command, verb: Verb): void {
  const build = program.command('build').description('looks at what build nodes make');
  reading(build.command('preview'))
    .argument('[file]', 'the pipeline', 'pipeline.yaml')
    .argument('[node]', 'one build node (default: all)')
    .description('counts by kind, histograms of distances and volumes; nothing is labelled')
    .addOption(jsonOption())
    .action(
      verb(async (file, node, options) =>
        (await import('./build-preview.ts')).buildPreview(file, node, options),
      ),
    );
}

function addCache(program: Command, verb: Verb): void {
  const cache = program.command('cache').description('looks after the state of this workspace');
  cache
    .command('verify')
    .description('hashes every kept object again; what is damaged is forgotten, to be made anew')
    .addOption(jsonOption())
    .addOption(noWaitOption())
    .action(verb(async (options) => (await import('./cache-verify.ts')).cacheVerify(options)));
  cache
    .command('stats')
    .description('says what is kept, by kind and size, and what could go')
    .addOption(jsonOption())
    .action(verb(async (options) => (await import('./cache-stats.ts')).cacheStatsVerb(options)));
  cache
    .command('gc')
    .description('says what no last run needs; with --yes it goes. Records stay')
    .option('--older-than <age>', 'only what was made longer ago, as in 30d')
    .option('--max-size <size>', 'only until so much is left, the cheapest to make again first')
    .addOption(
      listOption(
        '--labels <node>',
        'gives up the labels of this node (or pipeline:node), or of `all` runs but the last',
      ),
    )
    .addOption(
      listOption(
        '--pipeline <name>',
        'keeps nothing in use for this pipeline any more, or for all whose files are `gone`; no label goes',
      ),
    )
    .option('--forget-damaged', 'gives up damaged records, and what they alone name', false)
    .option('--yes', 'does it', false)
    .addOption(jsonOption())
    .addOption(noWaitOption())
    .action(verb(async (options) => (await import('./cache-gc.ts')).cacheGc(options)));
}

/** Every verb; the one that is asked for is built alone, since building them all takes its time. */
const VERBS: ReadonlyMap<string, (program: Command, verb: Verb) => void> = new Map([
  ['run', addRun],
  ['watch', addWatch],
  ['plan', addPlan],
  ['validate', addValidate],
  ['run-cycle-02', addCycle],
  ['explain', addExplain],
  ['diff', addDiff],
  ['graph', addGraph],
  ['status', addStatus],
  ['runs', addRuns],
  ['logs', addLogs],
  ['eval', addEval],
  ['build', addBuild],
  ['db', addDb],
  ['cache', addCache],
  ['setup', addSetup],
  ['doctor', addDoctor],
]);
