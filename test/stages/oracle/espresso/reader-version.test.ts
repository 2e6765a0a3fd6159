import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MapBackend, MapStage } from '../../../../engine/stage.ts';
import { writeExtxyz } from '../../../../science/formats/extxyz-write.ts';
import { registry } from '../../../../stages/index.ts';
import { absent, componentPath } from '../../../support/component.ts';
import { openRig, type Rig } from '../../../support/rig.ts';
import { silicon } from './real-context.ts';
import { siliconPipeline } from './silicon-pipeline.ts';

const LONG = 300_000;

describe.skipIf(absent('pw') || absent('pseudopotentials'))('a mended reader of pw.x', () => {
  let rig: Rig;
  /** What the reader of the oracle does beyond its own. */
  let mended: { readonly version: number; readonly read: string[] } | undefined;
  beforeAll(() => {
    rig = openRig({
      names: registry.names,
      load: async (name) => {
        const stage = await registry.load(name);
        return name === 'oracle' ? withReader(stage as MapStage) : stage;
      },
    });
    const structures = [0.25, 0.26, 0.27].map((apart) => ({ structure: silicon(apart) }));
    rig.write('si.xyz', writeExtxyz(structures));
    const counting = `#!/bin/sh\n[ "$2" = /dev/null ] || echo start >> ${rig.folder}/starts\nexec ${componentPath('pw')} "$@"\n`;
    chmodSync(rig.write('pw.sh', counting), 0o755);
  });
  afterAll(() => rig.close());

  const withReader = (stage: MapStage): MapStage => ({
    ...stage,
    backend: (settings) => {
      const backend = stage.backend(settings);
      const { reading } = backend;
      if (!mended || !reading) return backend;
      const { version, read } = mended;
      return {
        ...backend,
        reading: {
          version,
          read: (raw, task) => {
            read.push(task.item);
            return reading.read(raw, task);
          },
        },
      } satisfies MapBackend;
    },
  });

  const pipeline = (ecutwfc: number): string =>
    siliconPipeline({ name: 'read', ecutwfc, command: `${rig.folder}/pw.sh` });
  const starts = () => readFileSync(join(rig.folder, 'starts'), 'utf8').trimEnd().split('\n');

  it(
    'reads every label again from the XML that was kept, and calculates none',
    async () => {
      const first = await rig.run(pipeline(10));
      expect(first.summary.items).toMatchObject({ executed: 3, cached: 0 });
      expect(starts()).toHaveLength(3);
      mended = { version: 99, read: [] };
      const again = await rig.run(pipeline(10));
      expect(again.summary.items).toMatchObject({ executed: 0, cached: 3 });
      expect(new Set(mended.read).size).toBe(3);
      expect(starts()).toHaveLength(3);
      const before = mended.read.length;
      await rig.run(pipeline(10));
      expect(mended.read).toHaveLength(before);
      // Another cutoff is another calculation.
      expect((await rig.run(pipeline(11))).summary.items).toMatchObject({ executed: 3 });
      expect(starts()).toHaveLength(6);
    },
    LONG,
  );
});
