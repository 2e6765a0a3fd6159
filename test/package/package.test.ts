import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import * as api from '../../index.ts';

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const read = (path: string) => JSON.parse(readFileSync(at(path), 'utf8'));
const manifest = read('package.json');

test('every dependency has one exact version', () => {
  const ranges = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).filter(
    ([, version]) => !/^\d+\.\d+\.\d+$/.test(String(version)),
  );
  expect(ranges).toEqual([]);
});

test('the lockfile holds each package by its hash, and names no registry', () => {
  const { packages } = read('package-lock.json');
  const entries = Object.entries<{ integrity?: string; resolved?: string }>(packages);
  const unpinned = entries.filter(([path, { integrity }]) => path !== '' && !integrity);
  expect(unpinned.map(([path]) => path)).toEqual([]);
  const resolved = entries.flatMap(([, entry]) => entry.resolved ?? []);
  expect(resolved).toEqual([]);
});

test('the lockfile agrees with package.json', () => {
  const [locked] = Object.values<Record<string, unknown>>(read('package-lock.json').packages);
  const { version, engines, bin, dependencies, devDependencies } = manifest;
  expect(locked).toMatchObject({ version, engines, bin, dependencies, devDependencies });
});

test('what the package names is there', () => {
  const named = [manifest.bin['mlip-auto'], ...Object.values<string>(manifest.exports['.'])];
  expect(named.filter((path) => !existsSync(at(path)))).toEqual([]);
  expect(readFileSync(at(manifest.bin['mlip-auto']), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  const folders = manifest.files.filter((path: string) => !/[*!]/.test(path));
  expect(folders.filter((path: string) => !existsSync(at(path)))).toEqual([]);
});

test('the licence is the one that is named', () => {
  expect(manifest.license).toBe('Apache-2.0');
  const licence = readFileSync(at('LICENSE'), 'utf8');
  expect(licence).toMatch(/Apache License\s+Version 2\.0, January 2004/);
  expect(licence).toContain('END OF TERMS AND CONDITIONS');
});

test('the public API: a name that goes or comes is a decision', () => {
  expect(Object.keys(api).sort()).toMatchInlineSnapshot(`
    [
      "DatabaseManager",
      "PacemakerWrapper",
      "decodeSet",
      "defineStage",
      "encodeSet",
      "fail",
      "labelBytes",
      "ok",
      "openPacemaker",
      "openStructureBuilder",
      "readLabel",
      "readStructure",
      "structureBuilder",
      "structureBytes",
    ]
  `);
});
