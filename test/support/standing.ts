import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Digest } from '../../base/digest.ts';
import { lookAtStanding } from '../../cache/standing.ts';
import type { EngineEvent } from '../../engine/events.ts';
import { type Bench, openBench } from './command.ts';

const PIPELINE = `
version: 1
name: standing
include: [more.yaml]
nodes:
  structures:
    uses: build
    with:
      system: { elements: [Cu], crystal_structure: fcc }
      distortion: { strain_range: [-0.04, 0.04], n_strain_steps: 3 }
  labels:
    uses: oracle
    inputs: { structures: structures }
    with: { calculator: emt }
  big:
    uses: command
    needs: [labels]
    with: { run: "head -c 6 in > out; seq 20000 >> out", files: { in: in.txt }, outputs: { out: out } }
`;
export const MORE = `
nodes:
  listed:
    uses: command
    inputs: { big: big }
    with: { run: "wc -l < big > out; seq 20001 >> out", outputs: { out: out } }
    publish: { out: results/listed.txt }
`;

type Runs = Awaited<ReturnType<Bench['run']>>;

/** A workspace whose runs can be answered from the last one. */
export interface StandingBench {
  readonly bench: Bench;
  at(path: string): string;
  /** Brings the workspace to where an answer stands, whatever was done to it. */
  settle(): Promise<void>;
  /** Whether the next run would be answered without a look. */
  stands(): boolean;
  /** The next run, and what a run says that looks at everything. */
  bothWays(): Promise<{ readonly quick: Runs; readonly looked: Runs }>;
}

export function openStandingBench(): StandingBench {
  const bench = openBench();
  bench.write('mlip.config.yaml', '');
  const at = (path: string): string => join(bench.folder, path);
  const stands = (): boolean => standsIn(bench.folder);
  return {
    bench,
    at,
    stands,
    async settle() {
      rmSync(at('.mlip/lock.json'), { force: true });
      rmSync(at('in.txt'), { force: true });
      bench.write('pipeline.yaml', PIPELINE);
      bench.write('more.yaml', MORE);
      bench.write('in.txt', 'one\n');
      bench.write('mlip.config.yaml', '');
      for (let run = 0; run < 4 && !stands(); run++) {
        const { summary } = await bench.run();
        expect(summary.ok).toBe(true);
      }
      expect(stands()).toBe(true);
    },
    async bothWays() {
      const quick = await bench.run();
      rmSync(at('.mlip/standing'), { recursive: true, force: true });
      return { quick, looked: await bench.run() };
    },
  };
}

/** Whether an answer of this workspace stands as it is. */
function standsIn(workspace: string): boolean {
  const folder = join(workspace, '.mlip');
  if (!existsSync(join(folder, 'standing'))) return false;
  return readdirSync(join(folder, 'standing')).some(
    (name) => lookAtStanding(folder, `sha256:${name}` as Digest)?.moved.length === 0,
  );
}

type Plain = Omit<EngineEvent & { type: 'summary' }, 'cost'>;
/** What was said, without what tells one run from the next. */
export const plain = (events: readonly EngineEvent[]): unknown[] =>
  events.map((event) => {
    if (event.type === 'run-started') return { ...event, run: '' };
    const { cost: _, ...rest } = event as Plain & { readonly cost?: unknown };
    return rest;
  });

/** Longer than the tick of the clock: a file that was written less long ago has no stamp. */
export const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 30));
