import {
  chmodSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Database } from '../../base/doors/sqlite.ts';
import { type Bench, openBench } from '../support/command.ts';
import { MORE, openStandingBench, plain, type StandingBench } from '../support/standing.ts';

let own: StandingBench;
let bench: Bench;
const at = (path: string): string => join(bench.folder, path);

beforeAll(() => {
  own = openStandingBench();
  bench = own.bench;
});
afterAll(() => bench.close());

const settle = (): Promise<void> => own.settle();
const stands = (): boolean => own.stands();
const bothWays = (): ReturnType<StandingBench['bothWays']> => own.bothWays();

/** The files of the objects that are files. */
const objects = (): string[] =>
  (readdirSync(at('.mlip/objects'), { recursive: true }) as string[])
    .map((name) => at(`.mlip/objects/${name}`))
    .filter((path) => lstatSync(path).isFile());
const anObject = (): string => objects()[0] as string;
const answer = (): string => at(`.mlip/standing/${readdirSync(at('.mlip/standing'))[0]}`);

/** Changes bytes, and brings the times back that a program can bring back. */
function disguised(path: string, change: (bytes: Buffer) => void): void {
  const { atime, mtime, mode } = statSync(path);
  const bytes = readFileSync(path);
  change(bytes);
  chmodSync(path, 0o644);
  writeFileSync(path, bytes);
  chmodSync(path, mode);
  utimesSync(path, atime, mtime);
}
const flip = (place: number) => (bytes: Buffer) => {
  bytes[place] = (bytes[place] ?? 0) ^ 1;
};
function sql(text: string): void {
  const db = new Database(at('.mlip/index.db'));
  db.exec(text);
  db.close();
}

/** All that may happen to a workspace and must be looked at. */
const CHANGES: { readonly [what: string]: () => unknown } = {
  'an object is deleted': () => rmSync(anObject(), { force: true }),
  'an object is touched': () => utimesSync(anObject(), 1e9, 1e9),
  'an object is spoilt in disguise': () => disguised(anObject(), flip(3)),
  'an object grows': () => {
    chmodSync(anObject(), 0o644);
    writeFileSync(anObject(), 'more', { flag: 'a' });
  },
  'a published file is deleted': () => rmSync(at('results/listed.txt')),
  'a published file is edited in disguise': () => disguised(at('results/listed.txt'), flip(0)),
  'a published file is replaced by a copy': () => {
    const bytes = readFileSync(at('results/listed.txt'));
    rmSync(at('results/listed.txt'));
    writeFileSync(at('results/listed.txt'), bytes);
  },
  'a published file becomes a link': () => {
    renameSync(at('results/listed.txt'), at('results/aside.txt'));
    symlinkSync('aside.txt', at('results/listed.txt'));
  },
  'an input file is edited in disguise': () => disguised(at('in.txt'), flip(0)),
  'an input file is touched': () => utimesSync(at('in.txt'), 1e9, 1e9),
  'an input file becomes a link': () => {
    rmSync(at('in.txt'));
    writeFileSync(at('other.txt'), 'two\n');
    symlinkSync('other.txt', at('in.txt'));
  },
  'the config file gets a profile': () =>
    writeFileSync(at('mlip.config.yaml'), 'profiles: { default: { jobs: 1 } }\n'),
  'the config file is broken': () => writeFileSync(at('mlip.config.yaml'), 'profiles: [\n'),
  'the pipeline gets a comment': () =>
    writeFileSync(at('pipeline.yaml'), '# more\n', { flag: 'a' }),
  'the pipeline is edited in disguise': () =>
    disguised(at('pipeline.yaml'), (bytes) => bytes.write('2', bytes.indexOf('20000'))),
  'a file that it includes is edited': () =>
    writeFileSync(at('more.yaml'), MORE.replace('20001', '20002')),
  'a record is deleted': () =>
    sql('DELETE FROM actions WHERE key IN (SELECT substr(key, 1, 32) FROM recent)'),
  'a row of a value is deleted': () => sql('DELETE FROM small'),
  'the index is flipped in disguise': () => disguised(at('.mlip/index.db'), flip(5000)),
  'the answer is spoilt': () => disguised(answer(), flip(400)),
  'the answer is cut short': () => truncateSync(answer(), 200),
  'the answer is empty': () => truncateSync(answer(), 0),
  'the answer is of another question': () =>
    renameSync(answer(), join(answer(), `../${'0'.repeat(64)}`)),
  'an engine holds the workspace': () => writeFileSync(at('.mlip/lock.json'), '{}'),
};

