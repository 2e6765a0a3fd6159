import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPackage, packageEntry, packageWords } from '../../engine/package-entry.ts';
import { diskProbe } from '../support/toy-stages.ts';

let root: string;
beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'package-entry-')));
});
afterAll(() => rmSync(root, { recursive: true }));

const FILES = ['index.js', 'main.js', 'lib/index.js', 'lib/a.js', 'lib/deep/b.js', 'node.js'];

const MANIFESTS: readonly object[] = [
  {},
  { main: './main.js' },
  { main: 'lib' },
  { main: 'lib/a' },
  { main: './gone.js' },
  { exports: './lib/a.js' },
  { exports: { import: './lib/a.js', require: './main.js' } },
  { exports: { require: './main.js', default: './lib/a.js' }, main: './main.js' },
  { exports: { browser: './main.js', node: { import: './node.js' }, default: './lib/a.js' } },
  { exports: { '.': ['./main.js'], './x': './lib/a.js' } },
  { exports: { '.': './main.js', './f/*': './lib/*.js', './f/deep/*': null } },
  { exports: { '.': './main.js', './*': './lib/*', './*.js': './lib/*.js' } },
  { exports: { './x': { node: null, default: './lib/a.js' } } },
];
const PARTS = ['', '/x', '/f/a', '/f/deep/b', '/a.js', '/deep/b.js', '/lib/a.js'];

/** Where this Node really goes, or nothing where it refuses or nothing is there. */
function nodeResolves(folder: string): { [specifier: string]: string | null } {
  const script = `
    import { existsSync } from 'node:fs';
    import { fileURLToPath } from 'node:url';
    const found = {};
    for (const one of ${JSON.stringify(PARTS.map((part) => `pack${part}`))}) {
      try { const path = fileURLToPath(import.meta.resolve(one)); found[one] = existsSync(path) ? path : null; }
      catch { found[one] = null; }
    }
    console.log(JSON.stringify(found));`;
  writeFileSync(join(folder, 'ask.mjs'), script);
  return JSON.parse(
    execFileSync(process.execPath, [join(folder, 'ask.mjs')], { encoding: 'utf8' }),
  );
}

describe('the entry of a package', () => {
  it.each(MANIFESTS.map((manifest, at) => [JSON.stringify(manifest), at] as const))(
    'is where Node goes: %s',
    (manifest, at) => {
      const folder = join(root, String(at));
      for (const file of FILES) {
        mkdirSync(dirname(join(folder, 'node_modules/pack', file)), { recursive: true });
        writeFileSync(join(folder, 'node_modules/pack', file), '');
      }
      writeFileSync(join(folder, 'node_modules/pack/package.json'), manifest);
      const ours = Object.fromEntries(
        PARTS.map((rest) => {
          const { name, part } = packageWords(`pack${rest}`);
          const found = findPackage(name, join(folder, 'a/b'), diskProbe);
          if (!found) throw new Error('not found');
          const entry = packageEntry(found, part, diskProbe);
          const there = entry.ok && diskProbe.digestFile(entry.value).ok;
          return [`pack${rest}`, there && entry.ok ? entry.value : null];
        }),
      );
      expect(ours).toEqual(nodeResolves(folder));
    },
  );

  it('has scopes in its name', () => {
    expect(packageWords('@acme/stages/a/b')).toEqual({ name: '@acme/stages', part: './a/b' });
    expect(packageWords('@acme/stages')).toEqual({ name: '@acme/stages', part: '.' });
  });
});
