// A disk that turns bits, cuts files or loses pages: what comes out of a damaged state is right, made again, or
// refused with a code. MLIP_RUNS says how many damages of each file, MLIP_SEED which.
import { cpSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Digest, digestBytes } from '../../base/digest.ts';
import { Database } from '../../base/doors/sqlite.ts';
import { StateFailure } from '../../cache/failure.ts';
import { INLINE_LIMIT } from '../../cache/objects.ts';
import type { State } from '../../cache/state.ts';
import type { EngineEvent } from '../../engine/events.ts';
import { loadCached } from '../../engine/load/cached.ts';
import type { LoadRequest } from '../../engine/load/request.ts';
import { numberStages, openWheel } from '../support/number-stages.ts';
import { numbersFrom } from '../support/reformatted.ts';
import { openRig, Refused, type Rig } from '../support/rig.ts';

const TIMES = Number(process.env['MLIP_RUNS'] ?? 20);
const SEED = Number(process.env['MLIP_SEED'] ?? 20261124);

const yaml = (count: number, by = 2): string => `version: 1
name: damaged
nodes:
  numbers: { uses: numbers, with: { count: ${count} } }
  doubled: { uses: double, with: { by: ${by} }, inputs: { numbers: numbers } }
  total: { uses: sum, inputs: { values: doubled } }
  more: { uses: sum, with: { plus: 3 }, inputs: { values: doubled }, publish: { sum: results/more.txt } }
`;
const BIG = Buffer.alloc(3 * INLINE_LIMIT, 'a value that is a file ');

const stages = numberStages(openWheel());
let rig: Rig;
let whole: Record<string, Digest>;
let parsed: string;
const big = digestBytes(BIG);
const stateFolder = (): string => join(rig.folder, '.mlip');
const kept = (name: string): string => join(rig.folder, name);

const request = (state: State): LoadRequest => ({
  file: join(rig.folder, 'pipeline.yaml'),
  overrides: [],
  paramFiles: [],
  stages,
  probe: {
    digestFile: (path) => state.files.digestFile(path),
    readFile: (path) => readFileSync(path),
  },
});
const outputsOf = (outputs: object): Record<string, Digest> =>
  Object.fromEntries(Object.entries(outputs).map(([name, { digest }]) => [name, digest]));

/** Two states of a workspace that has run twice: closed, and as a killed engine leaves it, the log full. */
beforeAll(async () => {
  rig = openRig(stages);
  await rig.run(yaml(12, 3));
  const { summary } = await rig.run(yaml(16));
  whole = outputsOf(summary.outputs);
  const state = rig.state();
  expect(state.objects.put(BIG)).toBe(big);
  const loaded = await loadCached(request(state), state, 'build');
  if (!loaded.ok) throw new Refused(loaded.error);
  parsed = JSON.stringify(loaded.value);
  cpSync(stateFolder(), kept('open'), { recursive: true, preserveTimestamps: true });
  state.close();
  cpSync(stateFolder(), kept('closed'), { recursive: true, preserveTimestamps: true });
  rig.reopen();
});
afterAll(() => rig.close());

type Random = () => number;
const within = (random: Random, size: number): number => Math.floor(random() * size);

/** What a bad disk does to bytes. */
const DAMAGES: { readonly [name: string]: (bytes: Buffer, random: Random) => Buffer } = {
  'a bit turned': (bytes, random) => {
    const at = within(random, bytes.length);
    bytes[at] = (bytes[at] as number) ^ (1 << within(random, 8));
    return bytes;
  },
  cut: (bytes, random) => bytes.subarray(0, within(random, bytes.length)),
  'a sector of zeros': (bytes, random) => {
    const at = 512 * within(random, Math.ceil(bytes.length / 512));
    return bytes.fill(0, at, Math.min(bytes.length, at + 512));
  },
};

interface Ended {
  readonly outcome: 'right' | 'refused';
  readonly code?: string;
}

/** A look, a load and a run in the workspace: right or refused by a code; all else throws. */
async function goOn(): Promise<Ended> {
  try {
    const state = rig.state();
    const loaded = await loadCached(request(state), state, 'build');
    if (!loaded.ok) throw new Refused(loaded.error);
    expect(JSON.stringify(loaded.value)).toBe(parsed);
    await rig.plan(yaml(16));
    const { summary, events } = await rig.run(yaml(16));
    expect(whole).toMatchObject(outputsOf(summary.outputs));
    if (!summary.ok) return saidDamage(events);
    expect(outputsOf(summary.outputs)).toEqual(whole);
    for (const digest of [...Object.values(whole), big]) {
      const read = state.objects.read(digest);
      if (read.ok) expect(digestBytes(read.value)).toBe(digest);
    }
    expect(digestBytes(readFileSync(join(rig.folder, 'results/more.txt')))).toBe(whole['more.sum']);
    return { outcome: 'right' };
  } catch (error) {
    const refused =
      error instanceof StateFailure
        ? error.diagnostic
        : error instanceof Refused
          ? error.diagnostics[0]
          : undefined;
    if (!refused) throw error;
    expect(refused.code).toMatch(/^E070[134]$/);
    return { outcome: 'refused', code: refused.code };
  } finally {
    closeState();
  }
}

