import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../../base/result.ts';
import type { StageFailure } from '../../../engine/stage.ts';
import { defaultCutoff } from '../../../science/ace-fit/cutoff-rule.ts';
import { defaultBasisSize } from '../../../science/ace-fit/size-rule.ts';
import { chooseReferences, referenceNote } from '../references.ts';
import { readBasis } from './basis-file.ts';
import { readCheckpoint } from './checkpoint.ts';
import { collectFiles } from './collect-files.ts';
import { checkData, isWeighted, type TrainingData, tableLines } from './data.ts';
import { FILES, type InputFacts, inputText, inputValue } from './input-file.ts';
import { believe, errorsOf, withLoneAtoms } from './judge.ts';
import type { Lab } from './lab.ts';
import type { LogFacts } from './log.ts';
import type { PacemakerHow, ResolvedPacemaker } from './resolved.ts';
import { runFit } from './run-fit.ts';
import { goingOn, type Start, startFrom } from './start.ts';
import { writeTable } from './tools.ts';
import type { TrainingResult } from './training-result.ts';
import { trouble } from './trouble.ts';

/** One fit: settings with every default filled in, what changes no result, and the data. */
export interface PacemakerJob {
  readonly settings: ResolvedPacemaker;
  readonly how: PacemakerHow;
  readonly data: TrainingData;
}

/** Where the parts of a finished fit are. */
export interface Trained {
  readonly result: TrainingResult;
  /** The potential: `.yace`, with the energies of lone atoms. */
  readonly yace: string;
  /** pacemaker's B-basis file: what another fit can go on from. */
  readonly basis: string;
  /** A file: the active set, for extrapolation grades. */
  readonly activeSet: string;
}

/** The `PacemakerWrapper` of the specification: pacemaker as an external program, from the settings to a potential that was looked at. */
export class PacemakerWrapper {
  readonly #job: PacemakerJob;
  readonly #lab: Lab;

  constructor(job: PacemakerJob, lab: Lab) {
    this.#job = job;
    this.#lab = lab;
    for (const folder of [lab.folder, lab.checkpoint]) mkdirSync(folder, { recursive: true });
  }

