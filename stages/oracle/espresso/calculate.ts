import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../../base/result.ts';
import { unreachable } from '../../../base/unreachable.ts';
import type {
  ExecResult,
  FileReference,
  ItemResult,
  ItemTask,
  StageContext,
  StageFailure,
} from '../../../engine/stage.ts';
import { type Aids, LADDER, nextRung } from '../../../science/espresso/ladder.ts';
import { parsePwLog } from '../../../science/espresso/pw-log.ts';
import { type Trouble, troubleOf } from '../../../science/espresso/trouble.ts';
import { readStructure } from '../../../science/structure.ts';
import { aidsOf, ladderNames } from './aids.ts';
import { readMark, writeMark } from './go-on-mark.ts';
import { keepFiles } from './keep-files.ts';
import { type Calculation, inputOf, prepare, pseudopotentialFile } from './prepare.ts';
import { type AttemptNote, encodeRaw, type RawEspresso } from './raw.ts';
import { accepted } from './read.ts';
import type { EspressoHow, ItemEspresso } from './resolved.ts';
import { hasRoom } from './room.ts';

/** The share of the time limit after which pw.x is to end by itself, so that it can be gone on with. */
const OF_THE_LIMIT = 0.95;
/** Calculations run side by side, a core each, where a site profile does not say otherwise. */
const ONE_THREAD = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };

/** Calculates structures one after the other, each with its own ladder. */
export async function calculateEspresso(
  tasks: readonly ItemTask[],
  context: StageContext,
): Promise<readonly ItemResult[]> {
  const results: ItemResult[] = [];
  for (const task of tasks) results.push(await calculateOne(task, context));
  return results;
}

async function calculateOne(task: ItemTask, context: StageContext): Promise<ItemResult> {
  const settings = task.with as unknown as ItemEspresso;
  const prepared = prepare(context, settings, readStructure(task.bytes));
  if (!prepared.ok) return prepared;
  const place = openPlace(context, prepared.value);
  const began = performance.now();
  let state = firstState(context, place);
  for (;;) {
    const ended = await attempt(context, prepared.value, place, state.aids, began);
    keepFiles(context, { ...place, number: state.notes.length + 1 }, ended.ok);
    if (ended.ok)
      return ok(encodeRaw({ ...ended.value, attempts: [...state.notes, state.note('accepted')] }));
    const trouble = ended.error;
    context.note(`${place.name}: ${trouble.message}`);
    if (context.signal.aborted) return fail(failureOf({ kind: 'machine', message: 'interrupted' }));
    const rung = nextRung(LADDER, trouble, state.aids, state.tried);
    if (!rung) return fail(ending(place, state, trouble));
    context.note(`${place.name}: tries ${rung.name}`);
    state = climbed(state, rung.name, trouble, rung.apply(state.aids));
  }
}

/** Where the work at one structure is. */
interface Place {
  /** What the structure is called in notes. */
  readonly name: string;
  readonly scratch: string;
  readonly pseudo: string;
  /** pw.x's own folder; it outlives the attempt. */
  readonly out: string;
  /** Written last, when `out` holds what can be gone on from. */
  readonly mark: string;
}

function openPlace(
  context: StageContext,
  { structure, settings, pseudopotentials }: Calculation,
): Place {
  const scratch = context.scratch();
  const pseudo = join(scratch, 'pseudo');
  mkdirSync(pseudo, { recursive: true });
  for (const [symbol, { bytes }] of pseudopotentials) {
    const reference = settings.pseudopotentials[symbol] as FileReference;
    writeFileSync(join(pseudo, pseudopotentialFile(symbol, reference)), bytes);
  }
  const kept = context.checkpoint();
  return {
    name: `structure of ${structure.numbers.length} atoms`,
    scratch,
    pseudo,
    out: join(kept, 'out'),
    mark: join(kept, 'go-on.json'),
  };
}

/** How far up the ladder one is. */
interface State {
  readonly aids: Aids;
  readonly tried: ReadonlySet<string>;
  readonly notes: readonly AttemptNote[];
  note(end: string): AttemptNote;
}

function stateOf(
  aids: Aids,
  tried: ReadonlySet<string>,
  notes: readonly AttemptNote[],
  rung: string,
  why: string,
): State {
  return { aids, tried, notes, note: (end) => ({ rung, why, end }) };
}

