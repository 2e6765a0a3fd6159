// The laws of running and of explaining over every part of the language: params, `--set`, files, matrix, `when`,
// pipelines as nodes, stages of one's own. `npm run proof -- laws` runs them at length (MLIP_RUNS, MLIP_SEED).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openRunNote } from '../../cli/run-note.ts';
import type { EngineEvent, RunSummary } from '../../engine/events.ts';
import type { Share } from '../../engine/explain/attribute.ts';
import { settledIn } from '../../engine/explain/named.ts';
import type { Plan } from '../../engine/plan/plan.ts';
import {
  drawnWorlds,
  type Knob,
  knobsOf,
  turned,
  turnedBack,
  type World,
  writeWorld,
} from './drawn-worlds.ts';
import { type Explainer, openExplainer } from './explain-rig.ts';
import { numberStages, openWheel } from './number-stages.ts';
import { numbersFrom, reformatted } from './reformatted.ts';
import { openRig, type Rig, type RigRun } from './rig.ts';

const SEED = process.env['MLIP_SEED'];
const RUNS = {
  numRuns: Number(process.env['MLIP_RUNS'] ?? 6),
  ...(SEED === undefined ? {} : { seed: Number(SEED) }),
};
const LONG = 60_000 + RUNS.numRuns * 30_000;

/** What the worlds of a law came to, for the proof to print: a law over nothing would hold too. */
type Counts = Record<string, number>;
const count = (counts: Counts, name: string, by = 1): void => {
  counts[name] = (counts[name] ?? 0) + by;
};

async function within(work: (rig: Rig, explainer: Explainer) => Promise<void>): Promise<void> {
  const stages = numberStages(openWheel());
  const rig = openRig(stages);
  try {
    await work(rig, openExplainer(rig, stages));
  } finally {
    rig.close();
  }
}

let number = 0;

/** A run as the command line keeps it: what an explanation compares with. */
async function runWorld(rig: Rig, world: World, jobs = 2): Promise<RigRun> {
  const { text, sets } = writeWorld(rig, world);
  const pipeline = await rig.load(text, sets);
  const note = openRunNote(rig.state(), pipeline, `run ${number++}`);
  const done = await rig.run(text, { sets, jobs });
  done.events.forEach(note.see);
  await note.end(done.summary);
  return done;
}

const planWorld = (rig: Rig, world: World): Promise<Plan> => {
  const { text, sets } = writeWorld(rig, world);
  return rig.plan(text, sets);
};

const keysOf = (plan: Plan): Record<string, string> =>
  Object.fromEntries(
    plan.nodes.map((planned) => [
      planned.node.id,
      planned.state === 'maybe' ? 'unknown' : planned.key.digest,
    ]),
  );
const startedIn = (events: readonly EngineEvent[]): string[] =>
  events.flatMap((event) => (event.type === 'node-started' ? [event.node] : []));
const idsOf = (plan: Plan, state: string): string[] =>
  plan.nodes.flatMap((planned) => (planned.state === state ? [planned.node.id] : []));
const digestsOf = ({ outputs }: RunSummary): Record<string, string> =>
  Object.fromEntries(Object.entries(outputs).map(([name, { digest }]) => [name, digest]));

/** Misses ⊆ executed ⊆ misses ∪ maybes; equal where there are no maybes; of nodes of one key, one runs. */
function expectForeseen(plan: Plan, started: readonly string[]): void {
  const keys = new Map(
    plan.nodes.map((planned) => [
      planned.node.id,
      planned.state === 'maybe' ? planned.node.id : planned.key.digest,
    ]),
  );
  const [misses, maybes] = [idsOf(plan, 'miss'), idsOf(plan, 'maybe')];
  const ran = new Set(started.map((id) => keys.get(id)));
  for (const id of misses) expect(ran).toContain(keys.get(id));
  for (const id of started) expect([...misses, ...maybes]).toContain(id);
  if (maybes.length === 0) expect(ran).toEqual(new Set(misses.map((id) => keys.get(id))));
}

const PLAIN: World = {
  ...{ count: 2, first: 1, text: '', special: undefined, by: 2, set: undefined, offset: 1 },
  ...{ matrix: [5, 6, 7], extra: true, partPlus: 1, partCount: 2, n: 1, lib: 1, comment: '' },
};
/** What was explained wrongly once: values taken out of a matrix, while what is above it stands, and while it is edited. */
const SHRUNK: [[World, World, World]][] = [
  [[PLAIN, PLAIN, { ...PLAIN, matrix: [7] }]],
  [[PLAIN, PLAIN, { ...PLAIN, matrix: [7], first: 3 }]],
  [[PLAIN, PLAIN, { ...PLAIN, matrix: [7], count: 4, by: 3, set: 3 }]],
];

