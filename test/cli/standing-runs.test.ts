import { cpSync, existsSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compiledUrl } from '../../base/compiled.ts';
import type { EngineEvent } from '../../engine/events.ts';
import { type Bench, openBench } from '../support/command.ts';
import { openStandingBench, pause, plain, type StandingBench } from '../support/standing.ts';

let own: StandingBench;
let bench: Bench;

beforeAll(() => {
  own = openStandingBench();
  bench = own.bench;
});
afterAll(() => bench.close());

/** A run of this workspace, and one of a copy of it that looks at everything. */
async function besideWhole() {
  const copy = openBench();
  try {
    cpSync(bench.folder, copy.folder, { recursive: true, preserveTimestamps: true });
    rmSync(join(copy.folder, '.mlip/standing'), { recursive: true, force: true });
    const [quick, whole] = [await bench.run(), await copy.run()];
    return { quick, whole };
  } finally {
    copy.close();
  }
}

/** How each node ended, by name. */
const endsOf = (events: readonly EngineEvent[]): unknown =>
  Object.fromEntries(
    events.flatMap((event) =>
      event.type === 'node-finished' ? [[event.node, event.outcome]] : [],
    ),
  );

test('after an edit of input files, a run does what a whole look does, and the next is answered', {
  timeout: 600_000,
}, async () => {
  await own.settle();
  const edits = [
    ['in.txt', 'another\n', { big: 'executed', listed: 'executed' }],
    ['in.txt', 'anothex\n', { big: 'executed', listed: 'cached' }],
    ['in.txt', 'one\n', { big: 'cached', listed: 'cached' }],
  ] as const;
  for (const [file, text, ends] of edits) {
    await pause();
    bench.write(file, text);
    expect(own.stands()).toBe(false);
    await pause();
    const { quick, whole } = await besideWhole();
    expect(endsOf(quick.events)).toEqual({ structures: 'cached', labels: 'cached', ...ends });
    expect(endsOf(quick.events)).toEqual(endsOf(whole.events));
    expect(quick.summary.outputs).toEqual(whole.summary.outputs);
    expect(quick.summary.nodes).toEqual(whole.summary.nodes);
    expect(quick.summary.items).toEqual(whole.summary.items);
    expect(own.stands()).toBe(true);
    const after = await own.bothWays();
    expect(plain(after.quick.events)).toEqual(plain(after.looked.events));
    await own.settle();
  }
});

test('a file that is touched is hashed, and the answer stands on its new times', async () => {
  await own.settle();
  utimesSync(own.at('in.txt'), 1e9, 1e9);
  expect(own.stands()).toBe(false);
  await pause();
  const index = statSync(own.at('.mlip/index.db'), { bigint: true }).mtimeNs;
  expect((await bench.run()).summary.nodes.executed).toBe(0);
  expect(own.stands()).toBe(true);
  expect(statSync(own.at('.mlip/index.db'), { bigint: true }).mtimeNs).toBe(index);
});

test('where someone else wrote to the index while it ran, no answer is kept', async () => {
  const other = openBench();
  try {
    const sqlite = new URL('../../base/doors/sqlite.ts', import.meta.url).href;
    const door = compiledUrl(sqlite);
    other.write(
      'write.mjs',
      `import { Database } from ${JSON.stringify(door)};
const db = new Database(process.argv[2]);
db.exec("INSERT INTO counters VALUES ('test', 1) ON CONFLICT (name) DO UPDATE SET value = value + 1");
db.close();
`,
    );
    const writes = `node ${other.folder}/write.mjs ${other.folder}/.mlip/index.db`;
    for (const [name, before] of Object.entries({ alone: 'true', beside: writes })) {
      other.write(
        'pipeline.yaml',
        `version: 1
name: others
nodes:
  made:
    uses: command
    with: { run: "${before} && echo ${name} > out", outputs: { out: out } }
`,
      );
      rmSync(join(other.folder, '.mlip/standing'), { recursive: true, force: true });
      expect((await other.run()).summary.nodes.executed).toBe(1);
      expect(existsSync(join(other.folder, '.mlip/standing')), name).toBe(name === 'alone');
    }
  } finally {
    other.close();
  }
});
