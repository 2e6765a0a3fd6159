import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadPipeline } from '../../engine/load/load-pipeline.ts';
import { importsOf } from '../../engine/module-imports.ts';
import { diskProbe, toyStages } from '../support/toy-stages.ts';

const root = mkdtempSync(join(tmpdir(), 'user-stage-'));
afterAll(() => rmSync(root, { recursive: true }));

let count = 0;

/** A folder of its own with these files. */
function folder(files: { readonly [name: string]: string }): string {
  const base = join(root, String(count++));
  mkdirSync(base, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(base, name)), { recursive: true });
    writeFileSync(join(base, name), text);
  }
  return base;
}

const STAGE = (more = '') => `${more}
export default {
  kind: 'whole', name: 'mine', summary: '', inputs: {},
  settings: { type: 'object', properties: { n: { type: 'number' } }, additionalProperties: false },
  outputs: { out: { type: 'x', default: true } },
  backend: () => ({
    name: 'mine', version: 1,
    resolve: (settings) => {
      if (settings.n === 7) throw new Error('seven');
      return { ok: true, value: { with: { n: 1, ...settings } } };
    },
    run: async () => { throw new Error('not here'); },
  }),
};
`;

const YAML = 'version: 1\nname: p\nnodes: { a: { uses: ./mine.mjs, with: { n: 2 } } }\n';

async function load(base: string, yaml = YAML) {
  writeFileSync(join(base, 'p.yaml'), yaml);
  return loadPipeline({
    file: join(base, 'p.yaml'),
    overrides: [],
    stages: toyStages,
    probe: diskProbe,
  });
}

async function codeOf(files: { readonly [name: string]: string }) {
  const base = folder(files);
  const loaded = await load(base);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  const names = loaded.value.files.map(({ path }) => path.slice(base.length + 1));
  return { code: loaded.value.nodes[0]?.module?.code, names };
}

async function trouble(files: { readonly [name: string]: string }, yaml = YAML) {
  const loaded = await load(folder(files), yaml);
  return loaded.ok ? [] : loaded.error.map(({ code, message, hint }) => ({ code, message, hint }));
}

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

  it('that throws on its settings is told, not thrown', async () => {
    const found = await trouble({ 'mine.mjs': STAGE() }, YAML.replace('n: 2', 'n: 7'));
    expect(found).toMatchObject([{ code: 'E0406', message: expect.stringContaining('seven') }]);
  });

  it('in TypeScript is asked to be compiled', async () => {
    const found = await trouble({ 'mine.ts': '' }, YAML.replace('mine.mjs', 'mine.ts'));
    expect(found).toMatchObject([{ code: 'E0403', hint: expect.stringContaining('compile') }]);
  });
});

describe('importsOf', () => {
  it.each([
    ["import a from './a.js'", ['./a.js']],
    ['import a, { b as c } from \'./a.js\'\nimport * as d from "./d.js"', ['./a.js', './d.js']],
    ["import {\n a,\n b,\n} from './a.js';", ['./a.js']],
    ["import './a.js'; import'./b.js'", ['./a.js', './b.js']],
    ["export { x } from './a.js'; export * from './b.js'", ['./a.js', './b.js']],
    ["const a = await import('./a.js'); import(`./b.js`)", ['./a.js', './b.js']],
    ["const a = require('./a.cjs')", ['./a.cjs']],
    ["// import './no.js'\n/* import './no.js' */ import './yes.js'", ['./yes.js']],
    ["const url = 'http://x//y'; import './a.js'", ['./a.js']],
    ["const r = /['\"/*]/; import './a.js'", ['./a.js']],
    ['const t = `//`; const x = 4 / 2; import "./a.js" // end', ['./a.js']],
    ["import data from './d.json' with { type: 'json' }", ['./d.json']],
  ])('%s', (source, expected) => {
    expect(importsOf(source)).toEqual({ specifiers: expect.arrayContaining(expected) });
    expect(importsOf(source).specifiers.filter((one) => one.startsWith('.'))).toEqual(expected);
  });

  it('takes no word of an exported value for an import', () => {
    const source = 'export default { kind: \'whole\' };\nexport const word = "one";';
    expect(importsOf(source).specifiers).toEqual([]);
  });

  it('says which import it cannot follow, and knows what is none', () => {
    expect(importsOf('await import(name)').unknown).toBe('import(name)');
    expect(importsOf('import.meta.url; x.import(name)').unknown).toBeUndefined();
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
