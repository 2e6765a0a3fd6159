import { describe, expect, it } from 'vitest';
import { cellVolume } from '../../../science/cell.ts';
import { nearestDistance } from '../../../science/nearest.ts';
import { resolveBuild } from '../../../stages/build/resolve.ts';
import { stage } from '../../../stages/build/stage.ts';
import { build, resolved } from './fake-context.ts';

const digests = (built: Awaited<ReturnType<typeof build>>): string[] =>
  built.items.map(({ digest }) => digest);

describe('prototypes', () => {
  it('are strained and rattled, in families of their own, without defects', async () => {
    const built = await build({
      prototypes: { structures: ['B2', 'L1_2'], elements: ['Ni', 'Al'] },
      distortion: { strains: [0, 0.02], n_rattle_steps: 1 },
      defects: { vacancies: true },
    });
    // AlNi B2, AlNi3 and Al3Ni L1_2; two strain points each, each with one rattle
    expect(built.items.length).toBe(12);
    expect(new Set(built.items.map(({ attributes }) => attributes.family)).size).toBe(6);
    expect(built.items.map(({ attributes }) => attributes.name)).toContain('AlNi B2 strain 0.02');
  });

  it('takes all that the elements allow, and measured edges where they are known', async () => {
    const { items } = await build({ prototypes: { elements: ['Cu'] } });
    const names = items.map(({ attributes }) => attributes.name);
    expect(names).toEqual(['Cu4 fcc', 'Cu2 bcc', 'Cu2 hcp', 'Cu sc', 'Cu8 diamond', 'Cu8 A15']);
    expect(items[0]?.structure.cell[0]).toBe(3.6146);
  });

  it('needs enough elements', () => {
    const settings = { prototypes: { structures: ['B2'], elements: ['Cu'] } };
    const result = resolveBuild(settings as never);
    expect(!result.ok && result.error[0]?.message).toBe('B2 need more elements than Cu');
  });
});

describe('isolated atoms and dimers', () => {
  it('are alone in boxes that are said, and left as they are', async () => {
    const built = await build({
      system: { elements: ['Cu', 'Au'] },
      isolated_atoms: { box: 12 },
      dimers: { n_steps: 5 },
      distortion: { n_rattle_steps: 3 },
    });
    expect(built.items.length).toBe(2 + 3 * 5);
    expect(built.notes.join('\n')).not.toContain('rattle');
    const dimers = built.items.filter(({ attributes }) => attributes.group === 'dimer');
    // half of a/sqrt2 of each crystal: Cu 3.6146, Au 4.0782
    const bond = (3.6146 + 4.0782) / 2 / Math.sqrt(2);
    const mixed = dimers.filter(({ attributes }) => attributes.name?.startsWith('Cu-Au'));
    expect(nearestDistance(mixed[0]!.structure)).toBeCloseTo(0.65 * bond, 3);
    expect(nearestDistance(mixed[4]!.structure)).toBeCloseTo(2.5 * bond, 3);
    expect(new Set(mixed.map(({ attributes }) => attributes.family)).size).toBe(1);
  });

  it('refuses a box in which the images are nearer', () => {
    const result = resolveBuild({ dimers: { elements: ['Cu'], box: 8 } } as never);
    expect(!result.ok && result.error[0]?.message).toContain('are nearer than the atoms');
  });

  it('says what the system lacks where nobody else uses it', () => {
    const result = resolveBuild({ system: { elements: ['Cu'] } } as never);
    expect(!result.ok && result.error[0]?.message).toBe('the crystal_structure is missing');
  });
});

