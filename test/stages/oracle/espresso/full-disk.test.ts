import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunSummary } from '../../../../engine/events.ts';
import { writeExtxyz } from '../../../../science/formats/extxyz-write.ts';
import { DatabaseManager } from '../../../../stages/store/database-manager.ts';
import { type Bench, openBench, ROOT } from '../../../support/command.ts';
import { absent, componentPath } from '../../../support/component.ts';
import { silicon } from './real-context.ts';
import { siliconPipeline } from './silicon-pipeline.ts';

const LONG = 300_000;
/** As root of a namespace of its own, where a disk of any size can be mounted. */
const ALONE = ['-rm', 'sh', '-c'];
const mayMount = () =>
  spawnSync(componentPath('unshare'), [...ALONE, 'mount -t tmpfs none /tmp']).status === 0;
const without = absent('pw') || absent('pseudopotentials') || absent('unshare') || !mayMount();

describe.skipIf(without)('real pw.x on a disk that is really full', () => {
  let bench: Bench;
  let other: Bench;
  beforeAll(() => {
    [bench, other] = [openBench(), openBench()];
  });
  afterAll(() => {
    bench.close();
    other.close();
  });

  const pipeline = (ecutwfc: number, diskIo: string, published: string): string =>
    siliconPipeline({
      name: 'full',
      ecutwfc,
      kpoints: 2,
      command: componentPath('pw') as string,
      settings: `input: { control: { disk_io: ${diskIo} } }`,
      after: `dataset: { uses: store, inputs: { labels: labels }, publish: { database: ${published} } }`,
    });

  /** A run whose calculations find so little room; each cutoff is a key of its own. */
  function run(ecutwfc: number, size: string | undefined, diskIo = 'low', there = bench) {
    there.write('si.xyz', writeExtxyz([{ structure: silicon() }]));
    const published = `${ecutwfc}-${size}.db`;
    there.write('p.yaml', pipeline(ecutwfc, diskIo, published));
    const folder = join(there.folder, '.mlip/checkpoints');
    mkdirSync(folder, { recursive: true });
    const mount = size ? `mount -t tmpfs -o size=${size} none '${folder}' && ` : '';
    const line = `${mount}exec '${process.execPath}' '${join(ROOT, 'dist/cli/main.js')}' run p.yaml --json`;
    const ended = spawnSync(componentPath('unshare'), [...ALONE, line], {
      cwd: there.folder,
      encoding: 'utf8',
      env: { PATH: process.env.PATH },
    });
    const events = ended.stdout
      .trimEnd()
      .split('\n')
      .map((text) => JSON.parse(text));
    const failed = events.find(({ type }) => type === 'item-failed');
    const summary = events.at(-1) as RunSummary;
    return { failed, summary, published: join(there.folder, published) };
  }

  it.each([
    ['its XML is lost, with exit code 0 and JOB DONE', 10, '24k', 'low', /left no whole result/],
    ['its charge and XML are cut', 11, '64k', 'low', /left no whole result/],
    ['its mixing fails, for it does not notice', 12, '100k', 'high', /pw.x: /],
  ] as const)(
    '%s: the machine is to blame, and nothing is recorded',
    (_, ecutwfc, size, diskIo, message) => {
      const { failed } = run(ecutwfc, size, diskIo);
      expect(failed).toMatchObject({ class: 'infra', message: expect.stringMatching(message) });
      expect(failed.message).toMatch(/^the disk is full \(/);
      // With room, the same calculation is made, and found.
      expect(run(ecutwfc, undefined, diskIo).summary.items).toMatchObject({
        executed: 1,
        failed: 0,
      });
    },
    LONG,
  );

  it(
    'what does not lose its XML is the same label as on a disk with room',
    () => {
      const results = (path: string) => {
        const opened = DatabaseManager.open(path, { readonly: true });
        const row = opened.ok ? opened.value.get(1) : opened;
        if (!row.ok) throw new Error(row.error.message);
        return row.value.results;
      };
      const tight = run(13, '200k');
      expect(tight.summary.items).toMatchObject({ executed: 1, failed: 0 });
      const roomy = run(13, undefined, 'low', other);
      expect(results(tight.published)).toEqual(results(roomy.published));
      expect(results(roomy.published).energy).toBeLessThan(-100);
    },
    LONG,
  );
});
