import { execFile } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const ROOMS = ['base', 'schemas', 'science', 'cache', 'engine', 'stages', 'report', 'cli'];

interface Cruise {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: {
    readonly violations: readonly {
      readonly from: string;
      readonly to: string;
      readonly rule: { readonly name: string };
    }[];
  };
}

function cruise(folder: string): Promise<Cruise> {
  const options = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json'];
  const program = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [program, ...options, ...ROOMS],
      { cwd: folder, maxBuffer: 1e8 },
      (error, out) => {
        try {
          resolve(JSON.parse(out));
        } catch {
          reject(error ?? new Error(`not JSON: ${out.slice(0, 200)}`));
        }
      },
    );
  });
}

const broken = (result: Cruise): readonly string[] =>
  result.summary.violations.map(({ from, to, rule }) => `${rule.name}: ${from} -> ${to}`);

/** Each a line that must not be, the file it is added to, and the rule that says so. */
const PLANTED: readonly (readonly [rule: string, file: string, line: string])[] = [
  ['layer-base', 'base/digest.ts', "import '../science/cell.ts';"],
  ['layer-schemas', 'schemas/compose.ts', "import '../engine/keys.ts';"],
  ['layer-science', 'science/cell.ts', "import '../cache/lock.ts';"],
  ['layer-cache', 'cache/lock.ts', "import '../engine/graph.ts';"],
  ['layer-engine', 'engine/keys.ts', "export type { Structure } from '../science/structure.ts';"],
  ['layer-stages', 'stages/build/stage.ts', "import '../../cache/state.ts';"],
  ['layer-report', 'report/json.ts', "import type { Key } from '../engine/keys.ts';"],
  ['no-other-stage', 'stages/store/stage.ts', "await import('../build/stage.ts');"],
  ['no-other-stage', 'stages/train/stage.ts', "import '../index.ts';"],
  ['door-better-sqlite3', 'cache/state.ts', "import 'better-sqlite3';"],
  ['door-yaml', 'cli/plan.ts', "import type { Document } from 'yaml';"],
  ['door-execa', 'stages/oracle/stage.ts', "import { execa } from 'execa';"],
  ['no-door', 'report/words.ts', "import 'fast-check';"],
  ['no-cycle', 'base/canonical.ts', "import type { Digest } from './digest.ts';"],
  ['pure-science', 'science/strain.ts', "import { readFileSync } from 'node:fs';"],
  ['processes-through-the-context', 'stages/oracle/stage.ts', "import 'node:child_process';"],
  ['not-found', 'engine/graph.ts', "import './no-such-file.ts';"],
  ['no-tests-inside', 'cli/exit.ts', "import '../test/support/build.ts';"],
];

const copy = mkdtempSync(join(tmpdir(), 'mlip-layers-'));
let sound: Cruise;
let planted: Cruise;

beforeAll(async () => {
  for (const name of [...ROOMS, 'test/support', '.dependency-cruiser.cjs', 'tsconfig.json']) {
    cpSync(join(root, name), join(copy, name), { recursive: true });
  }
  cpSync(join(root, 'package.json'), join(copy, 'package.json'));
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  for (const [, file, line] of PLANTED) appendFileSync(join(copy, file), `\n${line}\n`);
  [sound, planted] = await Promise.all([cruise(root), cruise(copy)]);
}, 60_000);

afterAll(() => rmSync(copy, { recursive: true, force: true }));

test('no room imports what is above it, no stage another, no package by a second door', () => {
  expect(broken(sound)).toEqual([]);
});

test('the rules saw the whole house, not an empty one', () => {
  const ours = sound.modules.filter(({ source }) => !source.includes('node_modules'));
  expect(ours.length).toBeGreaterThan(40);
  for (const room of ROOMS) {
    expect(ours.filter(({ source }) => source.startsWith(`${room}/`))).not.toEqual([]);
  }
});

test.each(PLANTED)('%s: refused when planted in %s', (rule, file) => {
  expect(broken(planted)).toContainEqual(expect.stringContaining(`${rule}: ${file} -> `));
});