/** The first attempt of all, or one that goes on where the last ran out of time. */
function firstState(context: StageContext, { mark }: Place): State {
  const { aids: begin } = context.how as unknown as EspressoHow;
  const aids = aidsOf(begin);
  const left = readMark(mark);
  if (!left) return stateOf(aids, new Set(), [], 'first', '');
  const why = 'the attempt before ran out of time';
  return stateOf({ ...left.aids, start: 'restart' }, new Set(), left.notes, 'restart', why);
}

const climbed = (state: State, rung: string, trouble: Trouble, aids: Aids): State =>
  stateOf(
    aids,
    new Set([...state.tried, rung]),
    [...state.notes, state.note(trouble.message)],
    rung,
    trouble.message,
  );

/** What pw.x wrote. */
type PwFiles = Pick<RawEspresso, 'xml' | 'log'>;

/** One run of pw.x: its whole files where the result is accepted, else the trouble. */
async function attempt(
  context: StageContext,
  calculation: Calculation,
  place: Place,
  aids: Aids,
  began: number,
): Promise<Result<PwFiles, Trouble>> {
  const { out, scratch, pseudo, mark } = place;
  rmSync(mark, { force: true });
  if (aids.start === 'nothing') rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  rmSync(join(out, 'pwscf.xml'), { force: true });
  rmSync(join(out, 'pwscf.EXIT'), { force: true });
  if (aids.start !== 'restart') {
    rmSync(join(out, 'pwscf.save/data-file-schema.xml'), { force: true });
  }
  rmSync(join(scratch, 'CRASH'), { force: true });
  const how = context.how as unknown as EspressoHow;
  const text = inputOf(calculation, {
    aids,
    own: overrides(how),
    folders: { pseudo, out },
    maxSeconds: secondsLeft(context, began),
  });
  writeFileSync(join(scratch, 'pw.in'), text);
  const ended = await context.exec([...how.command, '-in', 'pw.in'], {
    passEnv: how.pass_env,
    defaults: ONE_THREAD,
  });
  return verdict(calculation, place, ended);
}

/** What the user's own aids say beyond those that the ladder moves. */
function overrides({ aids }: EspressoHow): EspressoHow['aids'] {
  const { mixing_beta, mixing_mode, diagonalization, electron_maxstep, ...others } = aids;
  return others;
}

function secondsLeft({ limitSeconds }: StageContext, began: number): number | undefined {
  if (limitSeconds === undefined) return undefined;
  const left = limitSeconds - (performance.now() - began) / 1000;
  return Math.max(1, Math.floor(OF_THE_LIMIT * left));
}

function verdict(
  { settings, structure }: Calculation,
  { out, scratch }: Place,
  { exitCode, stdout, stderr }: ExecResult,
): Result<PwFiles, Trouble> {
  const xml = textOf(join(out, 'pwscf.xml')) ?? '';
  const log = parsePwLog(stdout, textOf(join(scratch, 'CRASH')) ?? '');
  const isEnded = exitCode === 0 && !log.error;
  const found = isEnded ? accepted(xml, stdout, settings, structure) : undefined;
  if (found?.ok) return ok({ xml, log: stdout });
  const trouble = troubleOf({ exitCode, log, stderr, ...(found && { refusal: found.error }) });
  if (hasRoom(out)) return fail(trouble);
  return fail({ kind: 'machine', message: `the disk is full (${trouble.message})` });
}

const textOf = (path: string): string | undefined =>
  existsSync(path) ? readFileSync(path, 'utf8') : undefined;

/** The failure of a calculation that cannot be helped; for lack of time, it is marked to be gone on with. */
function ending({ mark }: Place, state: State, trouble: Trouble): StageFailure {
  if (trouble.kind === 'time') {
    const notes = [...state.notes, state.note(trouble.message)];
    writeMark(mark, { aids: state.aids, notes });
  }
  const tried = state.notes.length > 0 ? ` (tried: ${[...state.tried].join(', ')})` : '';
  return failureOf({ ...trouble, message: `${trouble.message}${tried}` });
}

function failureOf(trouble: Trouble): StageFailure {
  const { message } = trouble;
  switch (trouble.kind) {
    case 'input':
      return { class: 'invalid', message };
    case 'another': {
      const hint = 'something between this program and pw.x changes the input or the program';
      return { class: 'invalid', message, hint };
    }
    case 'machine':
      return { class: 'infra', message };
    case 'time': {
      const hint =
        'it goes on from where it is: run again, or let it be retried: `retry: { attempts: 3 }`';
      return { class: 'infra', message, hint };
    }
    case 'scf':
    case 'bands':
    case 'diagonalisation':
    case 'unsound':
      return { class: 'physics', message, remedies: ladderNames() };
    default:
      return unreachable(trouble);
  }
}
