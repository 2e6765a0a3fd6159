import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CanonicalObject } from '../../../../base/canonical.ts';
import { digestBytes } from '../../../../base/digest.ts';
import { onSite } from '../../../../engine/site/on-site.ts';
import type { ItemResult, ItemTask } from '../../../../engine/stage.ts';
import { type Label, readLabel } from '../../../../science/label.ts';
import { type Structure, structureBytes } from '../../../../science/structure.ts';
import { espressoCalculator } from '../../../../stages/oracle/espresso/espresso.ts';
import { fakeContext } from '../../../support/fake-context.ts';

const { backend } = espressoCalculator;

/** How a calculation is made in a test. */
export interface Made {
  readonly structure: Structure;
  /** Files by element: their bytes, or the path of a file. */
  readonly pseudopotentials: { readonly [symbol: string]: string | Uint8Array };
  readonly settings?: { readonly [key: string]: unknown };
  readonly command?: readonly string[];
  /** Attempt folder and checkpoint, where a second calculation shall find them. */
  readonly folder?: string;
  readonly limitSeconds?: number;
  readonly program?: string;
}

/** What came of it. */
export interface Outcome {
  readonly result: ItemResult;
  readonly label: Label | undefined;
  readonly notes: readonly string[];
  /** How often the program was started. */
  readonly starts: number;
}

/** Calculates one structure as the engine would, with a real program, and reads its label. */
export async function calculate(made: Made): Promise<Outcome> {
  const folder = made.folder ?? mkdtempSync(join(tmpdir(), 'mlip-pw-'));
  const fake = fakeContext();
  const files = Object.fromEntries(
    Object.entries(made.pseudopotentials).map(([symbol, file]) => [
      symbol,
      fake.giveFile(typeof file === 'string' ? readFileSync(file) : file, `${symbol}.UPF`),
    ]),
  );
  const resolved = backend.resolve({
    calculator: 'espresso',
    pseudopotentials: files,
    ecutwfc: 12,
    kpoints: [1, 1, 1],
    ...(made.command && { command: made.command }),
    ...made.settings,
  } as never);
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.error));
  const bytes = structureBytes(made.structure);
  const node = { ...resolved.value.with, ...(made.program && { program: made.program }) };
  const own = backend.resolveItem?.(node as CanonicalObject, bytes);
  if (!own?.ok) return { result: own as ItemResult, label: undefined, notes: [], starts: 0 };
  const task: ItemTask = { item: digestBytes(bytes), bytes, with: own.value };
  let starts = 0;
  const [result] = await backend.calculate([task], {
    ...fake,
    with: node as CanonicalObject,
    how: resolved.value.how ?? {},
    limitSeconds: made.limitSeconds,
    scratch: () => folder,
    checkpoint: () => folder,
    exec: (asked, options = {}) => {
      starts++;
      const { argv, env } = onSite(undefined, { argv: asked, ...options }, 1);
      return run(argv, folder, env);
    },
  });
  if (!result) throw new Error('no result');
  const read = result.ok ? backend.reading?.read(result.value, task) : undefined;
  if (!made.folder) rmSync(folder, { recursive: true, force: true });
  fake.dispose();
  return {
    result: read && !read.ok ? read : result,
    label: read?.ok ? readLabel(read.value) : undefined,
    notes: fake.notes,
    starts,
  };
}

function run(argv: readonly string[], cwd: string, env: { readonly [name: string]: string }) {
  return new Promise<{ exitCode: number; stdout: string; stderr: string }>((done, failed) => {
    const child = spawn(argv[0] as string, argv.slice(1), {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.on('error', failed);
    child.on('close', (code, signal) =>
      done({ exitCode: code ?? (signal === 'SIGKILL' ? 137 : 143), stdout, stderr }),
    );
  });
}

/** Aluminium, four atoms, one of them moved; `a` Å. */
export const aluminium = (a = 4.05, moved = 0.05): Structure => ({
  numbers: Int32Array.of(13, 13, 13, 13),
  positions: Float64Array.of(moved, 0, 0, 0, a / 2, a / 2, a / 2, 0, a / 2, a / 2, a / 2, 0),
  cell: Float64Array.of(a, 0, 0, 0, a, 0, 0, 0, a),
  periodic: [true, true, true],
});

/** Silicon, two atoms in the primitive cell, the second `apart` of the way along the diagonal. */
export const silicon = (apart = 0.26): Structure => {
  const h = 5.43 / 2;
  const x = apart * 2 * h;
  return {
    numbers: Int32Array.of(14, 14),
    positions: Float64Array.of(0, 0, 0, x, x, x),
    cell: Float64Array.of(0, h, h, h, 0, h, h, h, 0),
    periodic: [true, true, true],
  };
};
