import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadPipeline } from '../../engine/load/load-pipeline.ts';
import type { Override } from '../../engine/load/request.ts';
import { renderDiagnostic } from '../../report/diagnostics.ts';
import { registry } from '../../stages/index.ts';
import { diskProbe } from '../support/toy-stages.ts';

const folder = fileURLToPath(new URL('messages', import.meta.url));
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => name.slice(0, -'.yaml'.length));

/** `--set` options of the command in the first line, where there is one. */
function overridesOf(text: string): Override[] {
  const command = /^# mlip-auto run (.*)/.exec(text)?.[1] ?? '';
  return [...command.matchAll(/--set (\S+?)=(\S+)/g)].map(
    ([, name, value]): Override => ({ name: name as string, text: value as string, base: folder }),
  );
}

/** All that is said of a file, with paths as someone in its folder would see them. */
async function messages(name: string): Promise<string> {
  const file = join(folder, `${name}.yaml`);
  const overrides = overridesOf(readFileSync(file, 'utf8'));
  const loaded = await loadPipeline({ file, overrides, stages: registry, probe: diskProbe });
  if (loaded.ok) return 'nothing is wrong\n';
  const displayPath = (path: string) => path.replace(`${folder}/`, '');
  return loaded.error
    .map((diagnostic) => `${renderDiagnostic(diagnostic, { color: false, displayPath })}\n`)
    .join('\n')
    .replaceAll(folder, '.');
}

describe('what a newcomer gets wrong is told so that it can be mended', () => {
  it('has at least twenty cases', () => {
    expect(names.length).toBeGreaterThanOrEqual(20);
  });

  it.each(names)('%s', async (name) => {
    const golden = join(folder, `${name}.txt`);
    const text = await messages(name);
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(golden, text);
    expect(existsSync(golden), 'UPDATE_GOLDEN=1 writes it').toBe(true);
    expect(text).toBe(readFileSync(golden, 'utf8'));
  });
});
