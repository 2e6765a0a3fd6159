import { describe, expect, it } from 'vitest';
import { cellVolume } from '../../../science/cell.ts';
import { parsePoscar } from '../../../science/formats/poscar.ts';
import type { Structure } from '../../../science/structure.ts';

const structure = (text: string): Structure => {
  const result = parsePoscar(text);
  if (!result.ok) throw new Error(result.error.message);
  return result.value.structure;
};

const problem = (text: string): string => {
  const result = parsePoscar(text);
  return result.ok ? 'no problem' : `${result.error.line}: ${result.error.message}`;
};

const B2 = (scale: string, mode = 'Direct\n0 0 0\n0.5 0.5 0.5') =>
  `NiAl\n${scale}\n2.88 0 0\n0 2.88 0\n0 0 2.88\n Ni Al\n 1 1\n${mode}\n`;

describe('POSCAR', () => {
  it('reads direct positions', () => {
    expect(structure(B2('1.0'))).toEqual({
      numbers: Int32Array.of(28, 13),
      positions: Float64Array.of(0, 0, 0, 1.44, 1.44, 1.44),
      cell: Float64Array.of(2.88, 0, 0, 0, 2.88, 0, 0, 0, 2.88),
      periodic: [true, true, true],
    });
  });

  it('scales lengths, axes or to a volume', () => {
    expect(structure(B2('2.0  ! scale')).positions[3]).toBe(2.88);
    expect(structure(B2('1 1 2')).cell[8]).toBe(5.76);
    const byVolume = structure(B2('-27', 'Cartesian\n0 0 0\n1.44 1.44 1.44'));
    expect(cellVolume(byVolume.cell)).toBeCloseTo(27, 10);
    expect(byVolume.positions[3]).toBeCloseTo(1.5, 12);
  });

  it('passes over selective dynamics, velocities, suffixes of symbols and CRLF', () => {
    const text = B2('1.0', 'Selective dynamics\ncart\n0 0 0 T T F\n1 1 1 F F F Al\n\n0 0 0\n0 0 0')
      .replace('Ni Al', 'Ni_pv Al/d1e')
      .replaceAll('\n', '\r\n');
    expect(structure(text).positions).toEqual(Float64Array.of(0, 0, 0, 1, 1, 1));
    expect(structure(text).numbers).toEqual(Int32Array.of(28, 13));
  });

  it('asks for the symbols that VASP 4 left out', () => {
    const result = parsePoscar(B2('1.0').replace(' Ni Al\n', ''));
    expect(result).toEqual({
      ok: false,
      error: {
        line: 6,
        message: 'expected the element symbols, found numbers of atoms: this is the form of VASP 4',
        hint: 'put a line with the symbols above this one, as VASP 5 and later do: Cu Au',
      },
    });
  });

  it.each([
    [B2('x'), '2: expected the scale factor: one number (or three positive ones)'],
    [B2('0'), '2: expected the scale factor: one number (or three positive ones)'],
    [B2('1').replace('0 2.88 0', '2.88 0 0'), '3: the lattice vectors span no volume'],
    [B2('1').replace('0 2.88 0', '0 a 0'), '4: expected a lattice vector: 3 numbers'],
    [B2('1').replace(' Al', ' Xx'), '6: "Xx" is no element'],
    [B2('1').replace(' 1 1', ' 1'), '7: expected 2 numbers of atoms, one for each symbol'],
    [B2('1', '0 0 0'), '8: expected Direct or Cartesian, found "0 0 0"'],
    [B2('1', 'Direct\n0 0 0'), '10: expected a position: 3 numbers'],
  ])('says what is wrong: %#', (text, expected) => {
    expect(problem(text)).toBe(expected);
  });
});