  /** Writes input.yaml for these settings and data; its path. */
  generateConfig(initial?: string): Result<string, StageFailure> {
    const facts = inputFacts(this.#job, initial);
    if (!facts.ok) return facts;
    const path = join(this.#lab.folder, FILES.input);
    const { settings, how } = this.#job;
    writeFileSync(path, inputText(inputValue(settings, facts.value, how)));
    return ok(path);
  }

  /** Fits; from `initial`, the text of a B-basis potential, where one is given. */
  async train(initial?: string): Promise<Result<Trained, StageFailure>> {
    const began = Date.now();
    const { data, settings } = this.#job;
    emptyFolder(this.#lab.folder);
    const facts = inputFacts(this.#job, initial);
    if (!facts.ok) return facts;
    const e0 = chooseReferences(data.fit, facts.value.elements, facts.value.cutoff, settings.e0);
    if (!e0.ok) return e0;
    this.#sayChoices(facts.value, referenceNote(e0.value));
    const written = await this.#writeTables(e0.value.energies);
    if (!written.ok) return written;
    const fitted = await this.#fit(facts.value, initial, began);
    if (!fitted.ok) return fitted;
    const finished = await this.#finish(facts.value, e0.value, fitted.value);
    if (finished.ok) emptyFolder(this.#lab.checkpoint);
    return finished;
  }

  #sayChoices({ cutoff, functionsPerElement }: InputFacts, references: string): void {
    const { settings } = this.#job;
    if (settings.cutoff === 'auto') this.#lab.note(`cutoff: ${cutoff} Å`);
    if (settings.b_basis_size === 'auto') {
      this.#lab.note(`b_basis_size: ${functionsPerElement} functions an element`);
    }
    this.#lab.note(references);
  }

  async #writeTables(e0: {
    readonly [symbol: string]: number;
  }): Promise<Result<true, StageFailure>> {
    const { data, how } = this.#job;
    const run = { lab: this.#lab, how };
    for (const part of ['fit', 'test'] as const) {
      const observations = data[part];
      if (observations.length === 0) continue;
      const lines = tableLines(observations, e0, isWeighted(data));
      if (!lines.ok) return lines;
      writeFileSync(join(this.#lab.folder, `${part}.jsonl`), lines.value);
      const done = await writeTable(run, `${part}.jsonl`, FILES[part], observations.length);
      if (!done.ok) return done;
    }
    return ok(true);
  }

  /** Begins anew, from a potential, or where an attempt before this one was ended. */
  async #fit(
    facts: InputFacts,
    initial: string | undefined,
    began: number,
  ): Promise<Result<Fitted, StageFailure>> {
    const { settings } = this.#job;
    const left = readCheckpoint(this.#lab.checkpoint);
    const begin = left ? goingOn(settings, left) : startFrom(this.#lab, settings, facts, initial);
    if (left) this.#lab.note(`goes on ${whereOf(begin)} of an attempt before`);
    const ended = await this.#run(facts, begin, began);
    if (!ended.ok || begin.kind !== 'grow') return ended;
    const { nothingAdded, last } = ended.value.log;
    if (!nothingAdded || last !== undefined) return ended;
    // A potential that has every function already does not grow, and pacemaker then fits nothing: it is refined.
    this.#lab.note('the potential to go on from has all functions already: it is fitted as it is');
    return this.#run(facts, { ...begin, kind: 'refine' }, began);
  }

  /** One run of pacemaker from its start to its end. */
  async #run(
    facts: InputFacts,
    start: Start,
    began: number,
  ): Promise<Result<Fitted, StageFailure>> {
    const { settings, how } = this.#job;
    const { kind, from, maxIterations, starts } = start;
    if (from) copyFileSync(from, join(this.#lab.folder, 'start.yaml'));
    // A ladder builds its functions up from the first step: what has them all would be lost.
    const { ladder, ...flat } = settings;
    const used = kind === 'refine' || !ladder ? flat : { ...flat, ladder };
    const input = inputText(inputValue({ ...used, max_iter: maxIterations }, facts, how));
    writeFileSync(join(this.#lab.folder, FILES.input), input);
    const log = await runFit({ lab: this.#lab, how, began, maxIterations }, start);
    return log.ok ? ok({ log: log.value, starts }) : log;
  }

  /** Converts, finds the active set, and looks at what came out. */
  async #finish(
    facts: InputFacts,
    references: TrainingResult['references'],
    { log, starts }: Fitted,
  ): Promise<Result<Trained, StageFailure>> {
    const { data, settings, how } = this.#job;
    const lab = this.#lab;
    const files = await collectFiles({ lab, how }, log);
    if (!files.ok) return files;
    const { basis, known, last, activeSet } = files.value;
    const lacking = facts.elements.find((symbol) => !known.elements.includes(symbol));
    if (lacking !== undefined) {
      return fail(trouble('E0715', 'invalid', `the potential that it left lacks ${lacking}`));
    }
    const yace = withLoneAtoms(files.value.yace, references.energies);
    if (!yace.ok) return yace;
    const fitted = await errorsOf(lab, yace.value, data.fit);
    const believed = believe(fitted, isComparable(settings) ? last : undefined);
    if (!believed.ok) return believed;
    const test = await errorsOf(lab, yace.value, data.test);
    const result: TrainingResult = {
      elements: known.elements,
      structures: data.fit.length,
      atoms: data.fit.reduce((sum, { structure }) => sum + structure.numbers.length, 0),
      cutoff: facts.cutoff,
      functions: known.functions,
      references,
      forceShare: settings.force_share,
      iterations: log.iterations,
      evaluations: log.evaluations,
      converged: log.converged ?? null,
      starts,
      loss: last.loss,
      fitted,
      test: { structures: data.test.length, ...test },
      program: settings.program ?? null,
    };
    return ok({ result, yace: yace.value, basis, activeSet });
  }
}

/** What another fit left is not mistaken for what this one makes. */
function emptyFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}

const whereOf = ({ kind, done }: Start): string =>
  kind === 'grow' ? 'from the step of the ladder' : `after iteration ${done}`;

interface Fitted {
  readonly log: LogFacts;
  readonly starts: number;
}

/** Weights by energy leave structures out, and a cycle of several fits ends with its best one. */
const isComparable = ({ weighting, input }: ResolvedPacemaker): boolean =>
  weighting === undefined && input?.['fit']?.['fit_cycles'] === undefined;

/** What input.yaml needs to know of the data, by the rules of the ace back end where the settings leave it open. */
export function inputFacts(
  { settings, data }: Pick<PacemakerJob, 'settings' | 'data'>,
  initial?: string,
): Result<InputFacts, StageFailure> {
  const elements = checkData(data);
  if (!elements.ok) return elements;
  const basis = initial === undefined ? undefined : readBasis(initial);
  if (initial !== undefined && !basis) {
    const message = 'the potential to go on from is no whole B-basis file of pacemaker';
    const hint =
      'it is pacemaker’s output_potential.yaml, or the output `b_basis` of a fit; a .yace is none';
    return fail(trouble('E0716', 'invalid', message, hint));
  }
  // One that lacks an element is fitted all the same, without a word, as if its atoms were others.
  const lacking = basis && elements.value.find((symbol) => !basis.elements.includes(symbol));
  if (lacking !== undefined) {
    const message = `the dataset has ${lacking}, and the potential to go on from has not`;
    return fail(trouble('E0716', 'invalid', message, 'begin anew: leave the potential out'));
  }
  const { cutoff: asked, b_basis_size: size } = settings;
  if (basis && asked !== 'auto' && basis.cutoff !== asked) {
    const message = `the potential to go on from has the cutoff ${basis.cutoff} Å, and the settings ${asked} Å`;
    return fail(trouble('E0716', 'invalid', message, 'leave `cutoff` out, or begin anew'));
  }
  const rule = () => defaultCutoff(data.fit.map(({ structure }) => structure)).cutoff;
  const rows = data.fit.reduce((sum, { structure }) => sum + 1 + 3 * structure.numbers.length, 0);
  return ok({
    elements: elements.value,
    cutoff: asked === 'auto' ? (basis?.cutoff ?? rule()) : asked,
    functionsPerElement: size === 'auto' ? defaultBasisSize(rows, elements.value.length) : size,
    hasTest: data.test.length > 0,
  });
}
