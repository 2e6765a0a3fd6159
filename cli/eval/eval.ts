import { existsSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Diagnostic, errorDiagnostic } from '../../base/diagnostic.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { extrapolationGrades } from '../../science/ace/extrapolation.ts';
import { tryEvaluate } from '../../science/ace/try-evaluate.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { sayDiagnostics } from '../say.ts';
import type { Evaluated, Refused } from './evaluated.ts';
import {
  type LabelledStructure,
  type LabelNames,
  labelledStructures,
} from './labelled-structures.ts';
import { type Grader, loadGrader } from './load-grader.ts';
import { type Loaded, loadPotential, readNamed } from './load-potential.ts';
import { evaluationJson, evaluationText } from './print.ts';
import { evaluatedFrames } from './write-frames.ts';

/** What `eval` may be told. */
export interface EvalOptions extends LabelNames {
  /** Where to write the structures with what the potential says of them. */
  readonly out?: string;
  /** An `.asi`: with it, extrapolation grades. */
  readonly activeSet?: string;
  readonly force: boolean;
  readonly json: boolean;
}

/**
 * `mlip-auto eval POTENTIAL STRUCTURES...`: energies, forces and stresses of a `.yace`, compared with
 * the labels of the files where they have any. Needs no workspace and writes nothing but `--out`.
 */
export async function evalVerb(
  file: string,
  structures: readonly string[],
  options: EvalOptions,
): Promise<ExitCode> {
  const read = await readAll(file, structures, options);
  if (!read.ok) {
    sayDiagnostics([read.error], options.json);
    return EXIT.usage;
  }
  const { loaded, grader, labelled } = read.value;
  const { evaluated, refused } = evaluateAll(read.value);
  if (options.out !== undefined) {
    writeFileSync(resolve(options.out), evaluatedFrames(evaluated));
  }
  const text = options.json
    ? evaluationJson(evaluated, refused)
    : evaluationText(evaluated, refused, headLine(file, loaded, labelled, grader !== undefined));
  process.stdout.write(text);
  return refused.length === 0 ? EXIT.done : EXIT.failed;
}

interface Read {
  readonly loaded: Loaded;
  /** Present where an active set is given. */
  readonly grader?: Grader;
  readonly labelled: readonly LabelledStructure[];
}

async function readAll(
  file: string,
  structures: readonly string[],
  { out, force, activeSet, ...names }: EvalOptions,
): Promise<Result<Read, Diagnostic>> {
  if (out !== undefined && existsSync(resolve(out)) && !force) {
    const hint = '--force replaces it';
    return fail(errorDiagnostic('E0934', `${out} is there already`, { hint }));
  }
  const loaded = loadPotential(file);
  if (!loaded.ok) return loaded;
  const grader = activeSet === undefined ? ok(undefined) : loadGrader(loaded.value, activeSet);
  if (!grader.ok) return grader;
  const labelled: LabelledStructure[] = [];
  for (const name of structures) {
    const bytes = readNamed(name, 'E0932');
    if (!bytes.ok) return bytes;
    const found = await labelledStructures({ bytes: bytes.value, name }, names);
    if (!found.ok) {
      const { code, message, hint } = found.error;
      return fail(errorDiagnostic(code, message, hint === undefined ? {} : { hint }));
    }
    labelled.push(...found.value);
  }
  return ok({ loaded: loaded.value, ...(grader.value && { grader: grader.value }), labelled });
}

function evaluateAll({ loaded, grader, labelled: all }: Read): {
  readonly evaluated: readonly Evaluated[];
  readonly refused: readonly Refused[];
} {
  const evaluated: Evaluated[] = [];
  const refused: Refused[] = [];
  for (const labelled of all) {
    const { name, structure } = labelled.named;
    const result = tryEvaluate(loaded.evaluator, structure);
    if (!result.ok) {
      refused.push({ name, why: result.error });
      continue;
    }
    const grades = grader && extrapolationGrades(grader.projector, grader.activeSet, structure);
    evaluated.push({ labelled, result: result.value, ...(grades && { grades }) });
  }
  return { evaluated, refused };
}

function headLine(
  file: string,
  { evaluator: { potential, cutoff }, withoutLoneAtoms }: Loaded,
  labelled: readonly LabelledStructure[],
  graded: boolean,
): string {
  const functions = potential.functions.reduce((sum, terms) => sum + terms.length, 0);
  const atoms = labelled.reduce((sum, { named }) => sum + named.structure.numbers.length, 0);
  const what = `${potential.elements.join(', ')}, ${functions} functions, cutoff ${cutoff} Å`;
  const notes = [
    ...(withoutLoneAtoms ? ['this form has no energies of lone atoms: energies lack them'] : []),
    ...(graded
      ? ['gamma: the largest extrapolation grade of an atom; above 1 it extrapolates']
      : []),
  ];
  const head = `${file} (${what}): ${labelled.length} structures, ${atoms} atoms`;
  return [head, ...notes].join('\n');
}
