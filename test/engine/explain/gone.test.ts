import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compare } from '../../../engine/explain/compare.ts';
import type { Explanation } from '../../../engine/explain/explanation.ts';
import { NO_PLACES } from '../../../engine/explain/places.ts';
import { type Explainer, openExplainer } from '../../support/explain-rig.ts';
import { numberStages, openWheel } from '../../support/number-stages.ts';
import { openRig, type Rig } from '../../support/rig.ts';

const stages = numberStages(openWheel());
let rig: Rig;
let explainer: Explainer;
beforeEach(() => {
  rig = openRig(stages);
  explainer = openExplainer(rig, stages);
});
afterEach(() => rig.close());

const pipeline = (...nodes: readonly string[]): string =>
  `version: 1\nname: gone\nnodes:\n${nodes.map((node) => `  ${node}\n`).join('')}`;

const causes = ({ shares, rest }: Explanation): string[] => {
  expect(rest).toEqual([]);
  return shares.map(({ edits, named }) => {
    const what = edits.map((edit) => edit.what.replaceAll('`', '')).sort();
    return `${what.join(' + ')}: ${named.map(({ node }) => node).join(', ')}`;
  });
};

const DOUBLED = 'doubled: { uses: double, inputs: { numbers: numbers } }';
const WITH = pipeline(
  'numbers: { uses: numbers, with: { count: 2 } }',
  DOUBLED,
  'first: { uses: numbers, with: { count: 2, first: 7 } }',
  'second: { uses: double, inputs: { numbers: first } }',
  'third: { uses: double, with: { by: 5 }, inputs: { numbers: numbers } }',
  'total: { uses: sum, inputs: { values: [doubled, second, third] } }',
);
const without = (count: number): string =>
  pipeline(
    `numbers: { uses: numbers, with: { count: ${count} } }`,
    DOUBLED,
    'total: { uses: sum, with: { plus: 1 }, inputs: { values: doubled } }',
  );

describe('a node that is gone', () => {
  it('comes back with the edges that it had, and with what it read that is gone too', async () => {
    await rig.run(WITH);
    const gone = 'node first is gone + node second is gone + node third is gone';
    expect(causes(await explainer.explain(without(2)))).toEqual([
      `${gone} + total.inputs.values + total.with.plus: total`,
    ]);
  });

  it('reads what is there now: with that edited in the same breath, bringing it back is not enough', async () => {
    await rig.run(WITH);
    expect(causes(await explainer.explain(without(3)))).toEqual([
      'numbers.with.count: doubled',
      'node first is gone + node second is gone + node third is gone + numbers.with.count + total.inputs.values + total.with.plus: total',
    ]);
  });

  it('is told of two files as it is of two runs', async () => {
    const [before, now] = [await explainer.setting(WITH), await explainer.setting(without(3))];
    expect(causes(await compare({ before, now, places: NO_PLACES }))).toEqual([
      'numbers.with.count: numbers, doubled',
      'node first is gone + node second is gone + node third is gone + numbers.with.count + total.inputs.values + total.with.plus: total',
    ]);
  });

  it('read what the others of its matrix read, where another node had made the same', async () => {
    const text = (values: string, first: number): string =>
      pipeline(
        `alike: { uses: numbers, with: { count: 2, first: ${first} } }`,
        'numbers: { uses: numbers, with: { count: 2, first: 1 } }',
        `each: { uses: double, matrix: { by: [${values}] }, inputs: { numbers: numbers }, with: { by: "\${{ matrix.by }}" } }`,
        'other: { uses: double, inputs: { numbers: alike } }',
        'total: { uses: sum, with: { plus: 1 }, inputs: { values: each } }',
      );
    await rig.run(text('2, 3', 1));
    const found = await explainer.explain(text('3', 4));
    expect(causes(found)).toContain('node each[by=2] is gone + total.inputs.values: total');
  });

  it('had as many holes as it was allowed', async () => {
    const wheel = openWheel();
    wheel.before = async (value) =>
      value === 2 ? { ok: false, error: { class: 'physics', message: 'no' } } : undefined;
    const holed = openRig(numberStages(wheel));
    const theirs = openExplainer(holed, numberStages(wheel));
    const some = 'allow_missing: 1, inputs: { numbers: numbers }';
    const text = (more: string, ...nodes: string[]) =>
      pipeline(
        'numbers: { uses: numbers, with: { count: 2 } }',
        `doubled: { uses: double, ${some} }`,
        ...nodes,
        `total: { uses: sum, inputs: { values: [doubled${more}] } }`,
      );
    const first = await holed.run(
      text(', more', `more: { uses: double, with: { by: 3 }, ${some} }`),
    );
    const found = await theirs.explain(text(''));
    holed.close();
    expect(first.summary.items.failed).toBe(2);
    expect(causes(found)).toEqual(['node more is gone + total.inputs.values: total']);
  });
});
