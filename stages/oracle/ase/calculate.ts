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

/**
 * Labels structures by a worker that stays; the raw output is its answer, a line of JSON. Where it ends before its
 * time, the structure that it was at has no label, and another worker does the rest.
 */
export async function calculateAse(
  tasks: readonly ItemTask[],
  context: StageContext,
): Promise<readonly ItemResult[]> {
  const results: ItemResult[] = [];
  for (let at = 0; at < tasks.length; at = results.length) {
    results.push(...(await askWorker(tasks.slice(at), context)));
  }
  return results;
}

/** Asks a worker for labels: at least one result, and fewer than tasks where it ended. */
async function askWorker(
  tasks: readonly ItemTask[],
  context: StageContext,
): Promise<readonly ItemResult[]> {
  const [first] = tasks as readonly [ItemTask];
  const resolved = resolvedOf(first.with);
  const { python, time_limit: limit, pass_env: passEnv } = context.how;
  const { hello, answers, ended } = await context.converse(
    {
      argv: workerWords(python, 'label'),
      env: GIVEN,
      passEnv: passedNames(passEnv),
      defaults: ONE_THREAD,
      same: canonicalText([first.with, limit ?? null]),
      opening: (folder) => openingLine(resolved, limit, folder, context),
    },
    tasks.map(structureLine),
  );
  const wrong = hello === undefined ? notStarted(ended) : unlike(hello, resolved);
  if (wrong) return tasks.map(() => fail(wrong));
  const results = answers.map((line, at) => answerOf(line, tasks[at] as ItemTask));
  return ended ? [...results, fail(endedEarly(ended))].slice(0, tasks.length) : results;
}

/** What a worker is started with: the calculator, its arguments, and the files among them. */
function openingLine(
  resolved: ResolvedAse,
  limit: unknown,
  folder: string,
  context: StageContext,
): string {
  const args = { ...resolved.args, ...placeFiles(resolved, folder, context) };
  return JSON.stringify({ which: resolved.which, args, limit });
}

/** Writes the files that are arguments; gives the path of each. */
function placeFiles(
  { files }: ResolvedAse,
  place: string,
  context: StageContext,
): { [argument: string]: string } {
  const paths: { [argument: string]: string } = {};
  for (const [argument, reference] of Object.entries(files)) {
    const { bytes, name } = context.readFile(reference);
    const folder = join(place, 'files', argument.replace(/\W/g, '_'));
    mkdirSync(folder, { recursive: true });
    paths[argument] = join(folder, basename(name));
    writeFileSync(paths[argument], bytes);
  }
  return paths;
}

function structureLine({ item, bytes }: ItemTask): string {
  const structure = readStructure(bytes);
  const { numbers, positions, cell, periodic, initialMagneticMoments, initialCharges } = structure;
  return JSON.stringify({
    item,
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

/** How a worker ended. */
type End = { readonly exitCode: number; readonly stderr: string } | undefined;

function notStarted(ended: End): StageFailure {
  const { exitCode, stderr } = ended ?? { exitCode: 0, stderr: '' };
  if (exitCode > 128) return killed(exitCode);
  const said = stderr.trim().split('\n').at(-1) ?? '';
  return { class: 'invalid', message: `the calculator did not start (code ${exitCode}): ${said}` };
}

const endedEarly = ({ exitCode, stderr }: NonNullable<End>): StageFailure => {
  if (exitCode > 128) return killed(exitCode);
  const said = stderr.trim().split('\n').at(-1) ?? '';
  return { class: 'infra', message: `the worker ended (code ${exitCode}): ${said}` };
};

const killed = (exitCode: number): StageFailure => ({
  class: 'infra',
  message: `the worker was killed by signal ${exitCode - 128}`,
});

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

function answerOf(line: string, task: ItemTask): ItemResult {
  const { item, ...answer } = JSON.parse(line);
  if (item !== task.item) throw new Error(`the worker answered ${item}, asked was ${task.item}`);
  if (answer.ok === true) return ok(Buffer.from(canonicalText(answer)));
  return fail({ class: answer.class, message: answer.message });
}
