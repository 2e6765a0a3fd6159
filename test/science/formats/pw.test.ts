import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { detectFormat, parseStructures } from '../../../science/formats/detect.ts';
import { parsePwInput } from '../../../science/formats/pw-input.ts';
import { parsePwOutput } from '../../../science/formats/pw-output.ts';

// Inputs, and what pw.x 6.7 printed for them: its head, and the structures of a short vc-relax.
const text = (name: string): string =>
  readFileSync(new URL(`./pw/${name}`, import.meta.url), 'utf8');

const input = (source: string) => {
  const read = parsePwInput(source);
  if (!read.ok) throw new Error(`${read.error.line}: ${read.error.message}`);
  return read.value;
};

const output = (source: string) => {
  const read = parsePwOutput(source);
  if (!read.ok) throw new Error(`${read.error.line}: ${read.error.message}`);
  return read.value;
};

const farthest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (x, i) => Math.abs(x - b[i]!)));

const MINIMAL = `&system ibrav=1, a = 4.05d0, nat=2, ntyp=1 /
ATOMIC_SPECIES
Al 26.98 Al.UPF
ATOMIC_POSITIONS crystal
Al 0 0 0
Al 1/2 0.5 0.25 1 0 0
`;

describe('input of pw.x', () => {
  it.each(['1', '2', '3', '-3', '4', '6', '7', '8'])(
    'ibrav = %s: the cell and atoms that pw.x itself makes of it',
    (ibrav) => {
      const { structure, attributes } = input(text(`ibrav${ibrav}.in`));
      const [printed] = output(text(`ibrav${ibrav}.out`));
      expect(structure.numbers).toEqual(printed!.numbers);
      // Six and seven decimals in units of 7.5 Bohr are printed.
      expect(farthest(structure.cell, printed!.cell)).toBeLessThan(5e-7 * 4);
      expect(farthest(structure.positions, printed!.positions)).toBeLessThan(5e-7 * 4);
      expect(attributes.constraints).toEqual([{ name: 'FixAtoms', kwargs: { indices: [0] } }]);
    },
  );

  it('is told by its content, with Fortran numbers, fractions, comments and single coordinates held', () => {
    const source = `! mine & yours\n${MINIMAL.replace('nat=2', "nat = 2 ! two\n title='a, b=c! /'")}`;
    expect(detectFormat(source)).toBe('pw-input');
    const { structure, attributes, notes } = input(source);
    expect(structure.cell).toEqual(Float64Array.of(4.05, 0, 0, 0, 4.05, 0, 0, 0, 4.05));
    expect([...structure.positions]).toEqual([0, 0, 0, 2.025, 2.025, 1.0125]);
    expect(attributes.constraints).toEqual([
      { name: 'FixCartesian', kwargs: { a: [1], mask: [false, true, true] } },
    ]);
    expect(notes).toEqual([]);
  });

  it('reads species that are kinds of one element, with moments where they are moments', () => {
    const iron = (up: string) => `&SYSTEM
 ibrav = 3, celldm(1) = 5.4, nat = 2, ntyp = 2, nspin = 2, starting_magnetization(1) = ${up}
 starting_magnetization(2) = -2.5 /
ATOMIC_SPECIES
 Fe1 55.8 Fe.UPF
 fe_dn 55.8 Fe.UPF
ATOMIC_POSITIONS { alat }
 fe_dn 0.5 0.5 0.5
 Fe1 0 0 0
`;
    const { structure } = input(iron('2.5'));
    expect([...structure.numbers]).toEqual([26, 26]);
    expect([...structure.initialMagneticMoments!]).toEqual([-2.5, 2.5]);
    const fraction = input(iron('0.4'));
    expect(fraction.structure.initialMagneticMoments).toBeUndefined();
    expect(fraction.notes[0]).toContain('fraction of the valence');
    expect(input(iron('2.5').replace('nspin = 2', 'nspin = 1')).structure).not.toHaveProperty(
      'initialMagneticMoments',
    );
  });

  it.each([
    ['ibrav=1', 'ibrav=5', 1, 'ibrav = 5 is not read here'],
    ['nat=2', 'nat=3', 4, 'expected atom 3 of 3'],
    ['1/2', '1/0', 6, 'expected atom 2 of 2'],
    ['Al 1/2', 'Alu 1/2', 6, 'species "Alu": no element can be read from it'],
    ['crystal', 'crystal_sg', 4, 'ATOMIC_POSITIONS crystal_sg: it is not read here'],
    [' /', '', 2, 'expected key = value, found "ATOMIC_SPECIES"'],
    [', a = 4.05d0', '', 1, 'ibrav = 1 needs celldm(1) or A'],
    ['ibrav=1', 'ibrav=0', 1, 'ibrav = 0 needs a card CELL_PARAMETERS'],
    ['ntyp=1', 'ntyp=', 1, 'expected key = value'],
  ])('with %s as %s is refused in its line', (from, to, line, message) => {
    const read = parsePwInput(MINIMAL.replace(from, to));
    expect(read).toMatchObject({ error: { message: expect.stringContaining(message) } });
    expect(!read.ok && read.error.line).toBe(line);
  });
});

