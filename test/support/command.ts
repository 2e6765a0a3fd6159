import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EngineEvent, RunSummary } from '../../engine/events.ts';

/** The root of the repository. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const MAIN = join(ROOT, 'dist/cli/main.js');

/** What a command printed and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A temporary workspace in which the real command line runs, as a user would run it. */
export interface Bench {
  readonly folder: string;
  write(name: string, text: string): void;
  /** `mlip-auto ...args` in the workspace. */
  auto(...args: readonly string[]): Promise<Ended>;
  /** `run --json`, ended: its events and its summary. */
  run(
    ...args: readonly string[]
  ): Promise<{ code: number | null; summary: RunSummary; events: EngineEvent[] }>;
  /** Starts the command without waiting for it. */
  start(...args: readonly string[]): ChildProcess;
  /** The same workspace, for someone with more in their environment. */
  as(environment: { readonly [name: string]: string }): Bench;
  close(): void;
}

/** `environment` is added to what the command line has. */
export function openBench(environment: { readonly [name: string]: string } = {}): Bench {
  return benchIn(mkdtempSync(join(tmpdir(), 'mlip-bench-')), environment);
}

function benchIn(folder: string, environment: { readonly [name: string]: string }): Bench {
  const start = (...args: readonly string[]): ChildProcess =>
    spawn(process.execPath, [MAIN, ...args], {
      cwd: folder,
      env: { PATH: process.env.PATH ?? '', NO_COLOR: '1', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const auto = (...args: readonly string[]): Promise<Ended> => ended(start(...args));
  return {
    folder,
    start,
    auto,
    as: (more) => benchIn(folder, { ...environment, ...more }),
    write: (name, text) => {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    },
    run: async (...args) => {
      const { code, stdout, stderr } = await auto('run', ...args, '--json');
      const lines = stdout.trimEnd().split('\n').filter(Boolean);
      if (lines.length === 0) throw new Error(`nothing was printed; standard error: ${stderr}`);
      const events = lines.map((line) => JSON.parse(line) as EngineEvent);
      return { code, events, summary: events.at(-1) as RunSummary };
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Waits for a process to end. */
export function ended(child: ChildProcess): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** A whole small cycle: five stages in about a second. */
export const SMALL = `
version: 1
name: small
params: { cutoff: 4.5, steps: 5 }
nodes:
  structures:
    uses: build
    with:
      system: { elements: [Cu], crystal_structure: fcc }
      supercell: [2, 2, 1]
      distortion: { strain_range: [-0.04, 0.04], n_strain_steps: "\${{ params.steps }}", rattle_stdev: 0.05, n_rattle_steps: 2 }
  labels:
    uses: oracle
    inputs: { structures: structures }
    with: { calculator: emt }
  dataset:
    uses: store
    inputs: { labels: labels }
    publish: { database: results/cu.db }
  potential:
    uses: train
    inputs: { dataset: dataset }
    with: { backend: ace, cutoff: "\${{ params.cutoff }}", b_basis_size: 12 }
    publish: { potential: results/cu.yace }
  quality:
    uses: validate
    inputs: { dataset: dataset, potential: potential }
    publish: { metrics: results/metrics.json }
`;
