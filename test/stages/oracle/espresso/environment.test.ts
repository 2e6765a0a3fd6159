import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeExtxyz } from '../../../../science/formats/extxyz-write.ts';
import { type Bench, openBench } from '../../../support/command.ts';
import { absent, componentPath } from '../../../support/component.ts';
import { silicon } from './real-context.ts';
import { siliconPipeline } from './silicon-pipeline.ts';

describe.skipIf(absent('pw') || absent('pseudopotentials'))('the environment of pw.x', () => {
  let bench: Bench;
  beforeAll(() => {
    bench = openBench({ ESPRESSO_TMPDIR: '/from/the/shell', OF_THE_SHELL: 'secret' });
    bench.write('si.xyz', writeExtxyz([{ structure: silicon() }]));
    bench.write(
      'pw.sh',
      `#!/bin/sh
[ "$2" = /dev/null ] || echo "$OMP_NUM_THREADS $OPENBLAS_NUM_THREADS $ESPRESSO_TMPDIR $OF_THE_SHELL" > ${bench.folder}/had
exec ${componentPath('pw')} "$@"
`,
    );
    chmodSync(join(bench.folder, 'pw.sh'), 0o755);
    bench.write(
      'p.yaml',
      siliconPipeline({
        name: 'env',
        params: 'params: { cutoff: 10 }',
        ecutwfc: `"\${{ params.cutoff }}"`,
        command: 'pw.x',
      }),
    );
    bench.write(
      'mlip.config.yaml',
      `profiles:
  default: { programs: { pw.x: { command: ['${bench.folder}/pw.sh'] } } }
  threads: { env: { OMP_NUM_THREADS: "3" }, pass_env: [ESPRESSO_TMPDIR] }
`,
    );
  });
  afterAll(() => bench.close());

  it('is one thread where nothing else is said, and what a site profile says; in no key', async () => {
    const had = () => readFileSync(join(bench.folder, 'had'), 'utf8').trim();
    expect((await bench.run('p.yaml')).summary.items).toMatchObject({ executed: 1 });
    expect(had()).toBe('1 1');
    const again = await bench.run('p.yaml', '--profile', 'threads');
    expect(again.summary.items).toMatchObject({ executed: 0, cached: 1 });
    await bench.run('p.yaml', '--profile', 'threads', '--set', 'cutoff=11');
    expect(had()).toBe('3 1 /from/the/shell');
  }, 120_000);
});
