import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reloadStage } from '../../engine/user-stage.ts';
import { diskProbe } from '../support/toy-stages.ts';
import { folder, load, STAGE, trouble, YAML } from '../support/user-stage.ts';

describe('a stage of a package', () => {
  const USES = (uses: string) => YAML.replace('./mine.mjs', `"${uses}"`);
  const manifest = (more: object) => JSON.stringify({ name: 'acme', version: '1.2.3', ...more });
  const ACME = {
    'node_modules/acme/package.json': manifest({
      type: 'module',
      exports: { '.': { import: './lib/main.js' }, './deep/*': './lib/*.js' },
    }),
    'node_modules/acme/lib/main.js': STAGE("import './helper.js';"),
    'node_modules/acme/lib/helper.js': '',
    'node_modules/acme/lib/unused.js': '',
  };
  const codeIn = async (files: { readonly [name: string]: string }, uses = 'acme') => {
    const base = folder(files);
    const loaded = await load(base, USES(uses));
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
    return { base, pipeline: loaded.value, module: loaded.value.nodes[0]?.module };
  };

  it('is found above the pipeline by its exports, with name@version and its code in the key', async () => {
    const { base, module, pipeline } = await codeIn(ACME);
    expect(module).toMatchObject({
      path: join(base, 'node_modules/acme/lib/main.js'),
      package: join(base, 'node_modules/acme'),
    });
    const names = pipeline.files.map(({ path }) => path.slice(base.length + 1));
    expect(names.sort()).toEqual([
      'node_modules/acme/lib/helper.js',
      'node_modules/acme/lib/main.js',
      'node_modules/acme/package.json',
      'p.yaml',
    ]);
    const code = async (change: object) => (await codeIn({ ...ACME, ...change })).module?.code;
    expect(await code({})).toBe(module?.code);
    expect(await code({ 'node_modules/acme/lib/unused.js': '// x' })).toBe(module?.code);
    expect(await code({ 'node_modules/acme/lib/helper.js': '// x' })).not.toBe(module?.code);
    const newer = ACME['node_modules/acme/package.json'].replace('1.2.3', '1.2.4');
    expect(await code({ 'node_modules/acme/package.json': newer })).not.toBe(module?.code);
    const deep = await codeIn(
      { ...ACME, 'node_modules/acme/lib/other.js': STAGE() },
      'acme/deep/other',
    );
    expect(deep.module?.path).toBe(join(deep.base, 'node_modules/acme/lib/other.js'));
  });

  it('is loaded again for a run by the same code, or not at all', async () => {
    const { base, module } = await codeIn(ACME);
    const again = () => reloadStage('acme', module as NonNullable<typeof module>, diskProbe);
    expect(await again()).toMatchObject({ ok: true, value: { module } });
    writeFileSync(join(base, 'node_modules/acme/lib/helper.js'), '// other');
    const changed = await again();
    expect(changed.ok && changed.value.module.code).not.toBe(module?.code);
  });

  it('that is a link is the folder that it leads to', async () => {
    const base = folder({
      'acme/package.json': ACME['node_modules/acme/package.json'],
      'acme/lib/main.js': STAGE("import 'dep';"),
      'acme/node_modules/dep/package.json': '{ "name": "dep", "version": "7.0.0", "main": "i.js" }',
      'acme/node_modules/dep/i.js': '',
      'work/node_modules/.keep': '',
    });
    symlinkSync(join(base, 'acme'), join(base, 'work/node_modules/acme'));
    const loaded = await load(join(base, 'work'), USES('acme'));
    expect(loaded.ok && loaded.value.nodes[0]?.module?.path).toBe(join(base, 'acme/lib/main.js'));
    const names = loaded.ok ? loaded.value.files.map(({ path }) => path) : [];
    expect(names).toContain(join(base, 'acme/node_modules/dep/package.json'));
  });

  it.each([
    ['not installed', 'acme-tools', {}, 'E0401', /no stage/, /npm install acme-tools/],
    ['that may be a misspelt word', 'acme', {}, 'E0401', /no stage/, /my-stage.js`$/],
    ['without that part', 'acme/none', ACME, 'E0408', /its parts are \., \.\/deep/, /exports/],
    [
      'with a file that is gone',
      'acme/deep/gone',
      ACME,
      'E0408',
      /gone.js, which is not there/,
      /npm install acme/,
    ],
    [
      'without an entry',
      'acme',
      { 'node_modules/acme/package.json': manifest({}) },
      'E0408',
      /neither `exports`/,
      /./,
    ],
    [
      'that is no stage',
      'acme',
      { ...ACME, 'node_modules/acme/lib/main.js': 'export default 1' },
      'E0404',
      /is not a stage/,
      /./,
    ],
  ])('%s is told', async (_, uses, files, code, message, hint) => {
    const found = await trouble(files as { readonly [name: string]: string }, USES(uses));
    expect(found).toMatchObject([
      { code, message: expect.stringMatching(message), hint: expect.stringMatching(hint) },
    ]);
  });
});
