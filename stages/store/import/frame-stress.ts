import { fail, ok, type Result } from '../../../base/result.ts';
import { cellVolume } from '../../../science/cell.ts';
import type { ExtxyzFrame } from '../../../science/formats/extxyz.ts';
import type { ResolvedStress } from '../resolve.ts';

/** 1 eV/Å^3 in GPa: the elementary charge of the SI, 1.602176634e-19 C, exact. */
const GPA = 160.2176634;

/** A matrix counts as symmetric when mirrored components differ by less than this share of the largest. */
const ASYMMETRY = 1e-3;

/** Where xx yy zz yz xz xy stand among six components. */
const PLACES = {
  'xx yy zz yz xz xy': [0, 1, 2, 3, 4, 5],
  'xx yy zz xy yz xz': [0, 1, 2, 4, 5, 3],
} as const;

/**
 * A frame's stress as ours (Voigt xx yy zz yz xz xy, eV/Å^3, tension positive), or why it cannot be
 * read. Undefined where a frame that is not periodic in all directions has none.
 */
export function frameStress(
  { info, structure }: ExtxyzFrame,
  settings: ResolvedStress,
): Result<Float64Array | undefined, string> {
  const given = info[settings.key];
  if (given === undefined) {
    const free = !structure.periodic.every(Boolean);
    return free ? ok(undefined) : fail(`it has no stress '${settings.key}'`);
  }
  const numbers = Array.isArray(given) ? (given as readonly unknown[]) : [];
  if (!numbers.every((one): one is number => typeof one === 'number' && Number.isFinite(one))) {
    return fail(`its stress '${settings.key}' is not all finite numbers`);
  }
  const six = numbers.length === 9 ? ofMatrix(numbers) : ofSix(numbers, settings);
  if (typeof six === 'string') return fail(`its stress '${settings.key}' ${six}`);
  const scale = scaleOf(settings, cellVolume(structure.cell));
  if (!Number.isFinite(scale)) return fail(`it has a virial '${settings.key}' but no volume`);
  return ok(Float64Array.from(six, (one) => one * scale));
}

function ofSix(numbers: readonly number[], { order }: ResolvedStress): number[] | string {
  if (numbers.length !== 6) return `has ${numbers.length} numbers, expected 6 or 9`;
  return PLACES[order].map((place) => numbers[place] as number);
}

function ofMatrix(m: readonly number[]): number[] | string {
  const at = (i: number, j: number): number => m[3 * i + j] as number;
  const largest = Math.max(...m.map(Math.abs));
  const pairs = [
    [1, 2],
    [0, 2],
    [0, 1],
  ] as const;
  if (pairs.some(([i, j]) => Math.abs(at(i, j) - at(j, i)) > ASYMMETRY * largest)) {
    return 'is not a symmetric matrix';
  }
  return [at(0, 0), at(1, 1), at(2, 2), ...pairs.map(([i, j]) => (at(i, j) + at(j, i)) / 2)];
}

function scaleOf({ unit, sign }: ResolvedStress, volume: number): number {
  const positive = sign === 'tension' ? 1 : -1;
  switch (unit) {
    case 'GPa':
      return positive / GPA;
    case 'kbar':
      return positive / (10 * GPA);
    case 'eV':
      return positive / volume;
    case 'eV/A^3':
      return positive;
  }
}
