import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { codes } from '../../base/codes.ts';
import { loadPipeline } from '../../engine/load/load-pipeline.ts';
import type { Override } from '../../engine/load/request.ts';
import { registry } from '../../stages/index.ts';
import { diskProbe } from '../support/toy-stages.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const pages = readdirSync(join(root, 'docs/errors')).map((name) => name.replace('.md', ''));

const rooms = ['base', 'cache', 'cli', 'engine', 'report', 'schemas', 'science', 'stages'];

/** Every `E0123` that is written in the sources, the table apart. */
function usedCodes(): Set<string> {
  const used = new Set<string>();
  for (const room of rooms) {
    for (const entry of readdirSync(join(root, room), { recursive: true, withFileTypes: true })) {
      const file = join(entry.parentPath, entry.name);
      if (!entry.isFile() || !file.endsWith('.ts') || file.endsWith('base/codes.ts')) continue;
      for (const [, code] of readFileSync(file, 'utf8').matchAll(/'(E\d{4})'/g)) {
        used.add(code as string);
      }
    }
  }
  return used;
}

describe('the table of codes', () => {
  it('has each code that is used, and each of its codes is used', () => {
    expect([...usedCodes()].sort()).toEqual(Object.keys(codes).sort());
  });

  it('has a page for each code, with its title', () => {
    expect(pages.sort()).toEqual(Object.keys(codes).sort());
    for (const [code, title] of Object.entries(codes)) {
      const page = readFileSync(join(root, `docs/errors/${code}.md`), 'utf8');
      expect(page.split('\n')[0]).toBe(`# ${code}: ${title}`);
      expect(page).toContain('**Mend it.**');
    }
  });
});

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** Does what a page shows: writes its files, reads the options of its command. */
async function codesOf(page: string): Promise<string[]> {
  const block = (language: string) =>
    new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(page)?.[1];
  const folder = mkdtempSync(join(tmpdir(), 'page-'));
  folders.push(folder);
  const file = join(folder, 'pipeline.yaml');
  writeFileSync(file, block('yaml') ?? '');
  for (const [, path, text] of page.matchAll(/```(?:js|jsonc)\n\/\/ (\S+)\n([\s\S]*?)```/g)) {
    mkdirSync(dirname(join(folder, path as string)), { recursive: true });
    writeFileSync(join(folder, path as string), text as string);
  }
  const sets = [...(block('sh') ?? '').matchAll(/--set (\S+?)=(\S+)/g)];
  const overrides = sets.map(
    ([, name, text]): Override => ({ name: name as string, text: text as string, base: folder }),
  );
  const loaded = await loadPipeline({ file, overrides, stages: registry, probe: diskProbe });
  return loaded.ok ? [] : loaded.error.map(({ code }) => code);
}

/** Pages on loading a pipeline whose example is a file. */
const shown = Object.keys(codes).filter((code) => /^E0[1-6]/.test(code) && code > 'E0104');

describe('the example of a page', () => {
  it.each(shown)('%s', async (code) => {
    const page = readFileSync(join(root, `docs/errors/${code}.md`), 'utf8');
    expect(await codesOf(page)).toContain(code);
  });
});
