import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { emt } from '../../../science/emt/emt.ts';
import { nearestDistance } from '../../../science/nearest.ts';
import type { Structure } from '../../../science/structure.ts';
import { resolveBuild } from '../../../stages/build/resolve.ts';
import { type Built, build, resolved } from './fake-context.ts';

const CU = { elements: ['Cu'], crystal_structure: 'fcc' };
const CU_AU = { ...CU, elements: ['Cu', 'Au'], composition: { Cu: 0.75, Au: 0.25 } };

const operations = ({ items }: Built, group: string): (string | undefined)[] =>
  items
    .filter(({ attributes }) => attributes.group === group)
    .map(({ attributes }) => attributes.operation);

const digests = ({ items }: Built): string[] => items.map(({ digest }) => digest);

const issue = (settings: object) => {
  const result = resolveBuild(settings as never);
  return result.ok ? undefined : result.error[0];
};

describe('surfaces', () => {
  it('are the low ones of a crystal, each a family with its rattles and without point defects', async () => {
    const built = await build({
      system: CU,
      surfaces: { layers: 5, vacuum: 10 },
      distortion: { strains: [0, 0.02], rattle_stdev: 0.05, n_rattle_steps: 2 },
      defects: { vacancies: true },
    });
    const slabs = built.items.filter(({ attributes }) => attributes.group === 'surface');
    expect(slabs.map(({ attributes }) => attributes.name)).toEqual([
      'Cu32 fcc surface (100) #0, 5 planes',
      'Cu32 fcc surface (110) #0, 5 planes',
      'Cu32 fcc surface (111) #0, 5 planes',
    ]);
    for (const { digest, attributes } of slabs) {
      expect(attributes).toMatchObject({ parent: built.items[0]!.digest, family: digest });
      const family = built.items.filter((item) => item.attributes.family === digest);
      expect(family.map((item) => item.attributes.group)).toEqual(['surface', 'rattle', 'rattle']);
      expect(family[1]?.attributes.parent).toBe(digest);
    }
    expect(slabs[2]?.attributes.details).toEqual({
      plane: [1, 1, 1],
      planes: 5,
      thickness: 8.34756,
      area: 5.65746,
      surfaces: [0, 0],
      symmetric: true,
    });
  });

  it('are as thick, as wide and as far apart as they are to be', async () => {
    const surfaces = { planes: [[1, 1, 1]], thickness: 12, vacuum: 15, width: 9 };
    const { items } = await build({ system: CU, surfaces });
    const { cell, numbers } = items[1]!.structure;
    // 12 Å are 7 planes of 2.0869 Å; 9 Å are 5 repeats in which the rows are 2.2135 Å apart.
    expect(numbers.length).toBe(7 * 25);
    expect(cell[8]).toBeCloseTo(6 * (3.6146 / Math.sqrt(3)) + 15, 9);
  });

  it('take planes of hexagonal lattices by four indices, and refuse what is none', async () => {
    const mg = { elements: ['Mg'], crystal_structure: 'hcp' };
    const planes = [
      [0, 0, 0, 1],
      [1, 0, -1, 0],
    ];
    const built = await build({ system: mg, surfaces: { planes } });
    expect(operations(built, 'surface').map((words) => words?.slice(0, 16))).toEqual([
      'surface (001) #0',
      'surface (100) #0',
      'surface (100) #1',
    ]);
    expect(issue({ system: mg, surfaces: { planes: [[1, 0, 1, 0]] } })).toEqual({
      path: ['surfaces', 'planes', 0],
      message: '[1, 0, 1, 0]: the third of four indices is -1',
    });
    expect(issue({ system: mg, twins: { planes: [[0, 0, 0]] } })?.message).toBe(
      '[0, 0, 0] is no plane',
    );
    const both = { planes: [[1, 0, 0]], max_index: 1 };
    expect(issue({ system: mg, surfaces: both })?.path).toEqual(['surfaces', 'max_index']);
    expect(issue({ surfaces: {} })?.message).toContain('says what to build');
  });

  it('of an alloy keep its composition; more of them only adds', async () => {
    const few = await build({ system: CU_AU, surfaces: { at_most: 3 } });
    expect(few.rejected.rejected['surface: beyond surfaces.at_most']).toBeGreaterThan(10);
    const slabs = few.items.slice(1);
    expect(slabs.length).toBe(3);
    for (const { structure, attributes } of slabs) {
      expect(4 * structure.numbers.filter((z) => z === 79).length).toBe(structure.numbers.length);
      expect(attributes.details).toMatchObject({ symmetric: false });
    }
    const more = digests(await build({ system: CU_AU, surfaces: { at_most: 6 } }));
    expect(more).toEqual(expect.arrayContaining(digests(few)));
    expect(more.length).toBe(7);
    const other = digests(await build({ system: CU_AU, surfaces: { at_most: 3 }, seed: 7 }));
    expect(other).not.toEqual(digests(few));
  });

  it('are cut from prototypes and from imported crystals, and not from molecules', async () => {
    const prototypes = { structures: ['B2'], elements: ['Ni', 'Al'] };
    const b2 = await build({ prototypes, surfaces: { planes: [[1, 0, 0]] } });
    expect(operations(b2, 'surface')).toEqual([
      'surface (100) #0, 9 planes',
      'surface (100) #1, 9 planes',
    ]);
    const files = { import: { file: 'given.xyz' }, surfaces: { planes: [[1, 0, 0]] } };
    const given = '1\nLattice="3 0 0 0 3 0 0 0 3" pbc="T T T"\nPo 0 0 0\n';
    expect(operations(await build(files, given), 'surface').length).toBe(1);
    const molecule = await build(files, '2\nNone\nCu 0 0 0\nCu 0 0 2\n');
    expect(molecule.rejected.rejected).toEqual({
      'surface: the structure is not periodic in three directions': 1,
    });
  });

  it('spelled out as they are by default are the same settings, and alone change no other', async () => {
    const plain = resolved({ system: CU, surfaces: {} }).with;
    const spelled = { max_index: 1, thickness: 10, vacuum: 12, width: 0, at_most: 24 };
    expect(resolved({ system: CU, surfaces: spelled }).with).toEqual(plain);
    expect(Object.keys(resolved({ system: CU }).with)).not.toContain('surfaces');
    const beside = { system: CU, distortion: { n_rattle_steps: 2 } };
    const alone = digests(await build(beside));
    const all = await build({ ...beside, surfaces: {}, stacking_faults: {}, twins: {} });
    expect(digests(all)).toEqual(expect.arrayContaining(alone));
  });
});

