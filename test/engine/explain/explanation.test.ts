import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { baseline } from '../../../engine/explain/baseline.ts';
import { type Explanation, explain } from '../../../engine/explain/explanation.ts';
import { foreseer } from '../../../engine/explain/foresee.ts';
import { NO_PLACES } from '../../../engine/explain/places.ts';
import type { Plan } from '../../../engine/plan/plan.ts';
import type { StageRegistry } from '../../../engine/registry.ts';
import type { MapStage } from '../../../engine/stage.ts';
import { type Explainer, openExplainer } from '../../support/explain-rig.ts';
import { numberStages, openWheel, type Wheel } from '../../support/number-stages.ts';
import { openRig, type Rig } from '../../support/rig.ts';

let wheel: Wheel;
let rig: Rig;
let explainer: Explainer;
beforeEach(() => {
  wheel = openWheel();
  const stages = numberStages(wheel);
  rig = openRig(stages);
  explainer = openExplainer(rig, stages);
});
afterEach(() => rig.close());

const PIPELINE = `version: 1
name: numbers
params: { by: 2, plus: 0 }
nodes:
  numbers:
    uses: numbers
    with: { count: 4, family: a }
  doubled:
    uses: double
    with:
      by: "\${{ params.by }}"
      special: {}
    inputs: { numbers: numbers }
  total:
    uses: sum
    with: { plus: "\${{ params.plus }}" }
    inputs: { values: doubled }
`;

/** Each edit with its place and what it costs, in short. */
function words({ edits, shares }: Explanation): string[] {
  const name = (edit: Explanation['edits'][number]): string => {
    const values = edit.values ? ` ${edit.values.before} → ${edit.values.after}` : '';
    return `${edit.what}${values}${edit.span ? ` @${edit.span.line}:${edit.span.column}` : ''}`;
  };
  const costs = shares.map((share) => {
    const named = share.named.map(({ node, items, maybe }) => {
      const count = [...items.values()].reduce((a, b) => a + b, 0);
      return `${node}${count > 0 ? ` ${count}` : ''}${maybe ? '?' : ''}`;
    });
    return `${share.edits.map(({ what }) => what).join(' + ')}: ${named.join(', ')}`;
  });
  return [...edits.map(name), ...costs];
}

