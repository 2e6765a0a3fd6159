import { describe, expect, it } from 'vitest';
import { toFractional } from '../../../science/cell.ts';
import { parseCif } from '../../../science/formats/cif.ts';
import { readSymmetryOperation } from '../../../science/formats/symmetry-operation.ts';
import type { Structure } from '../../../science/structure.ts';
import { symmetryOrbits } from '../../../science/symmetry.ts';

const structure = (text: string): Structure => {
  const result = parseCif(text);
  if (!result.ok) throw new Error(`${result.error.line}: ${result.error.message}`);
  return result.value[0]?.structure as Structure;
};

const problem = (text: string): string => {
  const result = parseCif(text);
  return result.ok ? 'no problem' : `${result.error.line}: ${result.error.message}`;
};

/** Rutile with its sixteen operations, positions with uncertainties, a text field and a comment. */
const RUTILE = `# rutile
data_TiO2
_publ_section_title
;
 'Any' text; with _tags and loop_ inside
;
_cell_length_a 4.594(3)
_cell_length_b 4.594(3)
_cell_length_c 2.9590
_cell_angle_alpha 90
_cell_angle_beta 90.
_cell_angle_gamma 90.0
_symmetry_space_group_name_H-M 'P 42/m n m'
loop_
_symmetry_equiv_pos_as_xyz
 x,y,z
 -x,-y,z
 '1/2-y, 1/2+x, 1/2+z'
 y+1/2,-x+1/2,z+1/2
 -x+1/2,y+1/2,-z+1/2
 x+1/2,-y+1/2,-z+.5
 y,x,-z
 -y,-x,-z
 -x,-y,-z
 x,y,-z
 y+1/2,-x+1/2,-z+1/2
 -y+1/2,x+1/2,-z+1/2
 x+1/2,-y+1/2,z+1/2
 -x+1/2,y+1/2,z+1/2
 -y,-x,z
 y,x,z
loop_
_atom_site_label
_atom_site_type_symbol
_atom_site_fract_x
_atom_site_fract_y
_atom_site_fract_z
_atom_site_occupancy
Ti1 Ti4+ 0 0 0 1
O1 O2- 0.3053(1) 0.3053(1) 0. 1.00
`;

/** One atom, P1 by default; `more` are further lines before the atoms. */
const simple = (site: string, more = '', columns = 'label') => `data_x
_cell_length_a 3
_cell_length_b 4
_cell_length_c 5
_cell_angle_alpha 90
_cell_angle_beta 90
_cell_angle_gamma 90
${more}
loop_
${columns
  .split(' ')
  .map((name) => `_atom_site_${name}\n`)
  .join('')}_atom_site_fract_x
_atom_site_fract_y
_atom_site_fract_z
${site}
`;

describe('CIF', () => {
  it('expands sites by the listed operations and merges images', () => {
    const rutile = structure(RUTILE);
    expect([...rutile.numbers]).toEqual([22, 22, 8, 8, 8, 8]);
    expect(symmetryOrbits(rutile)).toMatchObject({
      representative: [0, 0, 2, 2, 2, 2],
      spaceGroup: 136,
    });
    expect(rutile.cell[0]).toBe(4.594);
  });

  it('builds a triclinic cell as ASE does', () => {
    const text = simple('Mg1 1/1 0 0')
      .replace('1/1', '0.25')
      .replace('_alpha 90', '_alpha 88')
      .replace('_beta 90', '_beta 93')
      .replace('_gamma 90', '_gamma 118');
    const { cell, positions } = structure(text);
    const byAse = [3, 0, 0, -1.877886, 3.53179, 0, -0.26168, 0.058493, 4.992805];
    for (const [i, x] of byAse.entries()) expect(cell[i]).toBeCloseTo(x, 5);
    expect(toFractional(positions, cell)[0]).toBeCloseTo(0.25, 12);
  });

  it('takes the element from the label where nothing else says it', () => {
    const number = (label: string) => structure(simple(`${label} 0 0 0`)).numbers[0];
    expect(
      ['Cu1', 'O2A', 'SI3', 'H', 'Fe'].map((label) => problem(simple(`${label} 0 0 0`))),
    ).toEqual([
      'no problem',
      'no problem',
      expect.stringContaining('two ways'),
      'no problem',
      'no problem',
    ]);
    expect([number('Cu1'), number('O2A'), number('Fe'), number('ZR1')]).toEqual([29, 8, 26, 40]);
  });

  it('keeps special positions written with few digits as one atom', () => {
    const operations = "loop_\n_space_group_symop_operation_xyz\n'x,y,z'\n'-y,x-y,z'\n'-x+y,-x,z'";
    const hexagonal = simple('Mg 0.333 0.667 0.25', operations)
      .replace('_length_b 4', '_length_b 3')
      .replace('_gamma 90', '_gamma 120');
    expect(structure(hexagonal).numbers.length).toBe(1);
    expect(structure(hexagonal).cell[3]).toBe(-1.5);
  });

  it.each([
    [
      simple('Cu1 0.5 0 0 0', '', 'label occupancy'),
      '15: site Cu1 has occupancy 0.5: disorder is not supported',
    ],
    [simple('Cu1 0 0 0\nAu1 0 0 0'), '15: the sites Cu1 and Au1 are at the same place'],
    [
      simple('Cu1 0 0 0', "_symmetry_space_group_name_H-M 'F m -3 m'"),
      '8: the space group is F m -3 m, but the file lists no symmetry operations',
    ],
    [
      simple('Cu1 0 0 0', "_space_group_symop_operation_xyz 'x,y'"),
      '8: "x,y" is no symmetry operation',
    ],
    [simple('Cu1 0 0 ?'), '14: site Cu1: fract_z is not a number'],
    [simple('Q1 0 0 0'), '14: site Q1: no element can be read from the label'],
    [simple('Cu1 0 0'), '9: this loop_ has 3 values for 4 names: a row is not whole'],
    [
      simple('Cu1 0 0 0').replace('_length_b 4', '_length_b ?'),
      '3: expected _cell_length_b: a positive number',
    ],
    ['data_x\n_a 1\n', '0: no data block has atom sites with fractional coordinates'],
    ['data_x\n_a\n;\nopen', '3: the text that opens with ";" is never closed'],
  ])('says what is wrong: %#', (text, expected) => {
    expect(problem(text)).toBe(expected);
  });
});

describe('symmetry operations as text', () => {
  it.each([
    ['x,y,z', [1, 0, 0, 0, 1, 0, 0, 0, 1], [0, 0, 0]],
    ['-X + 1/2, y-x, 0.25-z', [-1, 0, 0, -1, 1, 0, 0, 0, -1], [0.5, 0, 0.25]],
    ['1/3+y,-2/3,2*x', [0, 1, 0, 0, 0, 0, 2, 0, 0], [1 / 3, -2 / 3, 0]],
  ])('%s', (text, rotation, translation) => {
    expect(readSymmetryOperation(text)).toEqual({ rotation, translation });
  });

  it.each(['', 'x,y', 'x,y,w', 'x y,x,z,', 'xy,x,z', 'x+,y,z'])('refuses %j', (text) => {
    expect(readSymmetryOperation(text)).toBeUndefined();
  });
});
