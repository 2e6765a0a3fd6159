import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { canonicalText } from '../../../base/canonical.ts';
import { fail, ok } from '../../../base/result.ts';
import type { ItemResult, ItemTask, StageContext, StageFailure } from '../../../engine/stage.ts';
import { readStructure } from '../../../science/structure.ts';
import {
  GIVEN,
  ONE_THREAD,
  passedNames,
  type ResolvedAse,
  resolvedOf,
  workerWords,
} from './resolve.ts';

/** Labels a batch by one start of the worker; the raw output is the worker's answer, a line of JSON. */
export async function calculateAse(
  tasks: readonly ItemTask[],
  context: StageContext,
): Promise<readonly ItemResult[]> {
  const [first] = tasks;
  if (!first) return [];
  const resolved = resolvedOf(first.with);
  const { python, time_limit: limit, pass_env: passEnv } = context.how;
  const args = { ...resolved.args, ...placeFiles(resolved, context) };
  const request = JSON.stringify({ which: resolved.which, args, limit });
  const { exitCode, stdout, stderr } = await context.exec(workerWords(python, 'label'), {
    env: GIVEN,
    passEnv: passedNames(passEnv),
    defaults: ONE_THREAD,
    stdin: `${[request, ...tasks.map(structureLine)].join('\n')}\n`,
  });
  const [hello, ...answers] = stdout.split('\n').filter(Boolean);
  const wrong = hello === undefined ? notStarted(exitCode, stderr) : unlike(hello, resolved);
  if (wrong) return tasks.map(() => fail(wrong));
  return tasks.map((_, at) => answerOf(answers[at]));
}

/** Writes the files that are arguments; gives the path of each. */
function placeFiles({ files }: ResolvedAse, context: StageContext): { [argument: string]: string } {
  const paths: { [argument: string]: string } = {};
  for (const [argument, reference] of Object.entries(files)) {
    const { bytes, name } = context.readFile(reference);
    const folder = join(context.scratch(), 'files', argument.replace(/\W/g, '_'));
    mkdirSync(folder, { recursive: true });
    paths[argument] = join(folder, basename(name));
    writeFileSync(paths[argument], bytes);
  }
  return paths;
}

function structureLine({ bytes }: ItemTask): string {
  const structure = readStructure(bytes);
  const { numbers, positions, cell, periodic, initialMagneticMoments, initialCharges } = structure;
  return JSON.stringify({
    numbers: [...numbers],
    positions: triples(positions),
    cell: triples(cell),
    pbc: periodic,
    ...(initialMagneticMoments && { magmoms: [...initialMagneticMoments] }),
    ...(initialCharges && { charges: [...initialCharges] }),
  });
}

const triples = (values: Float64Array): number[][] =>
  Array.from({ length: values.length / 3 }, (_, i) => [...values.subarray(3 * i, 3 * i + 3)]);

function notStarted(exitCode: number, stderr: string): StageFailure {
  if (exitCode > 128) {
    return { class: 'infra', message: `the worker was killed by signal ${exitCode - 128}` };
  }
  const said = stderr.trim().split('\n').at(-1) ?? '';
  return { class: 'invalid', message: `the calculator did not start (code ${exitCode}): ${said}` };
}

/** Another version than the key's may not label under it. */
function unlike(hello: string, { versions }: ResolvedAse): StageFailure | undefined {
  const found = canonicalText(JSON.parse(hello).versions);
  if (found === canonicalText(JSON.parse(versions))) return undefined;
  return {
    class: 'invalid',
    message: `the calculator's packages are ${found}, and the key has ${versions}: refused`,
    hint: 'run again: the key then has the versions of now',
  };
}

function answerOf(line: string | undefined): ItemResult {
  if (line === undefined) {
    return fail({ class: 'infra', message: 'the worker ended before its turn' });
  }
  const answer = JSON.parse(line);
  if (answer.ok === true) return ok(Buffer.from(canonicalText(answer)));
  return fail({ class: answer.class, message: answer.message });
}