describe('the laws, over every part of the language', () => {
  it(
    'a plan foresees the run, the same run again executes nothing, any number of jobs makes the same',
    async ({ task }) => {
      const counts: Counts = {};
      const property = fc.asyncProperty(drawnWorlds, async (worlds) => {
        await within(async (rig) => {
          for (const world of worlds) {
            const plan = await planWorld(rig, world);
            const first = await runWorld(rig, world, 1);
            expect(first.summary.ok).toBe(true);
            expectForeseen(plan, startedIn(first.events));
            const again = await runWorld(rig, world);
            expect(startedIn(again.events)).toEqual([]);
            expect(again.summary.items.executed).toBe(0);
            expect(digestsOf(again.summary)).toEqual(digestsOf(first.summary));
            if (world === worlds.at(-1)) {
              await within(async (other) => {
                const { summary } = await runWorld(other, world, 4);
                expect(digestsOf(summary)).toEqual(digestsOf(first.summary));
                count(counts, 'outputs compared', Object.keys(summary.outputs).length);
              });
            }
            count(counts, 'worlds');
            count(counts, 'misses', idsOf(plan, 'miss').length);
            count(counts, 'maybes', idsOf(plan, 'maybe').length);
            count(counts, 'executed', startedIn(first.events).length);
          }
        });
      });
      await fc.assert(property, RUNS);
      Object.assign(task.meta, { counts });
    },
    LONG,
  );

  it(
    'a reformatting changes no key',
    async ({ task }) => {
      const counts: Counts = {};
      const check = async (rig: Rig, world: World, seeds: readonly number[]): Promise<void> => {
        const keys = keysOf(await planWorld(rig, world));
        const { text, sets } = writeWorld(rig, world);
        for (const seed of seeds) {
          const other = reformatted(text, numbersFrom(seed));
          expect(other).not.toBe(text);
          const plan = await rig.plan(other, sets);
          expect(keysOf(plan), other).toEqual(keys);
          count(counts, 'reformattings');
          count(counts, 'keys compared', plan.nodes.length);
        }
      };
      const property = fc.asyncProperty(drawnWorlds, fc.integer(), async ([, world], seed) => {
        await within(async (rig) => {
          await runWorld(rig, world);
          await check(rig, world, [seed, seed + 1, seed + 2]);
        });
        count(counts, 'worlds');
      });
      await fc.assert(property, RUNS);
      // And of one pipeline, as many as there are worlds.
      const [[, one]] = fc.sample(drawnWorlds, { ...RUNS, numRuns: 1 }) as [[World, World, World]];
      await within(async (rig) => {
        await runWorld(rig, one);
        await check(
          rig,
          one,
          Array.from({ length: RUNS.numRuns }, (_, at) => at),
        );
      });
      Object.assign(task.meta, { counts });
    },
    LONG,
  );

  it(
    'an explanation names every edit and no other, and what it names holds when undone',
    async ({ task }) => {
      const counts: Counts = {};
      const property = fc.asyncProperty(drawnWorlds, async ([older, before, now]) => {
        await within(async (rig, explainer) => {
          await runWorld(rig, older);
          await runWorld(rig, before);
          await expectExplained(rig, explainer, before, now, counts);
        });
      });
      // One seed where none is given: a proof draws anew.
      await fc.assert(property, { seed: 20261125, ...RUNS, examples: SHRUNK });
      Object.assign(task.meta, { counts });
    },
    LONG,
  );
});

async function expectExplained(
  rig: Rig,
  explainer: Explainer,
  before: World,
  now: World,
  counts: Counts,
): Promise<void> {
  const { text, sets } = writeWorld(rig, now);
  const { edits, shares, rest, plan } = await explainer.explain(text, sets);
  const changed = turned(before, now).filter((knob) => knob !== 'extra' || now.extra);
  const named = new Set(edits.flatMap(({ what }) => knobsOf(what)));
  for (const knob of changed) expect(named).toContain(knob);
  // Code is one digest: what of it was edited is not told apart.
  for (const { what } of edits)
    expect(
      knobsOf(what).some((knob) => changed.includes(knob)),
      what,
    ).toBe(true);
  const same = plan.nodes.every(
    (planned) =>
      planned.state !== 'maybe' &&
      rig.state().recent.last('world', planned.node.id) === planned.key.digest,
  );
  // A node that comes back has a last key of long ago.
  expect(edits.length === 0).toBe(same && !changed.includes('extra'));
  expect(rest).toEqual([]);
  count(counts, 'worlds');
  count(counts, 'edits', edits.length);
  for (const share of shares) {
    if (share.edits.some(({ what }) => what.endsWith('is gone'))) count(counts, 'with nodes gone');
    const knobs = [...new Set(share.edits.flatMap(({ what }) => knobsOf(what)))].filter((knob) =>
      changed.includes(knob),
    );
    expect(await settled(rig, explainer, turnedBack(now, before, knobs), share)).toEqual(['all']);
    count(counts, knobs.length > 1 ? 'joint causes' : 'single causes');
    for (const part of properSubsets(knobs).filter(isPartOf(knobs))) {
      const half = turnedBack(now, before, part);
      expect(await settled(rig, explainer, half, share), part.join()).toEqual(['none']);
      count(counts, 'subsets of joint causes');
    }
  }
}

const CODE = ['lib', 'comment'] as const;

/** Half of an edited code is no part of the cause, which is the code as a whole. */
const isPartOf = (knobs: readonly Knob[]) => (part: readonly Knob[]) =>
  !CODE.every((knob) => knobs.includes(knob)) || part.includes(CODE[0]) === part.includes(CODE[1]);

const properSubsets = (list: readonly Knob[]): Knob[][] =>
  Array.from({ length: 2 ** list.length - 1 }, (_, bits) =>
    list.filter((__, at) => bits & (1 << at)),
  );

/** Of what a share names, how much a world as written would not make: all, some or none. */
async function settled(
  rig: Rig,
  explainer: Explainer,
  world: World,
  share: Share,
): Promise<string[]> {
  const { text, sets } = writeWorld(rig, world);
  const plan = await explainer.foresee(text, sets);
  const nodes = new Map(plan.nodes.map((planned) => [planned.node.id, planned]));
  const ends = share.named
    // A node that is not there any more is not made either.
    .filter(({ node }) => nodes.has(node))
    .map((named) => {
      const found = settledIn(named, nodes.get(named.node));
      if (!found) return 'none';
      return found.items.size === named.items.size ? 'all' : 'some';
    });
  return ends.length === 0 ? ['all'] : [...new Set(ends)];
}
