import type { Result } from '../../base/result.ts';
import { cellVolume } from '../cell.ts';
import type { Structure } from '../structure.ts';
import { catchFormat, type FormatError, FormatProblem } from './format-error.ts';
import { type NumberedLine, readCellCard, readPositionsCard } from './pw-cards.ts';
import { elementOfLabel } from './pw-label.ts';
import { BOHR } from './pw-lattice.ts';
import { readReal } from './read-number.ts';

/**
 * Reads the structures that the text output of pw.x names, in order: the one it starts from, then
 * each that a relaxation or molecular dynamics goes to. They are as exact as they are printed (seven
 * digits; `data-file-schema.xml` has all). Labels and moments are not read.
 */
export function parsePwOutput(text: string): Result<Structure[], FormatError> {
  return catchFormat(() => {
    const lines = text.split(/\r?\n/).map((line, i) => ({ text: line, line: i + 1 }));
    const first = readFirst(lines);
    const found = [first.structure];
    let { cell } = first.structure;
    for (const [at, { text: line }] of lines.entries()) {
      if (/^CELL_PARAMETERS\b/.test(line)) cell = readCellCard(lines, at, first.alat);
      if (!/^ATOMIC_POSITIONS\b/.test(line)) continue;
      const { numbers, positions } = readPositionsCard(lines, at, cell, first);
      found.push({ ...first.structure, numbers, positions, cell });
    }
    return found;
  });
}

const AXIS = /^\s*a\(\d\)\s*=\s*\(\s*(\S+)\s+(\S+)\s+(\S+)\s*\)/;
const SITE = /^\s*\d+\s+(\S+)\s+tau\(\s*\d+\)\s*=\s*\(\s*(\S+)\s+(\S+)\s+(\S+)\s*\)/;

interface First {
  readonly structure: Structure;
  /** Å. */
  readonly alat: number;
  readonly count: number;
}

/** The structure at the head of the output, in units of the lattice parameter. */
function readFirst(lines: readonly NumberedLine[]): First {
  const alat = readAlat(lines);
  const vectors = matches(lines, AXIS).slice(0, 3);
  const cell = Float64Array.from(
    vectors.flatMap(({ found, line }) => reals(found.slice(1), line)),
    (x) => x * alat,
  );
  if (cell.length !== 9 || !(cellVolume(cell) > 0)) {
    throw new FormatProblem(0, 'the output has no crystal axes: it was cut short before them');
  }
  const count = atomCountOf(lines);
  const sites = matches(lines, SITE).slice(0, count);
  if (sites.length < count) {
    throw new FormatProblem(
      0,
      `the output lists ${sites.length} of ${count} atoms: it was cut short`,
    );
  }
  const numbers = sites.map(({ found, line }) => elementOfLabel(found[1] as string, line));
  const places = sites.flatMap(({ found, line }) => reals(found.slice(2), line));
  return {
    alat,
    count,
    structure: {
      numbers: Int32Array.from(numbers),
      positions: Float64Array.from(places, (x) => x * alat),
      cell,
      periodic: [true, true, true],
    },
  };
}

function readAlat(lines: readonly NumberedLine[]): number {
  const [celldm] = matches(lines, /celldm\(1\)=\s*(\S+)/);
  const value = celldm && readReal(celldm.found[1] as string);
  if (value !== undefined && value > 0) return value * BOHR;
  throw new FormatProblem(0, 'the output does not say celldm(1): it was cut short before it');
}

function atomCountOf(lines: readonly NumberedLine[]): number {
  const [found] = matches(lines, /number of atoms\/cell\s*=\s*(\d+)/);
  if (found) return Number(found.found[1]);
  throw new FormatProblem(0, 'the output does not say the number of atoms');
}

function matches(lines: readonly NumberedLine[], pattern: RegExp) {
  return lines.flatMap(({ text, line }) => {
    const found = pattern.exec(text);
    return found ? [{ found, line }] : [];
  });
}

function reals(texts: readonly string[], line: number): number[] {
  const values = texts.map(readReal);
  if (values.includes(undefined)) throw new FormatProblem(line, 'expected three numbers');
  return values as number[];
}