describe('explain', () => {
  it('is empty when nothing changed, or only what no key has', async () => {
    await rig.run(PIPELINE);
    for (const same of [
      PIPELINE,
      `# why\n${PIPELINE}`,
      PIPELINE.replace('special: {}', '# none'),
    ]) {
      const { edits, shares, rest, revert } = await explainer.explain(same);
      expect({ edits, shares, rest, revert }).toEqual({ edits: [], shares: [], rest: [] });
    }
  });

  it('names an edit, its place and what it costs', async () => {
    await rig.run(PIPELINE);
    const edited = PIPELINE.replace('by: 2', 'by: 3');
    expect(words(await explainer.explain(edited))).toEqual([
      'params.by 2 → 3 @3:15',
      'params.by: doubled 4, total?',
    ]);
  });

  it('tells single causes from joint ones', async () => {
    await rig.run(PIPELINE);
    const edited = PIPELINE.replace('by: 2', 'by: 3')
      .replace('special: {}', 'special: { "2": 9 }')
      .replace('count: 4', 'count: 5')
      .replace('plus: 0', 'plus: 1');
    expect(words(await explainer.explain(edited))).toEqual([
      'params.by 2 → 3 @3:15',
      'params.plus 0 → 1 @3:24',
      'numbers.with.count 4 → 5 @7:20',
      'doubled.with.special.2 absent → 9 @12:23',
      'params.by: doubled 3',
      'numbers.with.count: doubled 1',
      'params.by + doubled.with.special.2: doubled 1',
      'params.by + params.plus + numbers.with.count + doubled.with.special.2: total?',
    ]);
  });

  it('names versions, new nodes, moved edges and nodes that are gone', async () => {
    wheel.readingVersion = 1;
    await rig.run(PIPELINE);
    wheel.version = 2;
    wheel.readingVersion = 2;
    expect(words(await explainer.explain(PIPELINE))).toMatchInlineSnapshot(`
      [
        "version of \`double\` (double) 1 → 2",
        "version of the reading of \`double\` (double) 1 → 2",
        "version of \`double\` (double): doubled 4",
        "version of \`double\` (double) + version of the reading of \`double\` (double): total?",
      ]
    `);
    wheel.version = 1;
    wheel.readingVersion = 1;
    const other = PIPELINE.replace('doubled:', 'twice:').replace(
      'values: doubled',
      'values: twice',
    );
    expect(words(await explainer.explain(other))).toMatchInlineSnapshot(`
      [
        "node \`twice\` is new @8:3",
        "total.inputs.values doubled.values → twice.values @17:23",
        "node \`doubled\` is gone",
      ]
    `);
    const moved = `${PIPELINE.replace('values: doubled', 'values: [doubled, more]')}  more: { uses: double, with: { by: 5 }, inputs: { numbers: numbers } }\n`;
    expect(words(await explainer.explain(moved))).toMatchInlineSnapshot(`
      [
        "total.inputs.values doubled.values → [doubled.values, more.values] @17:23",
        "node \`more\` is new @18:3",
        "total.inputs.values: total?",
        "node \`more\` is new: more 4",
      ]
    `);
    await rig.run(moved);
    expect(words(await explainer.explain(PIPELINE))).toMatchInlineSnapshot(`
      [
        "total.inputs.values [doubled.values, more.values] → doubled.values @17:23",
        "node \`more\` is gone",
      ]
    `);
  });

  it('takes an exchanged back end as one edit', async () => {
    await rig.run(PIPELINE);
    const stages = numberStages(wheel);
    const double = (await stages.load('double')) as MapStage;
    const other: MapStage = {
      ...double,
      backend: (settings) => ({ ...double.backend(settings), name: 'other' }),
    };
    const exchanged: StageRegistry = {
      names: stages.names,
      load: async (name) => (name === 'double' ? other : stages.load(name)),
    };
    const theirs = openRig(exchanged);
    const before = baseline(rig.state(), 'numbers');
    const now = await openExplainer(theirs, exchanged).setting(PIPELINE.replace('by: 2', 'by: 3'));
    const setting = { ...now, state: rig.state() };
    const foresee = foreseer(setting);
    const plan = (await foresee(now.pipeline)) as Plan;
    const found = await explain({
      ...{ state: rig.state(), plan, before, places: NO_PLACES, foresee, setting },
    });
    theirs.close();
    expect(words(found).map((line) => line.replace(/ @.*/, ''))).toEqual([
      'doubled: back end double → other',
      'doubled: back end: doubled 4, total?',
    ]);
  });

  it('narrows many edits down to those that are needed', async () => {
    await rig.run(PIPELINE);
    const edited = PIPELINE.replace('by: 2', 'by: 3')
      .replace('special: {}', 'special: { "2": 9, "3": 9, "99": 1 }')
      .replace('count: 4, family: a', 'count: 5, family: b')
      .replace('plus: 0', 'plus: 1');
    const { edits, shares, rest } = await explainer.explain(edited);
    expect(edits).toHaveLength(7);
    expect(rest).toEqual([]);
    const total = shares.filter((share) => share.named.some(({ node }) => node === 'total'));
    expect(total).toHaveLength(1);
    expect(total[0]?.edits).toHaveLength(7);
    const doubled = shares.filter((share) => share.named.some(({ node }) => node === 'doubled'));
    const sizes = doubled.map((share) => [share.edits.length, share.named[0]?.items.size]);
    expect(sizes).toEqual([
      [1, 2],
      [1, 1],
      [2, 1],
      [2, 1],
    ]);
  });
});
