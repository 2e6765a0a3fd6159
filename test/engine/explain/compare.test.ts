import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compare } from '../../../engine/explain/compare.ts';
import type { Explanation } from '../../../engine/explain/explanation.ts';
import { namedIn } from '../../../engine/explain/named.ts';
import { pastPipeline } from '../../../engine/explain/past-pipeline.ts';
import { NO_PLACES } from '../../../engine/explain/places.ts';
import { keepKeys, keysOfRun } from '../../../engine/explain/run-keys.ts';
import { differing, drawn, settingOf, yaml } from '../../support/drawn-pipelines.ts';
import { type Explainer, openExplainer } from '../../support/explain-rig.ts';
import { numberStages, openWheel } from '../../support/number-stages.ts';
import { openRig, type Rig } from '../../support/rig.ts';

const stages = numberStages(openWheel());

/** How many items each node makes, by id. */
function counts(named: ReturnType<typeof namedIn>): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { node, items } of named) {
    for (const places of items.values()) sums[node] = (sums[node] ?? 0) + places;
  }
  return sums;
}

const allNamed = ({ shares, rest }: Explanation) => [
  ...shares.flatMap((one) => one.named),
  ...rest,
];

describe('two files', () => {
  it('differ by their edits, and cost what they would in a workspace that ran the first', async () => {
    await fc.assert(
      fc.asyncProperty(drawn, async ([shape, , before, now]) => {
        const [empty, ran] = [openRig(stages), openRig(stages)];
        try {
          const explainer = openExplainer(empty, stages);
          const explanation = await compare({
            before: await explainer.setting(yaml(shape, before)),
            now: await explainer.setting(yaml(shape, now)),
            places: NO_PLACES,
          });
          expect(explanation.edits.map(({ what }) => settingOf(what)).sort()).toEqual(
            differing(before, now).sort(),
          );
          await ran.run(yaml(shape, before));
          const real = namedIn(await openExplainer(ran, stages).foresee(yaml(shape, now)));
          const said = allNamed(explanation);
          expect(counts(said)).toEqual(counts(real));
          for (const { node } of real) expect(said.map((one) => one.node)).toContain(node);
          expect(explanation.rest).toEqual([]);
        } finally {
          empty.close();
          ran.close();
        }
      }),
      { numRuns: 15 },
    );
  }, 60_000);
});

describe('two runs', () => {
  let rig: Rig;
  let explainer: Explainer;
  let seq = 0;
  beforeEach(() => {
    rig = openRig(stages);
    explainer = openExplainer(rig, stages);
  });
  afterEach(() => rig.close());

  /** A run as the command line makes one. */
  async function recorded(text: string): Promise<string> {
    const pipeline = await rig.load(text);
    const id = `run-${seq++}`;
    rig.state().runs.begin(id, pipeline.name, pipeline.file, seq);
    const { summary } = await rig.run(text);
    const keys = summary.nodes.executed > 0 ? keepKeys(rig.state(), pipeline) : undefined;
    rig.state().runs.end(id, JSON.stringify({ ...summary, keys }));
    return id;
  }

  const FIRST = `version: 1
name: two
nodes:
  numbers: { uses: numbers, with: { count: 3 } }
  doubled: { uses: double, inputs: { numbers: numbers } }
  total: { uses: sum, inputs: { values: doubled } }
`;

  it('are compared by what their nodes had', async () => {
    const first = await recorded(FIRST);
    const idle = await recorded(FIRST);
    const second = await recorded(
      FIRST.replace('count: 3', 'count: 4').replace(
        'double,',
        'double, with: { special: { "2": 9 } },',
      ),
    );
    expect(keysOfRun(rig.state(), idle)).toEqual(keysOfRun(rig.state(), first));
    expect(keysOfRun(rig.state(), 'no such run')).toBeUndefined();
    const settingOfRun = async (id: string) => {
      const keys = keysOfRun(rig.state(), id) ?? new Map();
      const pipeline = await pastPipeline(rig.state(), 'two', keys, stages);
      return { ...(await explainer.setting(FIRST)), pipeline };
    };
    const before = await settingOfRun(idle);
    const { edits, shares } = await compare({
      before,
      now: await settingOfRun(second),
      places: NO_PLACES,
    });
    expect(before.pipeline.nodes.map(({ id }) => id)).toEqual(['numbers', 'doubled', 'total']);
    expect(edits.map(({ what, values }) => `${what} ${values?.after}`)).toEqual([
      'numbers.with.count 4',
      'doubled.with.special.2 9',
    ]);
    expect(shares.map((share) => [share.edits.length, counts(share.named)])).toEqual([
      [1, { doubled: 1 }],
      [1, { doubled: 1 }],
      [2, {}],
    ]);
    const same = await compare({ before, now: await settingOfRun(first), places: NO_PLACES });
    expect(same).toMatchObject({ edits: [], shares: [], rest: [] });
  });

  it('are unknown where a run was killed, and known again after the next', async () => {
    await recorded(FIRST);
    rig.state().runs.begin('killed', 'two', 'pipeline.yaml', 99);
    expect(keysOfRun(rig.state(), 'killed')).toBeUndefined();
    rig.state().runs.begin('next', 'two', 'pipeline.yaml', 100);
    expect(rig.state().runs.followsKilled('next', 'two')).toBe(true);
    rig.state().runs.end('killed', '{}');
    expect(rig.state().runs.followsKilled('next', 'two')).toBe(false);
  });
});