/** What was found damaged on the way fails its node, and says so. */
function saidDamage(events: readonly EngineEvent[]): Ended {
  const failures = events.flatMap((event) =>
    event.type === 'node-finished' && event.outcome === 'failed' ? [event.failure] : [],
  );
  expect(failures.length).toBeGreaterThan(0);
  for (const failure of failures) {
    expect(failure).toMatchObject({ class: 'infra', hint: expect.stringContaining('index') });
    expect(failure?.message).toMatch(/^cannot .*\(SQLITE_\w+\)$/);
  }
  return { outcome: 'refused', code: 'E0704' };
}

function closeState(): void {
  try {
    rig.state().close();
  } catch {
    // It was never opened.
  }
  rig.reopen();
}

function restore(from: string): void {
  for (const name of ['.mlip', 'results']) rmSync(kept(name), { recursive: true, force: true });
  cpSync(kept(from), stateFolder(), { recursive: true, preserveTimestamps: true });
  writeFileSync(join(rig.folder, 'pipeline.yaml'), yaml(16));
}

const bigFile = (): string => {
  const hex = big.slice('sha256:'.length);
  const places = [join('objects', hex.slice(0, 2), hex.slice(2)), join('objects', hex)];
  return places.find((path) => existsSync(join(stateFolder(), path))) ?? 'objects';
};

describe('a damaged state', () => {
  const files: readonly (readonly [string, string, () => string])[] = [
    ['closed', 'the index', () => 'index.db'],
    ['open', 'the index beside its log', () => 'index.db'],
    ['open', "the index's log", () => 'index.db-wal'],
    ['open', "the index's shared memory", () => 'index.db-shm'],
    ['closed', 'a value that is a file', bigFile],
  ];
  for (const [from, what, file] of files) {
    for (const [how, damage] of Object.entries(DAMAGES)) {
      it(
        `${what}, ${how}: the right result, or a refusal with a code`,
        async ({ task }) => {
          const random = numbersFrom(SEED);
          const counts = { right: 0, refused: 0, untouched: 0 };
          for (let time = 0; time < TIMES; time++) {
            restore(from);
            const path = join(stateFolder(), file());
            expect(statSync(path).isFile()).toBe(true);
            const before = readFileSync(path);
            const bytes = damage(Buffer.from(before), random);
            if (bytes.equals(before)) counts.untouched += 1;
            rmSync(path);
            writeFileSync(path, bytes);
            const place = `${what}, ${how}, number ${time}`;
            const ended = await goOn().catch((error: unknown) => {
              throw new Error(`${place}: ${error instanceof Error ? error.stack : error}`);
            });
            counts[ended.outcome] += 1;
          }
          expect(counts.right + counts.refused).toBe(TIMES);
          expect(counts.untouched).toBeLessThan(TIMES);
          Object.assign(task.meta, { counts });
        },
        60_000 + TIMES * 2000,
      );
    }
  }

  const texts: readonly (readonly [string, string])[] = [
    ['actions', 'record'],
    ['parses', 'json'],
    ['costs', 'features'],
    ['recent', 'key'],
    ['published', 'stamp'],
    ['published', 'digest'],
  ];
  for (const [table, column] of texts) {
    it(
      `bits turned in \`${column}\` of \`${table}\`, which SQLite does not notice: what was written, or nothing`,
      async () => {
        const random = numbersFrom(SEED);
        for (let time = 0; time < TIMES; time++) {
          restore('closed');
          const db = new Database(join(stateFolder(), 'index.db'));
          const rows = db.prepare(`SELECT ${column} FROM ${table}`).pluck().all() as (
            | string
            | Buffer
          )[];
          const old = rows[within(random, rows.length)] as string | Buffer;
          const bytes = (DAMAGES['a bit turned'] as (typeof DAMAGES)[string])(
            Buffer.from(old as string),
            random,
          );
          const sql = `UPDATE ${table} SET ${column} = CAST(? AS ${typeof old === 'string' ? 'TEXT' : 'BLOB'}) WHERE ${column} = ?`;
          expect(db.prepare(sql).run(bytes, old).changes).toBeGreaterThan(0);
          db.close();
          const ended = await goOn().catch((error: unknown) => {
            const words = error instanceof Error ? error.stack : error;
            throw new Error(`${old}\n${bytes}\n${words}`);
          });
          expect(ended.outcome).toBe('right');
        }
      },
      60_000 + TIMES * 2000,
    );
  }
});