test('a program of another version is noticed, though it is in no file of the pipeline', async () => {
  const own = openBench();
  try {
    const program = (folder: string, version: string): void => {
      own.write(`${folder}/prog`, `#!/bin/sh\necho ${version}\n`);
      chmodSync(join(own.folder, folder, 'prog'), 0o755);
    };
    program('bin', 'one');
    own.write('mlip.config.yaml', '');
    own.write(
      'pipeline.yaml',
      `version: 1
name: versions
nodes:
  made:
    uses: command
    with: { run: "echo 1 > out", fingerprint: [${own.folder}/bin/prog], outputs: { out: out } }
`,
    );
    for (const executed of [1, 0, 0]) {
      expect((await own.run()).summary.nodes.executed).toBe(executed);
    }
    expect(readdirSync(join(own.folder, '.mlip/standing'))).toHaveLength(1);
    expect((await own.run()).summary.nodes.executed).toBe(0);
    program('bin', 'two');
    expect((await own.run()).summary.nodes.executed).toBe(1);
  } finally {
    own.close();
  }
});

/** What happens and changes nothing. */
const NOTHINGS: { readonly [what: string]: () => unknown } = {
  'another file is written': () => writeFileSync(at('notes.txt'), 'hello'),
  'it is planned': () => bench.auto('plan'),
  'it is asked how it stands': () => bench.auto('status'),
};

test('the answer that stands is what a whole look says', { timeout: 600_000 }, async () => {
  await settle();
  for (const happens of Object.values(NOTHINGS)) {
    await happens();
    expect(stands(), String(happens)).toBe(true);
  }
  const { quick, looked } = await bothWays();
  expect(plain(quick.events)).toEqual(plain(looked.events));
  expect(quick.code).toBe(looked.code);
  expect(quick.summary.nodes).toEqual({ executed: 0, cached: 4, failed: 0, skipped: 0 });
  expect(quick.summary.items).toEqual({ executed: 0, cached: 3, failed: 0, skipped: 0 });
  await settle();
  const [first, second] = [await bench.auto('run'), await bench.auto('run', '-j', '2')];
  rmSync(at('.mlip/standing'), { recursive: true });
  expect(first.stdout).toBe((await bench.auto('run')).stdout);
  expect(second.stdout).toBe(first.stdout);
});

test.each(Object.keys(CHANGES))('%s: no answer stands', { timeout: 600_000 }, async (what) => {
  await settle();
  await CHANGES[what]?.();
  expect(stands()).toBe(false);
});

test('whatever happens, a quick answer is the whole one', { timeout: 900_000 }, async () => {
  const happenings = { ...CHANGES, ...NOTHINGS };
  const drawn = fc.array(fc.constantFrom(...Object.keys(happenings)), {
    minLength: 1,
    maxLength: 3,
  });
  await fc.assert(
    fc.asyncProperty(drawn, async (names) => {
      await settle();
      for (const name of names) await attempt(happenings[name] as () => unknown);
      const quickly = stands();
      rmSync(at('.mlip/lock.json'), { force: true });
      const { quick, looked } = await bothWays();
      if (quickly) expect(plain(quick.events)).toEqual(plain(looked.events));
      if (!quick.summary.ok) return;
      expect(looked.summary.nodes.executed).toBe(0);
      expect(looked.summary.outputs).toEqual(quick.summary.outputs);
    }),
    { numRuns: Number(process.env['MLIP_STANDING_RUNS'] ?? 8) },
  );
});

/** What happened before may have left nothing to do it to. */
async function attempt(happens: () => unknown): Promise<void> {
  try {
    await happens();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
