import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codeOf, folder, load, STAGE, trouble, YAML } from '../support/user-stage.ts';

describe('a stage of the user', () => {
  it('is loaded from a path relative to the pipeline, and its settings are checked', async () => {
    const base = folder({ 'mine.mjs': STAGE() });
    const loaded = await load(base);
    expect(loaded.ok && loaded.value.nodes[0]).toMatchObject({
      uses: './mine.mjs',
      module: { path: join(base, 'mine.mjs') },
      with: { n: 2 },
      backend: { name: 'mine', version: 1 },
    });
    expect(await trouble({ 'mine.mjs': STAGE() }, YAML.replace('n: 2', 'n: two'))).toMatchObject([
      { code: 'E0205', message: '`n` must be a number, this is the text "two"' },
    ]);
  });

  it('is refused where this process has loaded what it imports before, as it was then', async () => {
    const base = folder({
      'mine.mjs': STAGE("import { a } from './a.mjs';"),
      'a.mjs': 'export const a = 1;',
    });
    expect((await load(base)).ok).toBe(true);
    expect((await load(base)).ok).toBe(true);
    writeFileSync(join(base, 'a.mjs'), 'export const a = 2;');
    const again = await load(base);
    expect(again).toMatchObject({ ok: false, error: [{ code: 'E0403' }] });
    expect(JSON.stringify(again)).toMatch(/a\.mjs was changed since this process loaded it/);
  });

  it('has the digest of all its code, and of nothing else', async () => {
    const files = {
      'mine.mjs': STAGE("import { a } from './lib/a.mjs';\nimport 'dep/sub';\nimport 'node:fs';"),
      'lib/a.mjs': "export * from './b.mjs';\nexport const a = () => import('./c.mjs');",
      'lib/b.mjs': 'export const b = 1;',
      'lib/c.mjs': 'export const c = 1;',
      'unrelated.mjs': 'export const d = 1;',
      'node_modules/dep/package.json': '{ "name": "dep", "version": "1.2.3", "type": "module" }',
      'node_modules/dep/sub.js': '',
    };
    const packageFile = '{ "name": "dep", "version": "1.2.3", "exports": { "./sub": "./sub.js" } }';
    const all = { ...files, 'node_modules/dep/package.json': packageFile };
    const { code, names } = await codeOf(all);
    expect(names.sort()).toEqual([
      'lib/a.mjs',
      'lib/b.mjs',
      'lib/c.mjs',
      'mine.mjs',
      'node_modules/dep/package.json',
      'p.yaml',
    ]);
    expect((await codeOf(all)).code).toBe(code);
    expect((await codeOf({ ...all, 'unrelated.mjs': '' })).code).toBe(code);
    for (const name of ['mine.mjs', 'lib/a.mjs', 'lib/b.mjs', 'lib/c.mjs'] as const) {
      expect((await codeOf({ ...all, [name]: `${all[name]}\n` })).code).not.toBe(code);
    }
    const newer = {
      ...all,
      'node_modules/dep/package.json': packageFile.replace('1.2.3', '1.2.4'),
    };
    expect((await codeOf(newer)).code).not.toBe(code);
  });

  it.each([
    ['that is not there', {}, 'E0402', /`.\/mine.mjs` is not there/],
    ['with a syntax error', { 'mine.mjs': 'export default {' }, 'E0403', /cannot be loaded/],
    ['that throws', { 'mine.mjs': "throw new Error('no luck')" }, 'E0403', /no luck/],
    ['without its package', { 'mine.mjs': "import 'absent'" }, 'E0403', /absent/],
    [
      'without a default export',
      { 'mine.mjs': 'export const a = 1' },
      'E0404',
      /no default export/,
    ],
    [
      'that is half a stage',
      { 'mine.mjs': "export default { kind: 'x', name: 'y' }" },
      'E0404',
      /`kind` must be .*`settings` must be .*`backend` must be/,
    ],
    [
      'with a schema that is none',
      { 'mine.mjs': STAGE().replace("'number'", "'numbr'") },
      'E0404',
      /not a JSON Schema/,
    ],
    [
      'with a computed import',
      { 'mine.mjs': STAGE('const f = "./x.mjs"; await import(f);') },
      'E0405',
      /import\(f/,
    ],
  ])('%s', async (_, files, code, message) => {
    const found = await trouble(files as { readonly [name: string]: string });
    expect(found.map((one) => one.code)).toEqual([code]);
    expect(found[0]?.message).toMatch(message);
    expect(found[0]?.hint).toBeTruthy();
  });

  it('covers what is imported in other ways, and package names of its own', async () => {
    const files = {
      'mine.mjs': STAGE(`
        import { createRequire } from 'node:module';
        import table from './table.json' with { type: 'json' };
        import '#inner';
        const load = createRequire(import.meta.url);
        load('./old');
        const worker = new URL('./worker.mjs', import.meta.url);`),
      'package.json': '{ "imports": { "#inner": "./src/inner.mjs" } }',
      'src/inner.mjs': 'export const a = 1;',
      'table.json': '{ "a": 1 }',
      'old.js': "exports.a = require('./older.cjs');",
      'older.cjs': 'exports.b = 1;',
      'worker.mjs': "import './src/work.mjs';",
      'src/work.mjs': '',
    };
    const before = await codeOf(files);
    expect(before.names.sort()).toEqual([...Object.keys(files), 'p.yaml'].sort());
    for (const name of ['src/inner.mjs', 'table.json', 'older.cjs', 'src/work.mjs'] as const) {
      expect((await codeOf({ ...files, [name]: `${files[name]} ` })).code).not.toBe(before.code);
    }
  });

  it.each([
    ['a folder', "import('./lib')", { 'lib/a.js': '' }, /cannot be followed/],
    ['TypeScript', "import('./a.ts')", { 'a.ts': '' }, /a.ts is TypeScript/],
    ['a computed require', 'const f = () => require("./" + a)', {}, /require\("/],
  ])('says that %s cannot be followed', async (_, code, files, message) => {
    const found = await trouble({ 'mine.mjs': STAGE(code), ...files });
    expect(found).toMatchObject([{ code: 'E0405', message: expect.stringMatching(message) }]);
  });

  it('that throws on its settings is told, not thrown', async () => {
    const found = await trouble({ 'mine.mjs': STAGE() }, YAML.replace('n: 2', 'n: 7'));
    expect(found).toMatchObject([{ code: 'E0406', message: expect.stringContaining('seven') }]);
  });

  it('in TypeScript is asked to be compiled', async () => {
    const found = await trouble({ 'mine.ts': '' }, YAML.replace('mine.mjs', 'mine.ts'));
    expect(found).toMatchObject([{ code: 'E0403', hint: expect.stringContaining('compile') }]);
  });
});

describe('a stage that declares its ports', () => {
  const declaring = (declare: string) =>
    STAGE().replace(
      "outputs: { out: { type: 'x', default: true } },",
      `outputs: {}, declare: ${declare},`,
    );
  const outputsOf = async (declare: string) => {
    const base = folder({ 'mine.mjs': declaring(declare) });
    const loaded = await load(base);
    return loaded.ok
      ? loaded.value.nodes[0]?.outputs
      : loaded.error.map(({ code, message }) => `${code} ${message}`);
  };

  it('has the outputs that its settings say', async () => {
    const declare =
      "(settings) => ({ inputs: {}, outputs: { ['n' + settings.n]: { type: 'x', default: true } } })";
    expect(await outputsOf(declare)).toEqual([{ name: 'n2', type: 'x' }]);
  });

  it.each([
    ['() => 1', 'E0406 stage `mine`: `declare()` must return { inputs, outputs }'],
    [
      '() => ({ inputs: {}, outputs: {} })',
      'E0406 stage `mine`: `outputs` must have at least one output',
    ],
    [
      "() => { throw new Error('no') }",
      'E0406 stage `mine`: `declare` throws on these settings: Error: no',
    ],
  ])('that are wrong is told: %s', async (declare, words) => {
    expect(await outputsOf(declare)).toEqual([words]);
  });
});