describe('stacking faults', () => {
  it('are a line, which is one family', async () => {
    const built = await build({ system: CU, stacking_faults: { n_steps: 4 } });
    expect(operations(built, 'stacking_fault')).toEqual([
      'fault (111) #0 shift 0.25',
      'fault (111) #0 shift 0.5',
      'fault (111) #0 shift 0.75',
      'fault (111) #0 shift 1',
      'fault (111) #0 extrinsic',
    ]);
    const faults = built.items.slice(1);
    expect(new Set(faults.map(({ attributes }) => attributes.family))).toEqual(
      new Set([faults[0]!.digest]),
    );
    const kinds = faults.map(({ attributes }) => attributes.details?.['kind']);
    expect(kinds.slice(2)).toEqual(['between', 'stacking fault', 'extrinsic stacking fault']);
    for (const { structure } of faults.slice(3)) {
      expect(nearestDistance(structure)).toBeCloseTo(3.6146 / Math.SQRT2, 9);
    }
  });

  it('are on the usual planes, with as many steps as are asked for', async () => {
    const on = async (element: string, crystal_structure: string, n_steps: number) =>
      operations(
        await build({
          system: { elements: [element], crystal_structure },
          stacking_faults: { n_steps, extrinsic: false },
        }),
        'stacking_fault',
      );
    expect(await on('Fe', 'bcc', 2)).toEqual(['fault (110) #0 shift 0.5']);
    expect(await on('Fe', 'bcc', 1)).toEqual(['fault (110) #0 shift 0.5']);
    expect(await on('Mg', 'hcp', 1)).toEqual(['fault (001) #0 shift 1']);
    expect(await on('Si', 'diamond', 1)).toEqual([
      'fault (111) #0 shift 1',
      'fault (111) #1 shift 0.5',
    ]);
  });

  it('open along the normal where asked for: a fault between two crystals rests a little apart', async () => {
    // At the lattice constant of EMT: facts of ASE.
    const system = { ...CU, lattice_constants: { a: 3.5898 } };
    const faults = { n_steps: 2, extrinsic: false };
    const rigid = await build({ system, stacking_faults: { ...faults, openings: [0] } });
    const opened = await build({ system, stacking_faults: { ...faults, openings: [0, 0.05] } });
    expect(digests(rigid)).toEqual(digests(await build({ system, stacking_faults: faults })));
    expect(operations(opened, 'stacking_fault')).toEqual([
      'fault (111) #0 shift 0.5',
      'fault (111) #0 shift 0.5 opened 0.05 Å',
      'fault (111) #0 shift 1',
      'fault (111) #0 shift 1 opened 0.05 Å',
    ]);
    expect(digests(opened)).toEqual(expect.arrayContaining(digests(rigid)));
    const [closed, apart] = opened.items.slice(1).map(({ structure }) => structure);
    expect(apart!.cell[8]! - closed!.cell[8]!).toBeCloseTo(0.05, 12);
    expect(opened.items[2]!.attributes.details).toMatchObject({ share: 0.5, opening: 0.05 });
    const energyOf = (structure: Structure): number => {
      const result = emt(structure);
      return result.ok ? result.value.energy : Number.NaN;
    };
    // Halfway atoms ride over those below.
    expect(energyOf(apart!)).toBeLessThan(energyOf(closed!));
  });

  it('of ordered alloys end at antiphase boundaries, and have no extrinsic fault there', async () => {
    const prototypes = { structures: ['B2'], elements: ['Ni', 'Al'] };
    const built = await build({ prototypes, stacking_faults: { n_steps: 1 } });
    const kinds = built.items.slice(1).map(({ attributes }) => attributes.details?.['kind']);
    expect(kinds).toEqual(['antiphase boundary']);
  });

  it('of a disordered alloy are shifted as its lattice is', async () => {
    const built = await build({ system: CU_AU, stacking_faults: { n_steps: 1, at_most: 1 } });
    const [fault] = built.items.slice(1);
    const { shift } = fault!.attributes.details as { shift: readonly [number, number] };
    const [x, y] = shift;
    const a = 0.75 * 3.6146 + 0.25 * 4.0782;
    expect(Math.sqrt(x * x + y * y)).toBeCloseTo(a / Math.sqrt(6), 3);
    expect(nearestDistance(fault!.structure)).toBeCloseTo(a / Math.SQRT2, 3);
  });
});