describe('output of pw.x', () => {
  it('has the structure it began with, and each that a vc-relax went to, as ASE reads them', () => {
    const found = output(text('vc.out'));
    const ase = JSON.parse(text('vc.ase.json')) as { cell: number[]; positions: number[] }[];
    expect(found.length).toBe(4);
    // ASE keeps the structures that have an energy: the last one of this run has none yet.
    for (const [i, one] of ase.entries()) {
      expect(farthest(found[i]!.cell, one.cell)).toBeLessThan(1e-6);
      expect(farthest(found[i]!.positions, one.positions)).toBeLessThan(1e-6);
    }
    expect(ase.length).toBeGreaterThanOrEqual(3);
    const started = input(text('vc.in'));
    expect(farthest(started.structure.positions, found[0]!.positions)).toBeLessThan(1e-6);
  });

  it('is told by its content, and one cut short is refused', () => {
    const whole = text('vc.out');
    const found = parseStructures(Buffer.from(whole), 'pw.out');
    expect(found.ok && found.value.map(({ name }) => name)).toEqual([
      'pw.out#0',
      'pw.out#1',
      'pw.out#2',
      'pw.out#3',
    ]);
    for (const cut of ['celldm(1)', 'a(1)', 'tau(   2)']) {
      const read = parsePwOutput(whole.slice(0, whole.indexOf(cut)));
      expect(!read.ok && read.error.message).toContain('cut short');
    }
  });
});

describe('XML of pw.x', () => {
  // What pw.x 6.7 wrote of one vc-relax: its XML (structures only) and its text (the lines with structures).
  const xml = text('relaxed.xml');
  const parsed = (source: string) => parseStructures(Buffer.from(source), 'relaxed.xml');

  it('has the structures of its text, to all digits', () => {
    const found = parsed(xml);
    const printed = output(text('relaxed.out'));
    expect(detectFormat(xml)).toBe('pw-xml');
    if (!found.ok) throw new Error(found.error.message);
    expect(found.value.length).toBe(3);
    expect(found.value.map(({ name }) => name)).toEqual([0, 1, 2].map((i) => `relaxed.xml#${i}`));
    for (const [i, { structure }] of found.value.entries()) {
      expect([...structure.numbers]).toEqual([13, 13]);
      // The text has six or seven digits, in units of 4 Å or of the cell.
      expect(farthest(structure.cell, printed[i]!.cell)).toBeLessThan(4e-6);
      expect(farthest(structure.positions, printed[i]!.positions)).toBeLessThan(4e-6);
    }
    // What was asked for: 4.05, (2.8, 0.1), 2.9 Å.
    expect(
      farthest(found.value[0]!.structure.cell, [4.05, 0, 0, 0, 2.8, 0.1, 0, 0, 2.9]),
    ).toBeLessThan(1e-9);
  });

  it.each([
    [xml.slice(0, 1500), 'is not whole'],
    [xml.replace(/<output>[\s\S]*<\/output>/, ''), 'has no output'],
    [xml.replace('nat="2"', 'nat="3"'), 'lists 2 of its atoms'],
    [xml.replace('0.000000000000000e0 0.000000000000000e0', '0.0'), 'has no three numbers'],
    [xml.replace('name="Al1"', 'name="Qq"'), 'no element can be read'],
  ])('%#: refused', (source, message) => {
    const found = parsed(source);
    expect(found.ok ? 'read' : found.error.message).toContain(message);
  });
});
