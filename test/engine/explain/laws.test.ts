import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Share } from '../../../engine/explain/attribute.ts';
import { settledIn } from '../../../engine/explain/named.ts';
import {
  type Draft,
  differing,
  drawn,
  type Shape,
  settingOf,
  undone,
  yaml,
} from '../../support/drawn-pipelines.ts';
import { type Explainer, openExplainer } from '../../support/explain-rig.ts';
import { numberStages, openWheel } from '../../support/number-stages.ts';
import { openRig } from '../../support/rig.ts';

const SEED = process.env['MLIP_SEED'];
/** Two maps that give the same values: their sums have one key, and the value of one is seen by no view that is kept. */
const ALIKE: Draft = {
  ...{ 'set0.family': 'a', 'set1.count': 1, 'set1.first': 2, 'set1.family': 'c', 'map0.by': 1 },
  ...{ 'map0.inputs.numbers': 'set1', 'map1.special.2': 1, 'map1.inputs.numbers': 'set1' },
};
const FOUND: [[Shape, Draft, Draft, Draft]][] = [
  [[{ maps: 2, sums: [[1], [2]] }, ALIKE, ALIKE, ALIKE]],
];
/** `npm run proof -- laws` asks for more. */
const RUNS = {
  numRuns: Number(process.env['MLIP_RUNS'] ?? 40),
  ...(SEED === undefined ? {} : { seed: Number(SEED) }),
};

function properSubsets<T>(list: readonly T[]): T[][] {
  return Array.from({ length: 2 ** list.length - 1 }, (_, bits) =>
    list.filter((__, at) => bits & (1 << at)),
  );
}

/** Of a share, how much a pipeline as written would not make: all, some or none. */
async function settled(explainer: Explainer, text: string, share: Share): Promise<string[]> {
  const plan = await explainer.foresee(text);
  const nodes = new Map(plan.nodes.map((planned) => [planned.node.id, planned]));
  return share.named.map((named) => {
    const found = settledIn(named, nodes.get(named.node));
    if (!found) return 'none';
    return found.items.size === named.items.size ? 'all' : 'some';
  });
}

describe('an explanation, over random edits of random pipelines', () => {
  it(
    'names every edit and no other, and what it names holds when undone in the file',
    async ({ task }) => {
      const counts = { pipelines: 0, edits: 0, 'single causes': 0, 'joint causes': 0 };
      await fc.assert(
        fc.asyncProperty(drawn, async ([one, older, before, now]) => {
          const stages = numberStages(openWheel());
          const rig = openRig(stages);
          const explainer = openExplainer(rig, stages);
          try {
            await rig.run(yaml(one, older));
            await rig.run(yaml(one, before));
            const { edits, shares, rest, plan } = await explainer.explain(yaml(one, now));
            expect(edits.map(({ what }) => settingOf(what)).sort()).toEqual(
              differing(before, now).sort(),
            );
            const recent = rig.state().recent;
            const same = plan.nodes.every(
              (planned) =>
                planned.state !== 'maybe' &&
                recent.last('drawn', planned.node.id) === planned.key.digest,
            );
            expect(edits.length === 0).toBe(same);
            expect(rest).toEqual([]);
            counts.pipelines += 1;
            counts.edits += edits.length;
            for (const share of shares) {
              const names = share.edits.map(({ what }) => settingOf(what));
              counts[names.length > 1 ? 'joint causes' : 'single causes'] += 1;
              const whole = yaml(one, undone(now, before, names));
              expect(new Set(await settled(explainer, whole, share))).toEqual(new Set(['all']));
              for (const part of properSubsets(names)) {
                const text = yaml(one, undone(now, before, part));
                expect(new Set(await settled(explainer, text, share))).toEqual(new Set(['none']));
              }
            }
          } finally {
            rig.close();
          }
        }),
        { ...RUNS, examples: FOUND },
      );
      Object.assign(task.meta, { counts });
    },
    60_000 + RUNS.numRuns * 30_000,
  );
});
