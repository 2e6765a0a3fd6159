// The laws of running, over random edits of random pipelines. `npm run proof -- laws` runs them at
// length: MLIP_RUNS says how many pipelines, MLIP_SEED which.
import { setImmediate as tick } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CanonicalObject } from '../../base/canonical.ts';
import { decodeSet } from '../../base/item-set.ts';
import { fail, ok } from '../../base/result.ts';
import type { EngineEvent, RunSummary } from '../../engine/events.ts';
import type { Plan } from '../../engine/plan/plan.ts';
import type { Stage } from '../../engine/stage.ts';
import { type Draft, drawn, type Shape, yaml } from './drawn-pipelines.ts';
import { numberStages, openWheel, type Wheel } from './number-stages.ts';
import { numbersFrom, reformatted, shuffled } from './reformatted.ts';
import { openRig, type Rig } from './rig.ts';

const SEED = process.env['MLIP_SEED'];
const RUNS = {
  numRuns: Number(process.env['MLIP_RUNS'] ?? 8),
  ...(SEED === undefined ? {} : { seed: Number(SEED) }),
};
const LONG = 60_000 + RUNS.numRuns * 30_000;

/** What the pipelines of a law came to, for the proof to print: a law over nothing would hold too. */
type Counts = Record<string, number>;
const count = (counts: Counts, name: string, by = 1): void => {
  counts[name] = (counts[name] ?? 0) + by;
};
const tell = (task: { meta: object }, counts: Counts): void => {
  Object.assign(task.meta, { counts });
};

async function within<T>(work: (rig: Rig, wheel: Wheel) => Promise<T>): Promise<T> {
  const wheel = openWheel();
  const rig = openRig(numberStages(wheel));
  try {
    return await work(rig, wheel);
  } finally {
    rig.close();
  }
}

/** The same with stages that keep the order in which settings are written: the engine's keys do not. */
async function withinAsWritten(work: (rig: Rig) => Promise<void>): Promise<void> {
  const { names, load } = numberStages(openWheel());
  const asWritten = async (name: string): Promise<Stage> => {
    const stage = await load(name);
    const backend = (settings: CanonicalObject) => {
      const own = stage.backend(settings);
      const resolve = (given: CanonicalObject): ReturnType<typeof own.resolve> => {
        const resolved = own.resolve(given);
        return resolved.ok ? ok({ with: { ...given, ...resolved.value.with } }) : resolved;
      };
      return { ...own, resolve };
    };
    return { ...stage, backend } as Stage;
  };
  const rig = openRig({ names, load: asWritten });
  try {
    await work(rig);
  } finally {
    rig.close();
  }
}

const startedIn = (events: readonly EngineEvent[]): string[] =>
  events.flatMap((event) => (event.type === 'node-started' ? [event.node] : []));

const idsOf = (plan: Plan, state: string): string[] =>
  plan.nodes.flatMap((planned) => (planned.state === state ? [planned.node.id] : []));

const keysOf = (plan: Plan): Record<string, string> =>
  Object.fromEntries(
    plan.nodes.map((planned) => [
      planned.node.id,
      planned.state === 'maybe' ? 'unknown' : planned.key.digest,
    ]),
  );

const digestsOf = ({ outputs }: RunSummary): Record<string, string> =>
  Object.fromEntries(Object.entries(outputs).map(([name, { digest }]) => [name, digest]));

/** Misses ⊆ executed ⊆ misses ∪ maybes, where nodes of one key are run once. */
function checkForeseen(plan: Plan, started: readonly string[]): void {
  const keys = keysOf(plan);
  const misses = idsOf(plan, 'miss');
  const maybes = idsOf(plan, 'maybe');
  const ran = new Set(started.map((id) => keys[id]));
  for (const id of misses) expect(ran).toContain(keys[id]);
  for (const id of started) expect([...misses, ...maybes]).toContain(id);
  if (maybes.length === 0) expect(ran).toEqual(new Set(misses.map((id) => keys[id])));
}

