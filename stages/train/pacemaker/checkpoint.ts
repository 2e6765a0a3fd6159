import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { readBasis } from './basis-file.ts';

/** How far a fit that was ended had come. */
export interface Progress {
  /** Of the ladder's step that it was at, or of the whole fit. */
  readonly iterations: number;
  /** Whether its potential has all functions of the target. */
  readonly whole: boolean;
  /** How often the fit was begun, this time included. */
  readonly starts: number;
}

/** An interim potential to go on from. It is never a result. */
export interface GoOn extends Progress {
  readonly file: string;
}

const MARK = 'go-on.json';
const POTENTIAL = 'interim.yaml';

/** What an earlier attempt left; undefined where there is nothing whole. */
export function readCheckpoint(folder: string): GoOn | undefined {
  const mark = join(folder, MARK);
  const file = join(folder, POTENTIAL);
  if (!existsSync(mark) || !existsSync(file)) return undefined;
  if (!readBasis(readFileSync(file, 'utf8'))) return undefined;
  return { ...(JSON.parse(readFileSync(mark, 'utf8')) as Progress), file };
}

/**
 * Keeps the interim potential of a running or ended fit; `false` where it has none that is whole (it may be
 * half written at this moment). The potential is put in place first, what is said of it last.
 */
export function keepCheckpoint(
  folder: string,
  work: string,
  { iterations, starts }: Omit<Progress, 'whole'>,
): boolean {
  const text = newest(work, /^interim_potential_\d+\.yaml$/);
  const target = newest(work, /^target_potential\.yaml$/);
  const step = newest(work, /^current_extended_potential\.yaml$/) ?? target;
  const basis = text === undefined ? undefined : readBasis(text);
  const wanted = step === undefined ? undefined : countOf(step);
  if (text === undefined || basis?.functions !== wanted) return false;
  const whole = target !== undefined && countOf(target) === basis?.functions;
  rmSync(join(folder, MARK), { force: true });
  place(folder, POTENTIAL, text);
  place(folder, MARK, JSON.stringify({ iterations, whole, starts } satisfies Progress));
  return true;
}

/** Functions in a potential file, be its coefficients what they are. */
const countOf = (text: string): number => [...text.matchAll(/^ *- *\{ *type:/gm)].length;

function newest(folder: string, name: RegExp): string | undefined {
  const files = readdirSync(folder)
    .filter((file) => name.test(file))
    .map((file) => join(folder, file));
  const [first] = files.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  return first === undefined ? undefined : readFileSync(first, 'utf8');
}

function place(folder: string, name: string, text: string): void {
  const draft = join(folder, `${name}.part`);
  writeFileSync(draft, text);
  renameSync(draft, join(folder, name));
}