describe('twins', () => {
  it('are at {111} of fcc and {112} of bcc; where there is none, that is counted', async () => {
    expect(operations(await build({ system: CU, twins: {} }), 'twin')).toEqual(['twin (111)']);
    const fe = { elements: ['Fe'], crystal_structure: 'bcc' };
    expect(operations(await build({ system: fe, twins: {} }), 'twin')).toEqual(['twin (211)']);
    const planes = [
      [1, 0, 0],
      [2, 1, 0],
    ];
    expect((await build({ system: fe, twins: { planes } })).rejected.rejected).toEqual({
      'twin: the plane is a mirror of the crystal': 1,
      'twin: it brings atoms too near to each other': 1,
    });
  });
});

describe('docs/surfaces.md', () => {
  it('has an example that builds what the text says', async () => {
    const text = readFileSync(new URL('../../../docs/surfaces.md', import.meta.url), 'utf8');
    const [example] = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1]);
    const { nodes } = parse(example as string) as { nodes: { structures: { with: object } } };
    const built = await build(nodes.structures.with);
    const counts: { [group: string]: number } = {};
    for (const { attributes } of built.items) {
      counts[attributes.group as string] = (counts[attributes.group as string] ?? 0) + 1;
    }
    expect(counts).toEqual({ base: 1, surface: 3, stacking_fault: 6, twin: 1, rattle: 22 });
  });
});