describe('liquids', () => {
  const settings = (n: number, more: object = {}) => ({
    liquids: {
      elements: ['Cu', 'Au'],
      composition: { Cu: 0.75, Au: 0.25 },
      n_structures: n,
      ...more,
    },
  });

  it('has the composition, the density and the distances that were asked for', async () => {
    const { items } = await build(settings(3));
    for (const { structure } of items) {
      expect([...structure.numbers].filter((z) => z === 79).length).toBe(16);
      const volume = cellVolume(structure.cell) / 64;
      expect(volume).toBeCloseTo(1.08 * (0.75 * (3.6146 ** 3 / 4) + 0.25 * (4.0782 ** 3 / 4)), 3);
      expect(nearestDistance(structure)!).toBeGreaterThan(0.8 * (3.6146 / Math.sqrt(2)) - 1e-9);
    }
  });

  it('more of them, or a strategy beside them, keeps all old ones', async () => {
    const few = digests(await build(settings(2)));
    expect(digests(await build(settings(4))).slice(0, 2)).toEqual(few);
    const beside = { ...settings(2), isolated_atoms: { elements: ['Cu'] } };
    expect(digests(await build(beside))).toEqual(expect.arrayContaining(few));
  });

  it('counts what finds no room', async () => {
    const tight = settings(2, { volume_per_atom: 6, closest: 1 });
    const built = await build({ ...tight, isolated_atoms: { elements: ['Cu'] } });
    expect(Object.values(built.rejected.rejected)).toEqual([2]);
  });

  it('say which share of the volume they fill, and where room is not always found', () => {
    const note = (liquids: object): string | undefined => {
      const result = resolveBuild({ liquids } as never);
      return result.ok ? result.value.notes?.find((words) => words.includes('fill')) : undefined;
    };
    // Close packed spheres fill 0.74: 0.74 * 0.8^3 / 1.08 = 0.351.
    expect(note({ elements: ['Cu'] })).toMatch(/fill 0\.35 of the volume$/);
    const tight = note({ elements: ['Cu'], closest: 0.95 });
    expect(tight).toMatch(/fill 0\.59 of the volume \(beyond 0\.55 room is not always found\)$/);
    const few = note({ elements: ['Cu'], closest: 0.9, n_atoms: 5 });
    expect(few).toMatch(/fill 0\.50 of the volume \(beyond 0\.4 room is not always found\)$/);
  });
});

describe('md', () => {
  const md = (n: number, temperatures = [300]) => ({
    system: { elements: ['Cu'], crystal_structure: 'fcc' },
    supercell: [2, 2, 2],
    md: { temperatures, n_snapshots: n, every: 10, equilibration: 20 },
  });

  it('adds snapshots and temperatures without changing those before', async () => {
    const two = await build(md(2));
    expect(two.items.map(({ attributes }) => attributes.operation)).toEqual([
      undefined,
      'md 300 K step 20',
      'md 300 K step 30',
    ]);
    expect(two.items[1]?.attributes.family).toBe(two.items[2]?.attributes.family);
    const more = new Set(digests(await build(md(3, [300, 900]))));
    expect(digests(two).filter((digest) => !more.has(digest))).toEqual([]);
    expect(more.size).toBe(7);
  });

  it('runs at strains too, the crystal as it is among them and unchanged', async () => {
    const plain = digests(await build(md(2)));
    const strained = { ...md(2), md: { ...md(2).md, strains: [0, 0.03] } };
    const { items } = await build(strained);
    expect(items.map(({ digest }) => digest).slice(0, 3)).toEqual(plain);
    expect(items.length).toBe(5);
    const [crystal, , , wide] = items.map(({ structure }) => structure.cell[0]!);
    expect(wide).toBeCloseTo(1.03 * crystal!, 10);
    expect(items[3]!.attributes.name).toBe('Cu32 fcc strain 0.03 md 300 K step 20');
    expect(items[3]!.attributes.family).not.toBe(items[1]!.attributes.family);
    const none = { ...md(2), md: { ...md(2).md, strains: [0] } };
    expect(resolved(none).with).toEqual(resolved(md(2)).with);
  });

  it('is left to run where it would take plan long, and refuses what EMT does not know', () => {
    const cheap = stage.cheap as (settings: object) => boolean;
    expect(cheap(resolved(md(2)).with)).toBe(true);
    expect(cheap(resolved(md(2000)).with)).toBe(false);
    const iron = { ...md(2), system: { elements: ['Fe'], crystal_structure: 'bcc' } };
    const result = resolveBuild(iron as never);
    expect(!result.ok && result.error[0]?.message).toContain('does not know Fe');
  });
});
