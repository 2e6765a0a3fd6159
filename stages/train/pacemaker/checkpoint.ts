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

/** What a fit has come to now; `isFitted`: since its start, or that of the ladder's step that it is at. */
interface Now extends Omit<Progress, 'whole'> {
  readonly isFitted: boolean;
}

/**
 * Keeps what a running or ended fit has: its interim potential, or, where that is not whole (it may be half written at
 * this moment) or has no iteration behind it, the end of its ladder's last step. Says which; undefined where there is
 * neither, or nothing better than what was kept before. The potential is put in place first, what is said of it last.
 */
export function keepCheckpoint(
  folder: string,
  work: string,
  { iterations, starts, isFitted }: Now,
): 'interim' | 'step' | undefined {
  const target = newest(work, /^target_potential\.yaml$/);
  const step = newest(work, /^current_extended_potential\.yaml$/) ?? target;
  const interim = isFitted ? newest(work, /^interim_potential_\d+\.yaml$/) : undefined;
  const isWhole = functionsOf(interim) > 0 && functionsOf(interim) === countOf(step);
  const text = isWhole ? interim : endOfStep(folder, work);
  if (text === undefined) return undefined;
  const progress = { iterations, whole: countOf(target) === functionsOf(text), starts };
  rmSync(join(folder, MARK), { force: true });
  place(folder, POTENTIAL, text);
  place(folder, MARK, JSON.stringify(progress satisfies Progress));
  return isWhole ? 'interim' : 'step';
}

/** What the ladder's last step ended with, unless something as large or larger is kept already. */
function endOfStep(folder: string, work: string): string | undefined {
  const text = newest(work, /^interim_potential_ladder_step_\d+\.yaml$/);
  const kept = readCheckpoint(folder);
  const before = kept ? functionsOf(readFileSync(kept.file, 'utf8')) : 0;
  return functionsOf(text) > before ? text : undefined;
}

/** Functions of a potential that is whole; else none. */
const functionsOf = (text: string | undefined): number =>
  text === undefined ? 0 : (readBasis(text)?.functions ?? 0);

/** Functions in a potential file, be its coefficients what they are. */
const countOf = (text: string | undefined): number =>
  [...(text ?? '').matchAll(/^ *- *\{ *type:/gm)].length;

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
