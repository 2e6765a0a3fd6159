import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadPipeline } from '../../engine/load/load-pipeline.ts';
import { diskProbe, toyStages } from './toy-stages.ts';

const root = mkdtempSync(join(tmpdir(), 'user-stage-'));
process.on('exit', () => rmSync(root, { recursive: true, force: true }));

let count = 0;

/** A folder of its own with these files. */
export function folder(files: { readonly [name: string]: string }): string {
  const base = join(root, String(count++));
  mkdirSync(base, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(base, name)), { recursive: true });
    writeFileSync(join(base, name), text);
  }
  return base;
}

/** A stage, after more code. */
export const STAGE = (more = '') => `${more}
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

/** A pipeline with `./mine.mjs`. */
export const YAML = 'version: 1\nname: p\nnodes: { a: { uses: ./mine.mjs, with: { n: 2 } } }\n';

/** Loads a pipeline in a folder. */
export async function load(base: string, yaml = YAML) {
  writeFileSync(join(base, 'p.yaml'), yaml);
  return loadPipeline({
    file: join(base, 'p.yaml'),
    overrides: [],
    stages: toyStages,
    probe: diskProbe,
  });
}

/** The digest of the code of a stage in a folder of its own, and the files that it covers. */
export async function codeOf(files: { readonly [name: string]: string }) {
  const base = folder(files);
  const loaded = await load(base);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  const names = loaded.value.files.map(({ path }) => path.slice(base.length + 1));
  return { code: loaded.value.nodes[0]?.module?.code, names };
}

/** What is wrong with a stage in a folder of its own. */
export async function trouble(files: { readonly [name: string]: string }, yaml = YAML) {
  const loaded = await load(folder(files), yaml);
  return loaded.ok ? [] : loaded.error.map(({ code, message, hint }) => ({ code, message, hint }));
}
