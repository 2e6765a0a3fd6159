import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { detectFormat, parseStructures } from '../../../science/formats/detect.ts';

const XYZ = '1\nLattice="3 0 0 0 3 0 0 0 3" config_type=solo\nCu 0 0 0\n';
const POSCAR = '2\n1.0\n3 0 0\n0 3 0\n0 0 3\nCu\n1\nDirect\n0 0 0\n';
const CIF = `data_a
_cell_length_a 3
_cell_length_b 3
_cell_length_c 3
_cell_angle_alpha 90
_cell_angle_beta 90
_cell_angle_gamma 90
loop_
_atom_site_label
_atom_site_fract_x
_atom_site_fract_y
_atom_site_fract_z
Cu1 0 0 0
`;

describe('telling formats apart by their content', () => {
  it.each([
    ['extxyz', XYZ],
    ['poscar', POSCAR],
    ['cif', CIF],
    ['extxyz', '2\n1.0\n29 0 0 0\n29 1 1 1\n29 2 2 2\n'],
    [undefined, 'hello\nworld\n'],
    [undefined, ''],
  ])('%s', (format, text) => {
    expect(detectFormat(text)).toBe(format);
  });

  it('reads the same crystal from all three, gzipped or not', () => {
    const read = [XYZ, POSCAR, CIF].flatMap((text) =>
      [Buffer.from(text), gzipSync(text)].map((bytes) => parseStructures(bytes, 'file')),
    );
    for (const result of read) {
      expect(result).toMatchObject({
        ok: true,
        value: [
          {
            name: 'file',
            structure: {
              numbers: Int32Array.of(29),
              positions: new Float64Array(3),
              periodic: [true, true, true],
            },
          },
        ],
      });
    }
    expect(read[0]).toMatchObject({ value: [{ info: { config_type: 'solo' } }] });
  });

  it('numbers frames', () => {
    const result = parseStructures(Buffer.from(XYZ + XYZ), 'a.xyz');
    expect(result.ok && result.value.map(({ name }) => name)).toEqual(['a.xyz#0', 'a.xyz#1']);
  });

  it('says what it cannot read', () => {
    expect(parseStructures(gzipSync(XYZ).subarray(0, 30), 'x')).toMatchObject({
      error: { message: 'the gzip file is damaged or cut short' },
    });
    expect(parseStructures(Buffer.from('PNG\n'), 'x')).toMatchObject({
      error: {
        message: 'neither extended XYZ, nor POSCAR, nor CIF, nor input, output or XML of pw.x',
      },
    });
  });
});
