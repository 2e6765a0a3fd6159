import { afterEach, beforeEach, expect, it } from 'vitest';
import { digestBytes } from '../../base/digest.ts';
import { Database } from '../../base/doors/sqlite.ts';
import { blobOf } from '../../cache/blob.ts';
import { collect } from '../../cache/gc.ts';
import { numberStages, openWheel, type Wheel } from '../support/number-stages.ts';
import { openRig, type Rig } from '../support/rig.ts';

const PIPELINE = `
version: 1
name: numbers
params: { by: 200, count: 5, plus: 0 }
nodes:
  numbers: { uses: numbers, with: { count: "\${{ params.count }}" } }
  doubled: { uses: double, inputs: { numbers: numbers }, with: { by: "\${{ params.by }}" } }
  total: { uses: sum, inputs: { values: doubled }, with: { plus: "\${{ params.plus }}" } }
`;

let wheel: Wheel;
let rig: Rig;
beforeEach(() => {
  wheel = openWheel();
  rig = openRig(numberStages(wheel));
});
afterEach(() => rig.close());

const run = (sets: Readonly<Record<string, string>> = {}) => rig.run(PIPELINE, { sets });
const gc = (labels: readonly string[] = []) =>
  collect(rig.state(), {
    labels: {
      nodes: labels.map((node) => ({ pipeline: 'numbers', node })),
      all: labels.includes('all'),
    },
  });
const counts = { executed: 0, cached: 0, failed: 0, skipped: 0 };

it('results that went are made again for the edit undone, and no label is bought again', async () => {
  const first = await run();
  await run({ by: '300' });
  expect(gc().freed).toBeGreaterThan(0);
  wheel.calculated.length = 0;
  const again = await run();
  expect(again.summary.outputs).toEqual(first.summary.outputs);
  expect(wheel.calculated).toEqual([]);
  expect(again.events.filter(({ type }) => type === 'object-lost')).toEqual([]);
});

it('labels given up by name are bought again only where they are needed', async () => {
  wheel.readingVersion = 1;
  const first = await run();
  expect(gc(['doubled']).groups).toMatchObject([{ kind: 'labels', backend: 'double' }]);
  wheel.calculated.length = 0;
  const same = await run();
  expect(same.summary.nodes).toEqual({ ...counts, cached: 3 });
  expect(same.summary.outputs).toEqual(first.summary.outputs);
  expect(wheel.calculated).toEqual([]);
  const plus = await run({ plus: '1' });
  expect(plus.summary.ok).toBe(true);
  expect(wheel.calculated.toSorted()).toEqual([1, 2, 3, 4, 5]);
});

it('labels that went are bought again where more of them are asked for', async () => {
  await run();
  gc(['doubled']);
  wheel.calculated.length = 0;
  const more = await run({ count: '6' });
  expect(more.summary.ok).toBe(true);
  expect(wheel.calculated.toSorted()).toEqual([1, 2, 3, 4, 5, 6]);
});

it('what is lost elsewhere does not bring back labels that were given up', async () => {
  const both = PIPELINE.replace(
    'total:',
    'other: { uses: double, inputs: { numbers: numbers }, with: { by: 700 } }\n  rest: { uses: sum, inputs: { values: other } }\n  total:',
  );
  await rig.run(both);
  gc(['doubled']);
  wheel.calculated.length = 0;
  const db = new Database(`${rig.folder}/.mlip/index.db`);
  db.prepare('DELETE FROM small WHERE digest = ?').run(blobOf(digestBytes('1')));
  db.close();
  const again = await rig.run(both.replace('by: 700', 'by: 800'));
  expect(again.summary.ok).toBe(true);
  expect(again.events.some(({ type }) => type === 'object-lost')).toBe(true);
  expect(wheel.calculated.toSorted()).toEqual([1, 2, 3, 4, 5]);
});
