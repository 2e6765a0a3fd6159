import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Explainer, openExplainer } from '../../support/explain-rig.ts';
import { numberStages, openWheel } from '../../support/number-stages.ts';
import { openRig, type Rig } from '../../support/rig.ts';

let rig: Rig;
let explainer: Explainer;
beforeEach(() => {
  const stages = numberStages(openWheel());
  rig = openRig(stages);
  explainer = openExplainer(rig, stages);
});
afterEach(() => rig.close());

const MATRIX = `version: 1
name: grid
params: { special: { "1": 4 } }
nodes:
  numbers: { uses: numbers, with: { count: 2 } }
  doubled:
    uses: double
    matrix: { by: [2, 3] }
    with:
      by: "\${{ matrix.by }}"
      special: "\${{ params.special }}"
    inputs: { numbers: numbers }
`;

describe('the place of an edit', () => {
  const placesOf = async (text: string): Promise<string[]> =>
    (await explainer.explain(text)).edits.map(
      ({ what, span, nodes }) => `${what} ${span?.line}:${span?.column} (${nodes.length} nodes)`,
    );

  it('is one where one line of the file makes many nodes', async () => {
    await rig.run(MATRIX);
    expect(await placesOf(MATRIX.replace('"1": 4', '"1": 5'))).toEqual([
      'params.special.1 3:27 (2 nodes)',
    ]);
    expect(await placesOf(MATRIX.replace('"${{ params.special }}"', '{ "1": 6 }'))).toEqual([
      'doubled.with.special.1 11:23 (2 nodes)',
    ]);
  });

  it('is that of what is written, with what follows from it', async () => {
    const text = (settings: string): string =>
      `version: 1\nname: f\nnodes:\n  numbers: { uses: numbers, with: { ${settings} } }\n`;
    const edits = async (settings: string) =>
      (await explainer.explain(text(settings))).edits.map(({ what, values }) => [what, values]);
    await rig.run(text('count: 4, first: 2, family: b'));
    expect(await edits('count: 4, family: b')).toEqual([
      ['numbers.with.first', { before: '2', after: '1' }],
    ]);
    expect(await edits('count: 5')).toEqual([
      ['numbers.with', { before: 'count 4, family b, first 2', after: 'count 5, first 1' }],
    ]);
  });

  it('is the file, where a file changed', async () => {
    const text =
      'version: 1\nname: f\nnodes:\n  numbers:\n    uses: numbers\n    with: { file: in.txt }\n';
    rig.write('in.txt', 'a');
    await rig.run(text);
    rig.write('in.txt', 'other');
    expect(await placesOf(text)).toEqual(['content of in.txt (numbers.with.file) 6:19 (1 nodes)']);
  });
});
