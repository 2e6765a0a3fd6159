import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const script = fileURLToPath(new URL('../../scripts/check-shape.mjs', import.meta.url));
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mlip-shape-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function plant(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function problems(): readonly string[] {
  const { stderr, status } = spawnSync(process.execPath, [script, folder], { encoding: 'utf8' });
  const lines = stderr.split('\n').filter((line) => line !== '');
  expect(status).toBe(lines.length === 0 ? 0 : 1);
  return lines;
}

test('our own house has the shape', () => {
  execFileSync(process.execPath, [script], { encoding: 'utf8' });
});

test('an empty folder is not a sound one', () => {
  expect(problems()).toEqual(['no file was found: wrong folder?']);
});

/** What is planted, and what is said of it. */
const BAD: readonly (readonly [path: string, text: string, expected: RegExp])[] = [
  ['base/long.ts', 'const a = 1;\n'.repeat(300), /:1: 300 lines/],
  ['cli/long.ts', `\nexport function f() {\n${'g();\n'.repeat(48)}}\n`, /:2: f has 50 lines/],
  ['science/power.ts', 'export const a = 2 ** b;', /:1: \*\* differs/],
  ['stages/x/power.ts', 'a **= 2;', /:1: \*\* differs/],
  ['science/exp.ts', 'export const a = Math.exp(b);', /:1: Math\.exp differs/],
  ['science/taken.ts', 'const { exp: e } = Math;', /:1: Math\.exp differs/],
  ['engine/words.ts', 'console.log(1);', /:1: console/],
  ['stages/x/exit.ts', 'process.exit(1);', /:1: process\.exit/],
];

const SOUND: readonly (readonly [path: string, text: string])[] = [
  ['base/long.ts', 'const a = 1;\n'.repeat(299)],
  ['cli/long.ts', `function f() {\n${'g();\n'.repeat(47)}}\n`],
  ['science/exact.ts', 'export const a = Math.sqrt(b) + Math.floor(c) * Math.PI;'],
  ['science/elementary.ts', 'export const a = Math.log(b);'],
  ['report/power.ts', 'export const a = 2 ** b;'],
  ['report/words.ts', 'console.log(1);'],
];

const lock = (ranges: readonly string[]): string => {
  const packages = ranges.map((node, at) => [`node_modules/${at}`, { engines: { node } }]);
  return JSON.stringify({ lockfileVersion: 3, packages: Object.fromEntries(packages) });
};

test('each thing that must not be is said once, with its place', () => {
  for (const [path, text] of BAD) plant(path, text);
  const said = problems();
  expect(said).toHaveLength(BAD.length);
  for (const [path, , expected] of BAD) {
    expect(said.filter((line) => line.startsWith(`${path}:`))).toEqual([
      expect.stringMatching(expected),
    ]);
  }
});

test('what comes close to a limit, or is allowed where it stands, is no problem', () => {
  for (const [path, text] of SOUND) plant(path, text);
  const all = ['^18 || ^20.19.0', '>= 14', '20.x || 22.x', '>=18 <23', '*', '~20.19', '<=20', '20'];
  plant('package-lock.json', lock(all));
  expect(problems()).toEqual([]);
});

test('a dependency that refuses our oldest Node is named', () => {
  plant('base/sound.ts', 'export const a = 1;\n');
  const refusing = ['^20.20.0 || >=22', '>20', '<20', '^18', '~20.18.0', '>=22', '>=20.19.1'];
  plant('package-lock.json', lock(refusing));
  expect(problems()).toEqual(
    refusing.map((range, at) => `node_modules/${at} wants Node ${range}; ours may be 20.19.0`),
  );
});
