import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../../base/result.ts';
import type { StageFailure } from '../../../engine/stage.ts';
import { type BasisFacts, readBasis, withoutTimes } from './basis-file.ts';
import type { Lab } from './lab.ts';
import type { Iteration, LogFacts } from './log.ts';
import { type Run, runTool } from './tools.ts';
import { trouble } from './trouble.ts';

/** What a fit left, whole. */
export interface FitFiles {
  readonly basis: string;
  readonly known: BasisFacts;
  /** As pacemaker converts it: without the energies of lone atoms. */
  readonly yace: string;
  /** A file. */
  readonly activeSet: string;
  readonly last: Iteration;
}

const BASIS = 'output_potential.yaml';
const YACE = 'output_potential.yace';
const ACTIVE_SET = 'output_potential.asi';

/** Converts what pacemaker left and finds its active set; each file must be there, whatever the exit codes said. */
export async function collectFiles(
  run: Run,
  { last }: LogFacts,
): Promise<Result<FitFiles, StageFailure>> {
  const { lab } = run;
  const basis = readOutput(lab, BASIS);
  if (!basis.ok) return basis;
  const known = readBasis(basis.value);
  if (!known) return fail(trouble('E0715', 'invalid', `its ${BASIS} is no whole potential`));
  if (last === undefined) {
    return fail(trouble('E0715', 'invalid', 'pacemaker ended without a single iteration'));
  }
  const converted = await runTool(run, 'pace_yaml2yace', BASIS);
  if (!converted.ok) return converted;
  const data = 'fitting_data_info.pckl.gzip';
  const active = await runTool(run, 'pace_activeset', '-d', data, BASIS);
  if (!active.ok) return active;
  const yace = readOutput(lab, YACE);
  if (!yace.ok) return yace;
  const there = readOutput(lab, ACTIVE_SET);
  if (!there.ok) return there;
  return ok({
    basis: withoutTimes(basis.value),
    known,
    yace: yace.value,
    activeSet: join(lab.folder, ACTIVE_SET),
    last,
  });
}

function readOutput({ folder }: Lab, name: string): Result<string, StageFailure> {
  const path = join(folder, name);
  if (existsSync(path)) return ok(readFileSync(path, 'utf8'));
  return fail(trouble('E0715', 'invalid', `pacemaker ended with code 0 and left no ${name}`));
}
