import { atomicNumber } from '../elements.ts';
import type { CifBlock, CifLoop, CifValue } from './cif-tokens.ts';
import { FormatProblem } from './format-error.ts';
import { readUncertain } from './read-number.ts';

/** An atom site as the file gives it, before symmetry. */
export interface CifSite {
  readonly label: string;
  readonly number: number;
  readonly fractional: readonly [number, number, number];
  readonly line: number;
}

/** The fully occupied atom sites of a block; throws {@link FormatProblem} on disorder and on what is no element. */
export function readSites(block: CifBlock): CifSite[] {
  const loop = block.loops.find((other) => other.tags.includes('_atom_site_fract_x')) as CifLoop;
  return loop.rows.map((row, index) => {
    const get = (tag: string): CifValue | undefined => {
      const column = loop.tags.indexOf(`_atom_site_${tag}`);
      const value = row[column];
      return value && value.text !== '?' && value.text !== '.' ? value : undefined;
    };
    const line = row[0]?.line ?? loop.line;
    const label = get('label')?.text ?? `${index + 1}`;
    refuseDisorder(get('occupancy'), label, line);
    const fractional = ['x', 'y', 'z'].map((axis) => {
      const value = get(`fract_${axis}`);
      const number = value && readUncertain(value.text);
      if (number === undefined) {
        throw new FormatProblem(line, `site ${label}: fract_${axis} is not a number`);
      }
      return number;
    }) as [number, number, number];
    return { label, number: readElement(get('type_symbol')?.text, label, line), fractional, line };
  });
}

function refuseDisorder(occupancy: CifValue | undefined, label: string, line: number): void {
  if (!occupancy) return;
  const value = readUncertain(occupancy.text);
  if (value !== undefined && Math.abs(value - 1) < 1e-6) return;
  throw new FormatProblem(
    line,
    `site ${label} has occupancy ${occupancy.text}: disorder is not supported`,
    'give an ordered structure (a supercell with each site occupied by one element)',
  );
}

/** From the type symbol (`Cu`, `Cu2+`), else from the label (`Cu1`, `O2A`). */
function readElement(symbol: string | undefined, label: string, line: number): number {
  if (symbol !== undefined) {
    const letters = /^[A-Za-z]{1,2}/.exec(symbol)?.[0] ?? '';
    const number = atomicNumber(titleCase(letters));
    if (number !== undefined) return number;
    throw new FormatProblem(line, `site ${label}: "${symbol}" is no element`);
  }
  const [one = '', two = ''] = /^[A-Za-z]{1,2}/.exec(label)?.[0] ?? '';
  const short = atomicNumber(one.toUpperCase());
  const long = two === '' ? undefined : atomicNumber(titleCase(one + two));
  const isWritten = two !== '' && two === two.toLowerCase();
  if (long !== undefined && (isWritten || short === undefined)) return long;
  if (long !== undefined && short !== undefined) {
    throw new FormatProblem(
      line,
      `site ${label}: the element can be read in two ways`,
      'add a column _atom_site_type_symbol',
    );
  }
  if (short !== undefined) return short;
  throw new FormatProblem(line, `site ${label}: no element can be read from the label`);
}

const titleCase = (text: string): string =>
  text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase();
