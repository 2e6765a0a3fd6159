import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixedCoordinates } from '../../../science/atom-attributes.ts';
import { toCartesian, toFractional } from '../../../science/cell.ts';
import { writeCif } from '../../../science/formats/cif-write.ts';
import type { NamedStructure } from '../../../science/formats/detect.ts';
import { writeExtxyz } from '../../../science/formats/extxyz-write.ts';
import { attributeArrays } from '../../../science/formats/frame-attributes.ts';
import { writePoscar } from '../../../science/formats/poscar-write.ts';
import { type Structure, structureBytes } from '../../../science/structure.ts';
import { readStructures } from '../../../stages/build/files/read-structures.ts';
import { DatabaseManager } from '../../../stages/store/database-manager.ts';
import { absent, componentPath } from '../../support/component.ts';

const script = fileURLToPath(new URL('../../../python/random_structures.py', import.meta.url));
const COUNT = 200;

/** What python/random_structures.py says of a structure. */
interface Facts {
  readonly numbers: number[];
  readonly positions: number[];
  readonly cell: number[];
  readonly periodic: boolean[];
  readonly fixed: boolean[];
  readonly initial_magmoms?: number[];
  readonly initial_charges?: number[];
  readonly masses?: number[];
  readonly tags?: number[];
}

interface Truth {
  readonly all: Facts;
  /** Of those that are periodic in all directions. */
  readonly poscar?: Facts;
}

let folder: string;
let truth: readonly Truth[];
const python = (...args: string[]): string =>
  execFileSync(componentPath('ase'), ['-W', 'ignore', script, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });

const readFile = async (name: string): Promise<readonly NamedStructure[]> => {
  const found = await readStructures({ bytes: readFileSync(join(folder, name)), name });
  if (!found.ok) throw new Error(found.error.message);
  return found.value;
};

const crystals = (): [index: number, one: Truth][] =>
  truth.flatMap((one, i) => (one.poscar ? [[i, one] as [number, Truth]] : []));

/** The coordinates held by constraints along axes or along cell vectors. */
function held({ structure, attributes }: NamedStructure): boolean[] {
  const named = (attributes?.constraints ?? []).map((one) => ({ ...one, name: 'FixCartesian' }));
  const whole = (attributes?.constraints ?? []) as unknown as { readonly name: string }[];
  const all = named.map((one, i) => (whole[i]?.name === 'FixAtoms' ? whole[i] : one));
  return (
    fixedCoordinates(all, structure.numbers.length) ??
    structure.numbers.reduce<boolean[]>((flags) => [...flags, false, false, false], [])
  );
}

/** What was read, in the words of the truth. */
const factsOf = (named: NamedStructure): Facts => {
  const { structure, attributes = {} } = named;
  const { initialMagneticMoments: moments, initialCharges: charges } = structure;
  return {
    numbers: Array.from(structure.numbers),
    positions: Array.from(structure.positions),
    cell: Array.from(structure.cell),
    periodic: [...structure.periodic],
    fixed: held(named),
    ...(moments && { initial_magmoms: Array.from(moments) }),
    ...(charges && { initial_charges: Array.from(charges) }),
    ...(attributes.masses && { masses: [...attributes.masses] }),
    ...(attributes.tags && { tags: [...attributes.tags] }),
  };
};

/** Equal but for positions and cell, which are within `tolerance` Å. */
function expectNear(found: Facts, wanted: Facts, tolerance: number): void {
  const { positions, cell, ...exact } = wanted;
  expect(found).toMatchObject(exact);
  expect(Object.keys(found).sort()).toEqual(Object.keys(wanted).sort());
  const off = [...positions, ...cell].map((x, i) =>
    Math.abs(x - [...found.positions, ...found.cell][i]!),
  );
  expect(Math.max(...off)).toBeLessThanOrEqual(tolerance);
}

const structureOf = (facts: Facts): Structure => ({
  numbers: Int32Array.from(facts.numbers),
  positions: Float64Array.from(facts.positions),
  cell: Float64Array.from(facts.cell),
  periodic: facts.periodic as unknown as Structure['periodic'],
  ...(facts.initial_magmoms && {
    initialMagneticMoments: Float64Array.from(facts.initial_magmoms),
  }),
  ...(facts.initial_charges && { initialCharges: Float64Array.from(facts.initial_charges) }),
});

const attributesOf = ({ masses, tags }: Facts) => ({
  ...(masses && { masses }),
  ...(tags && { tags }),
});

/** Lengths, angles and places in the cell, as a CIF has them. */
function expectSameCrystal(found: Facts, wanted: Facts): void {
  const metric = ({ cell }: Facts): number[] =>
    [0, 1, 2].flatMap((i) =>
      [0, 1, 2].map((j) =>
        [0, 1, 2].reduce((sum, k) => sum + cell[3 * i + k]! * cell[3 * j + k]!, 0),
      ),
    );
  const off = metric(found).map((x, i) => Math.abs(x - metric(wanted)[i]!));
  expect(Math.max(...off)).toBeLessThan(1e-9);
  expect(found.numbers).toEqual(wanted.numbers);
  const [a, b] = [found, wanted].map(({ positions, cell }) => toFractional(positions, cell));
  const shift = a!.map((x, i) => x - b![i]! - Math.round(x - b![i]!));
  expect(Math.max(...toCartesian(shift, found.cell).map(Math.abs))).toBeLessThan(1e-9);
}

