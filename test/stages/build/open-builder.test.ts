import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openStructureBuilder } from '../../../stages/build/open-builder.ts';
import { build } from './fake-context.ts';

const opened = async (settings: object) => {
  const builder = await openStructureBuilder(settings);
  if (!builder.ok) throw new Error(JSON.stringify(builder.error));
  return [...builder.value.build()];
};

describe('the builder without a pipeline', () => {
  it('makes what the stage makes, in the same order', async () => {
    const settings = {
      system: { elements: ['Cu'], crystal_structure: 'fcc' },
      supercell: [1, 1, 2],
      distortion: { strains: [0, 0.02], rattle_stdev: 0.3, n_rattle_steps: 20 },
      defects: { vacancies: true },
      filters: { min_distance: { Cu: 1.8 } },
    };
    const staged = await build(settings);
    expect(staged.rejected.rejected).not.toEqual({});
    expect((await opened(settings)).map(({ digest }) => digest)).toEqual(
      staged.items.map(({ digest }) => digest),
    );
  });

  it('reads files by their paths, and begins anew with every build', async () => {
    const file = fileURLToPath(new URL('../../fixtures/two.xyz', import.meta.url));
    const builder = await openStructureBuilder({ import: { file } });
    if (!builder.ok) throw new Error('not opened');
    const names = () => [...builder.value.build()].map(({ attributes }) => attributes.name);
    expect([names(), names()]).toEqual([
      ['two.xyz#0', 'two.xyz#1'],
      ['two.xyz#0', 'two.xyz#1'],
    ]);
  });

  it('says what is wrong', async () => {
    const wrong = [
      { system: { elements: ['Xx'], crystal_structure: 'fcc' } },
      { system: { elements: ['Cu'], crystal_structure: 'fcc' }, number_of_structures: 3 },
    ];
    for (const settings of wrong) expect((await openStructureBuilder(settings)).ok).toBe(false);
  });
});
