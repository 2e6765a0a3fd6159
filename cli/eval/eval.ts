import { existsSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Diagnostic, errorDiagnostic } from '../../base/diagnostic.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { AceEvaluator } from '../../science/ace/evaluate.ts';
import { tryEvaluate } from '../../science/ace/try-evaluate.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { sayDiagnostics } from '../say.ts';
import type { Evaluated, Refused } from './evaluated.ts';
import {
  type LabelledStructure,
  type LabelNames,
  labelledStructures,
} from './labelled-structures.ts';
import { loadEvaluator, readNamed } from './load-evaluator.ts';
import { evaluationJson, evaluationText } from './print.ts';
import { evaluatedFrames } from './write-frames.ts';

/** What `eval` may be told. */
export interface EvalOptions extends LabelNames {
  /** Where to write the structures with what the potential says of them. */
  readonly out?: string;
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
  const { evaluator, labelled } = read.value;
  const { evaluated, refused } = evaluateAll(evaluator, labelled);
  if (options.out !== undefined) {
    writeFileSync(resolve(options.out), evaluatedFrames(evaluated));
  }
  const text = options.json
    ? evaluationJson(evaluated, refused)
    : evaluationText(evaluated, refused, headLine(file, evaluator, labelled));
  process.stdout.write(text);
  return refused.length === 0 ? EXIT.done : EXIT.failed;
}

interface Read {
  readonly evaluator: AceEvaluator;
  readonly labelled: readonly LabelledStructure[];
}

async function readAll(
  file: string,
  structures: readonly string[],
  { out, force, ...names }: EvalOptions,
): Promise<Result<Read, Diagnostic>> {
  if (out !== undefined && existsSync(resolve(out)) && !force) {
    const hint = '--force replaces it';
    return fail(errorDiagnostic('E0934', `${out} is there already`, { hint }));
  }
  const evaluator = loadEvaluator(file);
  if (!evaluator.ok) return evaluator;
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
  return ok({ evaluator: evaluator.value, labelled });
}

function evaluateAll(
  evaluator: AceEvaluator,
  all: readonly LabelledStructure[],
): { readonly evaluated: readonly Evaluated[]; readonly refused: readonly Refused[] } {
  const evaluated: Evaluated[] = [];
  const refused: Refused[] = [];
  for (const labelled of all) {
    const { name, structure } = labelled.named;
    const result = tryEvaluate(evaluator, structure);
    if (result.ok) evaluated.push({ labelled, result: result.value });
    else refused.push({ name, why: result.error });
  }
  return { evaluated, refused };
}

function headLine(
  file: string,
  { potential, cutoff }: AceEvaluator,
  labelled: readonly LabelledStructure[],
): string {
  const functions = potential.functions.reduce((sum, terms) => sum + terms.length, 0);
  const atoms = labelled.reduce((sum, { named }) => sum + named.structure.numbers.length, 0);
  const what = `${potential.elements.join(', ')}, ${functions} functions, cutoff ${cutoff} Å`;
  return `${file} (${what}): ${labelled.length} structures, ${atoms} atoms`;
}