describe.skipIf(absent('ase'))(`${COUNT} random structures and real ASE`, () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mlip-files-'));
    python('write', folder, String(COUNT));
    truth = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8')) as Truth[];
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('are of every kind', () => {
    expect(truth.length).toBe(COUNT);
    expect(crystals().length).toBe(0.6 * COUNT);
    const has = (test: (facts: Facts) => unknown) => truth.filter(({ all }) => test(all)).length;
    for (const count of [
      has(({ initial_magmoms }) => initial_magmoms),
      has(({ initial_charges }) => initial_charges),
      has(({ masses }) => masses),
      has(({ tags }) => tags),
      has(({ fixed }) => fixed.includes(true)),
      has(({ cell }) => cell.every((x) => x === 0)),
      has(({ periodic }) => periodic.includes(true) && periodic.includes(false)),
    ]) {
      expect(count).toBeGreaterThan(15);
    }
  });

  it('ase.db: read back to the last bit, with the family and group that its keys say', async () => {
    const found = await readFile('theirs.db');
    expect(found.map(factsOf)).toEqual(truth.map(({ all }) => all));
    expect(found[9]?.info).toEqual({ config_type: 'kind 1', family: 'f1' });
    expect(found[9]?.name).toBe('theirs.db#10');
  });

  it('extended XYZ: ASE writes eight decimals of everything but the cell', async () => {
    const found = await readFile('theirs.xyz');
    expect(found.length).toBe(COUNT);
    for (const [i, one] of found.entries()) expectNear(factsOf(one), truth[i]!.all, 5.1e-9);
    expect(found[9]?.info).toEqual({ config_type: 'kind 1', family: 'f1' });
  });

  it('POSCAR: sixteen decimals, Cartesian or direct, with selective dynamics', async () => {
    for (const [i, { poscar }] of crystals()) {
      const [found] = await readFile(`${i}.vasp`);
      const { numbers, positions, cell, periodic, fixed } = poscar!;
      expectNear(factsOf(found!), { numbers, positions, cell, periodic, fixed }, 1e-13);
    }
  });

  it('CIF: the crystal, not its orientation', async () => {
    for (const [i, { all }] of crystals()) {
      expectSameCrystal(factsOf((await readFile(`${i}.cif`))[0]!), all);
    }
  });

  it('input of pw.x: ten decimals, what is held, moments of at least one Bohr magneton', async () => {
    for (const [i, { all }] of crystals()) {
      const [found] = await readFile(`${i}.pwi`);
      const { initial_charges: _, masses: __, tags: ___, ...wanted } = all;
      expectNear(factsOf(found!), wanted, 1e-10);
    }
  });

  it('what we write ASE reads: digests survive extended XYZ and ase.db, in POSCAR those of bare crystals', async () => {
    const frames = truth.map(({ all }) => ({
      structure: structureOf(all),
      arrays: attributeArrays(attributesOf(all), all.fixed.includes(true) ? all.fixed : undefined),
    }));
    writeFileSync(join(folder, 'ours.xyz'), writeExtxyz(frames));
    const opened = DatabaseManager.open(join(folder, 'ours.db'));
    if (!opened.ok) throw new Error(opened.error.message);
    const rows = await readFile('theirs.db');
    const saved = opened.value.saveStructures(
      rows.map(({ structure, attributes = {} }) => ({
        atoms: structure,
        metadata: { attributes },
      })),
    );
    opened.value.close();
    expect(saved.ok && saved.value.length).toBe(COUNT);
    for (const [i, { poscar }] of crystals()) {
      writeFileSync(
        join(folder, `ours-${i}.vasp`),
        writePoscar(structureOf(poscar!), `${i}`, poscar!.fixed),
      );
    }
    const blocks = crystals().map(([i, { all }]) => writeCif(structureOf(all), `b${i}`));
    writeFileSync(join(folder, 'ours.cif'), blocks.join('\n'));

    const said = JSON.parse(python('read', folder)) as {
      readonly extxyz: Facts[];
      readonly db: Facts[];
      readonly cif: Facts[];
      readonly poscar: { readonly [stem: string]: Facts };
    };
    const wanted = truth.map(({ all }) => all);
    expect(said.extxyz).toEqual(wanted);
    expect(said.db).toEqual(wanted);
    for (const [n, [i, { all, poscar }]] of crystals().entries()) {
      const { numbers, positions, cell, periodic, fixed } = poscar!;
      expect(said.poscar[`ours-${i}`]).toEqual({ numbers, positions, cell, periodic, fixed });
      expectSameCrystal(said.cif[n]!, all);
    }

    // And through our own readers, by digest.
    const digestText = (structure: Structure) =>
      Buffer.from(structureBytes(structure)).toString('hex');
    for (const name of ['ours.xyz', 'ours.db']) {
      const again = await readFile(name);
      expect(again.map(({ structure }) => digestText(structure))).toEqual(
        truth.map(({ all }) => digestText(structureOf(all))),
      );
    }
    for (const [i, { poscar }] of crystals()) {
      const { initial_magmoms: _, initial_charges: __, ...bare } = poscar!;
      const [again] = await readFile(`ours-${i}.vasp`);
      expect(digestText(again!.structure)).toBe(digestText(structureOf(bare)));
    }
  });
});
