import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Canonical, canonicalText } from '../../base/canonical.ts';
import { preimageChanges } from '../../engine/plan/reason.ts';
import { planSummary } from '../../engine/plan/summary.ts';
import { numberStages, openWheel, type Wheel } from '../support/number-stages.ts';
import { openRig, type Rig } from '../support/rig.ts';

let wheel: Wheel;
let rig: Rig;
beforeEach(() => {
  wheel = openWheel();
  rig = openRig(numberStages(wheel));
});
afterEach(() => rig.close());

interface Draft {
  readonly count: number;
  readonly by: number;
  readonly plus: number;
  readonly family: string;
  readonly second: boolean;
}

const draft = fc.record<Draft>({
  count: fc.integer({ min: 1, max: 6 }),
  by: fc.integer({ min: 1, max: 3 }),
  plus: fc.integer({ min: 0, max: 2 }),
  family: fc.constantFrom('a', 'b'),
  second: fc.boolean(),
});

const yaml = ({ count, by, plus, family, second }: Draft): string => `
version: 1
name: drawn
nodes:
  numbers: { uses: numbers, with: { count: ${count}, family: ${family} } }
  doubled: { uses: double, with: { by: ${by} }, inputs: { numbers: numbers } }
  ${second ? 'more: { uses: double, with: { by: 5 }, inputs: { numbers: numbers } }' : ''}
  total: { uses: sum, with: { plus: ${plus} }, inputs: { values: ${second ? '[doubled, more]' : 'doubled'} } }
`;

describe('plan', () => {
  it('misses ⊆ executed ⊆ misses ∪ maybes, over random edits', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(draft, { minLength: 1, maxLength: 4 }), async (drafts) => {
        const own = openRig(numberStages(openWheel()));
        try {
          for (const one of drafts) {
            const plan = await own.plan(yaml(one));
            const { summary, events } = await own.run(yaml(one));
            const started = new Set(
              events.flatMap((event) => (event.type === 'node-started' ? [event.node] : [])),
            );
            const of = (state: string): string[] =>
              plan.nodes.filter((node) => node.state === state).map((node) => node.node.id);
            for (const id of of('miss')) expect(started).toContain(id);
            for (const id of started) expect([...of('miss'), ...of('maybe')]).toContain(id);
            expect(summary.ok).toBe(true);
          }
        } finally {
          own.close();
        }
      }),
      { numRuns: 15 },
    );
  });

  it('writes nothing and runs nothing', async () => {
    const text = yaml({ count: 3, by: 2, plus: 0, family: 'a', second: false });
    await rig.plan(text);
    expect(wheel.ran).toEqual([]);
    expect((await rig.plan(text)).nodes.map(({ state }) => state)).toEqual([
      'miss',
      'maybe',
      'maybe',
    ]);
  });

  it('counts items and says why', async () => {
    const before = { count: 3, by: 2, plus: 0, family: 'a', second: false };
    await rig.run(yaml(before));
    await rig.run(yaml({ ...before, count: 5 }));
    const plan = await rig.plan(yaml({ ...before, count: 5, by: 3 }));
    expect(planSummary(plan, 0)).toMatchObject({
      nodes: { executed: 1, cached: 1, maybe: 1 },
      items: { executed: 5, cached: 0 },
    });
    const doubled = plan.nodes.find(({ node }) => node.id === 'doubled');
    expect(doubled).toMatchObject({ state: 'miss', reasons: ['with.by 2 → 3'] });
  });
});

describe('preimage changes', () => {
  const value = fc.letrec<{ value: Canonical }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constant(null),
      fc.boolean(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.string(),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.string({ minLength: 1 }), tie('value'), { maxKeys: 3 }),
    ),
  })).value;

  it('are empty exactly when the keys are equal', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        const texts = [a, b].map((one) => canonicalText(['node', 1, { with: one }])) as [
          string,
          string,
        ];
        expect(preimageChanges(...texts).length === 0).toBe(texts[0] === texts[1]);
        expect(preimageChanges(texts[0], texts[0])).toEqual([]);
      }),
    );
  });
});
