import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { resolveBuild } from '../../stages/build/resolve.ts';
import type { ResolvedBuild } from '../../stages/build/resolved.ts';
import {
  basePlugins,
  defectPlugins,
  distortionPlugins,
  planarPlugins,
} from '../../stages/build/strategies.ts';
import type { StrategyPlugin } from '../../stages/build/strategy.ts';
import { type Bench, openBench, ROOT } from '../support/command.ts';

const GOLDEN = join(ROOT, 'test/golden/strategies.json');
const FIXTURES = ['strategies.yaml', 'b2.vasp', 'two.xyz'];

let bench: Bench;
beforeAll(() => {
  bench = openBench();
  for (const name of FIXTURES) {
    bench.write(name, readFileSync(join(ROOT, 'test/fixtures', name), 'utf8'));
  }
});
afterAll(() => bench.close());

/**
 * What every strategy of the build stage makes, by digest. Where one changes, what it resolves to must say so (a
 * version of its own among its settings, or the back end's), and then this file: UPDATE_GOLDEN=1.
 */
it('every strategy makes the structures that it has always made', async () => {
  const { summary } = await bench.run('strategies.yaml');
  const digests = Object.fromEntries(
    Object.entries(summary.outputs).map(([name, { digest }]) => [name, digest]),
  );
  if (process.env.UPDATE_GOLDEN === '1') {
    writeFileSync(GOLDEN, `${JSON.stringify(digests, null, 2)}\n`);
  }
  expect(digests).toEqual(JSON.parse(readFileSync(GOLDEN, 'utf8')));
}, 120_000);

/** A file is read when structures are made, not before; of those that are read at once there is none here. */
const NO_FILES = {
  readFile: (): never => {
    throw new Error('no file is read here');
  },
};

/** Fields of what makes nothing of its own. */
const NO_STRATEGY = ['defects'];

it('no strategy is missing here, nor in the proof of Node versions, which runs the same file', async () => {
  const { nodes } = parse(readFileSync(join(ROOT, 'test/fixtures/strategies.yaml'), 'utf8'));
  const missing = new Set<string>();
  const have = new Set<string>();
  const look = async (
    plugins: readonly StrategyPlugin<unknown, object, object>[],
    section: object,
  ): Promise<void> => {
    for (const plugin of plugins) {
      if (NO_STRATEGY.includes(plugin.name)) continue;
      const isHere = (await plugin.open(section, 1, NO_FILES)) !== undefined;
      (isHere ? have : missing).add(plugin.name);
    }
  };
  for (const node of Object.values<{ with: object }>(nodes)) {
    const result = resolveBuild(node.with as never);
    if (!result.ok) throw new Error(JSON.stringify(result.error));
    const settings = result.value.with as unknown as ResolvedBuild;
    await look([...basePlugins, ...planarPlugins], settings);
    await look(distortionPlugins, settings.distortion ?? {});
    await look(defectPlugins, settings.defects ?? {});
  }
  expect([...missing].filter((name) => !have.has(name))).toEqual([]);
  expect(have.size).toBeGreaterThan(20);
});
