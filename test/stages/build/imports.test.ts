import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Structure } from '../../../science/structure.ts';
import { importedBases } from '../../../stages/build/bases/imported-bases.ts';
import { emptyTally } from '../../../stages/build/tally.ts';
import { DatabaseManager } from '../../../stages/store/database-manager.ts';
import { build } from './fake-context.ts';

const XYZ = `2
Lattice="3 0 0 0 3 0 0 0 3" Properties=species:S:1:pos:R:3:masses:R:1:tags:I:1:move_mask:L:3 config_type=slab family=7
Cu 0 0 0 62.9 1 F F F
Ag 1.5 1.5 1.5 109 2 T F T
`;

const nickel = (a: number): Structure => ({
  numbers: Int32Array.of(28),
  positions: Float64Array.of(0.1, 0, 0),
  cell: Float64Array.of(a, 0, 0, 0, a, 0, 0, 0, a),
  periodic: [true, true, true],
  initialMagneticMoments: Float64Array.of(0.6),
});

/** The bytes of a database with these structures. */
function database(save: (manager: DatabaseManager) => void): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'mlip-import-'));
  try {
    const path = join(folder, 'x.db');
    const opened = DatabaseManager.open(path);
    if (!opened.ok) throw new Error(opened.error.message);
    save(opened.value);
    opened.value.close();
    return readFileSync(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const failure = async (bytes: Buffer) => {
  const found = await importedBases({ bytes, name: 'x.db' }, undefined, emptyTally());
  return found.ok ? 'read' : found.error.message;
};

describe('imported structures', () => {
  it('carry masses, tags, constraints, group and family, and so do the structures made of them', async () => {
    const { items } = await build(
      {
        import: { file: 'x' },
        distortion: { strains: [0.02], rattle_stdev: 0.01, n_rattle_steps: 1 },
        defects: { vacancies: true },
      },
      XYZ,
    );
    const [base, rattled, noCu, noAg, strained] = items.map(({ attributes }) => attributes);
    const all = {
      masses: [62.9, 109],
      tags: [1, 2],
      constraints: [
        { name: 'FixAtoms', kwargs: { indices: [0] } },
        { name: 'FixCartesian', kwargs: { a: [1], mask: [false, true, false] } },
      ],
    };
    expect(base).toMatchObject({ ...all, group: 'slab', family: '7' });
    expect(rattled).toMatchObject({ ...all, group: 'rattle', family: '7' });
    expect(strained).toMatchObject({ ...all, family: '7 strain 0.02' });
    expect(noCu).toMatchObject({
      masses: [109],
      tags: [2],
      constraints: [{ name: 'FixCartesian', kwargs: { a: [0], mask: [false, true, false] } }],
    });
    expect(noAg).toMatchObject({
      masses: [62.9],
      tags: [1],
      constraints: [{ name: 'FixAtoms', kwargs: { indices: [0] } }],
    });
  });

  it('are repeated with what is said of their atoms', async () => {
    const { items } = await build({ import: { file: 'x' }, supercell: [1, 1, 2] }, XYZ);
    expect(items[0]?.attributes).toMatchObject({
      masses: [62.9, 109, 62.9, 109],
      tags: [1, 2, 1, 2],
      constraints: [
        { name: 'FixAtoms', kwargs: { indices: [0, 2] } },
        { name: 'FixCartesian', kwargs: { a: [1, 3], mask: [false, true, false] } },
      ],
    });
  });

  it('come out of a database of our own with moments, masses, and the family that the store gave', async () => {
    const bytes = database((manager) => {
      for (const a of [2.5, 2.6]) {
        const attributes = { family: 'ni', group: 'eos', masses: [60], name: `Ni ${a}` };
        manager.saveStructures([{ atoms: nickel(a), metadata: { attributes } }]);
      }
    });
    const { items } = await build({ import: { file: 'x' } }, bytes);
    expect(items.map(({ structure }) => structure)).toEqual([nickel(2.5), nickel(2.6)]);
    expect(
      items.map(({ attributes: { group, family, masses } }) => ({ group, family, masses })),
    ).toEqual([
      { group: 'eos', family: 'ni', masses: [60] },
      { group: 'eos', family: 'ni', masses: [60] },
    ]);
  });

  it('are all or none: a database that is broken, empty or still being written is refused', async () => {
    const whole = database((manager) => manager.saveStructures([{ atoms: nickel(2.5) }]));
    expect(await failure(whole)).toBe('read');
    expect(await failure(database(() => {}))).toBe('x.db has no rows');
    const log = Buffer.from(whole);
    log[18] = log[19] = 2;
    expect(await failure(log)).toContain('write-ahead log');
    expect(await failure(whole.subarray(0, 4096))).toContain('no whole database of ASE');
    const nan = Buffer.from(whole);
    const place = Buffer.alloc(8);
    place.writeDoubleLE(0.1);
    nan.writeDoubleLE(Number.NaN, nan.indexOf(place));
    expect(await failure(nan)).toBe(
      'x.db: row 1: a position, cell vector, moment or charge is not finite',
    );
  });

  it('need a cell where they are periodic', async () => {
    const flat = XYZ.replace('0 0 0 3"', '0 3 0 0"');
    await expect(build({ import: { file: 'x' } }, flat)).rejects.toThrow(
      'periodic directions span no cell',
    );
    const slab = flat.replace('config_type', 'pbc="T T F" config_type');
    expect((await build({ import: { file: 'x' } }, slab)).items.length).toBe(1);
  });
});
