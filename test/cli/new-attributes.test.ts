import { expect, it } from 'vitest';
import { writeExtxyz } from '../../science/formats/extxyz-write.ts';
import { build } from '../stages/build/fake-context.ts';
import { openBench } from '../support/command.ts';

const SETTINGS = {
  system: { elements: ['Cu'], crystal_structure: 'fcc' },
  supercell: [2, 2, 2],
  defects: { vacancies: true },
};

/** A pipeline that builds with some settings and labels. */
const pipeline = (settings: object): string => `version: 1
name: p
nodes:
  structures:
    uses: build
    with: ${JSON.stringify(settings)}
  labels:
    uses: oracle
    inputs: { structures: structures }
    with: { calculator: emt }
`;

it('what the builder says anew of a structure labels nothing again', async () => {
  const bench = openBench();
  try {
    const { items } = await build(SETTINGS);
    expect(items.map(({ attributes }) => attributes.details)).toEqual([
      undefined,
      { multiplicity: 32 },
    ]);
    // The same atoms as an older version made them, with nothing said of them.
    const bare = items.map(({ structure }) => ({ structure }));
    bench.write('cu.xyz', writeExtxyz(bare));
    bench.write('p.yaml', pipeline({ import: { file: 'cu.xyz' } }));
    const first = await bench.run('p.yaml');
    expect(first.summary.items).toMatchObject({ executed: 2, cached: 0 });
    bench.write('p.yaml', pipeline(SETTINGS));
    const second = await bench.run('p.yaml');
    expect(second.summary.items).toMatchObject({ executed: 0, cached: 2 });
  } finally {
    bench.close();
  }
});