describe('the laws of running', () => {
  it(
    'a plan foresees the run, and the same run again executes nothing',
    async ({ task }) => {
      const counts: Counts = {};
      await fc.assert(
        fc.asyncProperty(drawn, async ([one, ...drafts]) => {
          count(counts, 'pipelines');
          await within(async (rig) => {
            for (const draft of drafts) {
              const text = yaml(one, draft);
              const plan = await rig.plan(text);
              const first = await rig.run(text);
              expect(first.summary.ok).toBe(true);
              const started = startedIn(first.events);
              checkForeseen(plan, started);
              const again = await rig.run(text);
              expect(startedIn(again.events)).toEqual([]);
              expect(again.summary.nodes).toMatchObject({ executed: 0, failed: 0, skipped: 0 });
              expect(again.summary.items.executed).toBe(0);
              expect(digestsOf(again.summary)).toEqual(digestsOf(first.summary));
              count(counts, 'edits');
              count(counts, 'misses', idsOf(plan, 'miss').length);
              count(counts, 'maybes', idsOf(plan, 'maybe').length);
              count(counts, 'executed', started.length);
              if (!idsOf(plan, 'maybe').length) count(counts, 'plans without maybes');
            }
          });
        }),
        RUNS,
      );
      tell(task, counts);
    },
    LONG,
  );

  it(
    'any number of jobs, any order of nodes and of ending gives the same digests',
    async ({ task }) => {
      const counts: Counts = {};
      await fc.assert(
        fc.asyncProperty(drawn, fc.integer(), async ([one, , draft], seed) => {
          count(counts, 'pipelines');
          const random = numbersFrom(seed);
          const digests: Record<string, string>[] = [];
          for (const jobs of [1, 2, 4]) {
            const text = jobs === 1 ? yaml(one, draft) : otherOrder(yaml(one, draft), random);
            await within(async (rig, wheel) => {
              wheel.before = async () => {
                for (let ticks = Math.floor(random() * 5); ticks > 0; ticks--) await tick();
                return undefined;
              };
              const { summary } = await rig.run(text, { jobs });
              expect(summary.ok).toBe(true);
              digests.push(digestsOf(summary));
            });
          }
          count(counts, 'outputs compared', 2 * Object.keys(digests[0] as object).length);
          expect(digests[1]).toEqual(digests[0]);
          expect(digests[2]).toEqual(digests[0]);
        }),
        RUNS,
      );
      tell(task, counts);
    },
    LONG,
  );

  it(
    'a reformatting changes no key',
    async ({ task }) => {
      const counts: Counts = {};
      await fc.assert(
        fc.asyncProperty(drawn, fc.integer(), async ([one, , draft], seed) => {
          count(counts, 'pipelines');
          const text = yaml(one, draft);
          const other = reformatted(text, numbersFrom(seed));
          expect(other).not.toBe(text);
          await withinAsWritten(async (rig) => {
            await rig.run(text);
            const keys = keysOf(await rig.plan(text));
            const plan = await rig.plan(other);
            expect(keysOf(plan)).toEqual(keys);
            expect(idsOf(plan, 'hit').length).toBe(plan.nodes.length);
            count(counts, 'keys compared', plan.nodes.length);
          });
        }),
        RUNS,
      );
      tell(task, counts);
    },
    LONG,
  );

  it(
    'done + holes + skipped = planned, whatever fails',
    async ({ task }) => {
      const counts: Counts = {};
      await fc.assert(
        fc.asyncProperty(drawn, troubles, async ([one, , draft], trouble) => {
          count(counts, 'pipelines');
          await within(async (rig, wheel) => {
            steer(wheel, trouble.failing);
            // The second time, what was done and what stands is in the record.
            for (let time = 0; time < 2; time++) {
              await checkAccount(rig, one, draft, trouble, counts);
            }
          });
        }),
        RUNS,
      );
      tell(task, counts);
    },
    LONG,
  );
});

function otherOrder(text: string, random: () => number): string {
  const lines = text.trimEnd().split('\n');
  const at = lines.indexOf('nodes:') + 1;
  return `${[...lines.slice(0, at), ...shuffled(lines.slice(at), random)].join('\n')}\n`;
}

/** Which numbers fail and how; `passing` is infra that the second attempt is over. */
const troubles = fc.record({
  failing: fc.dictionary(
    fc.integer({ min: 1, max: 8 }).map(String),
    fc.constantFrom('infra', 'physics', 'invalid', 'passing'),
    { maxKeys: 4 },
  ),
  allow: fc.constantFrom('0%', '50%', '100%'),
  budget: fc.constantFrom(undefined, undefined, undefined, 0, 0.001),
});
type Trouble = typeof troubles extends fc.Arbitrary<infer T> ? T : never;

function steer(wheel: Wheel, failing: Trouble['failing']): void {
  const passed = new Set<number>();
  wheel.before = async (value) => {
    const kind = failing[value];
    if (kind === undefined || (kind === 'passing' && passed.has(value))) return undefined;
    passed.add(value);
    return fail({ class: kind === 'passing' ? 'infra' : kind, message: `${value} fails` });
  };
}

async function checkAccount(
  rig: Rig,
  one: Shape,
  draft: Draft,
  { failing, allow, budget }: Trouble,
  counts: Counts,
): Promise<void> {
  const conduct = `uses: double, retry: { attempts: 2 }, allow_missing: ${allow},`;
  const text = yaml(one, draft).replaceAll('uses: double,', conduct);
  const run = await rig.run(text, budget === undefined ? {} : { budget });
  const { nodes, items, outputs } = run.summary;
  const all = nodes.executed + nodes.cached + nodes.failed + nodes.skipped;
  expect(all).toBe(2 + one.maps + one.sums.length);
  const sum = { executed: 0, cached: 0, failed: 0, skipped: 0 };
  for (const event of run.events) {
    if (event.type !== 'node-finished' || !event.node.startsWith('map')) continue;
    const set = draft[`${event.node}.inputs.numbers`];
    const planned = Number(draft[`${set}.count`] ?? 3);
    const first = Number(draft[`${set}.first`] ?? 1);
    const values = Array.from({ length: planned }, (_, at) => failing[first + at]);
    const lasting = values.filter((kind) => kind && kind !== 'passing').length;
    const own = event.items as NonNullable<typeof event.items>;
    expect(own.executed + own.cached + own.failed + own.skipped).toBe(planned);
    if (budget === undefined) expect(own).toMatchObject({ failed: lasting, skipped: 0 });
    const made = outputs[`${event.node}.values`];
    if (made) {
      const bytes = rig.state().objects.read(made.digest);
      const entries = bytes.ok ? decodeSet(bytes.value) : [];
      expect(entries.filter(({ outcome }) => outcome?.ok).length).toBe(own.executed + own.cached);
      expect(entries.length).toBe(planned);
      if (own.failed > 0) count(counts, 'sets with holes');
    }
    for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += own[name];
  }
  expect(items).toEqual(sum);
  for (const [name, value] of Object.entries(sum)) count(counts, `items ${name}`, value);
}
