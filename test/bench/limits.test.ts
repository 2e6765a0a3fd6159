import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** What the scripts of bench/ say in their own comments. */
interface Engine {
  readonly name: string;
  readonly settings: string;
  readonly version: () => string;
  readonly workflow: string;
  readonly prepare: () => void;
  readonly command: () => { readonly argv: readonly string[] };
}

interface Cell {
  readonly engine: string;
  readonly step: string;
  readonly size: number;
  readonly state: string;
  readonly wall?: number;
  readonly cpu?: number;
  readonly why?: string;
}

interface Around {
  readonly folder: string;
  readonly limit: number;
  readonly until: number;
  readonly keep: (cell: Cell) => void;
  readonly cells: Cell[];
}

type Speeds = (engine: Engine, around: Around, size: number) => void;

interface Limits {
  readonly endOf: (minutes: number) => number;
  readonly hopeless: (
    engine: Engine,
    around: Around,
    step: string,
    size: number,
  ) => string | undefined;
  readonly secondsAt: (smaller: readonly Cell[], size: number) => number;
  readonly secondsFor: (around: Around, step?: string) => number;
}

interface Parts {
  readonly openParts: (
    folder: string,
    kept: (cell: Cell) => void,
  ) => {
    readonly part: (name: string, engine: Engine, work: () => void) => Promise<void>;
    readonly took: () => string;
  };
}

const script = (name: string): string =>
  new URL(`../../bench/side-by-side/${name}.mjs`, import.meta.url).href;
const { endOf, hopeless, secondsAt, secondsFor }: Limits = await import(script('limits'));
const { openParts }: Parts = await import(script('parts'));
const { chainSpeeds, fanSpeeds }: { chainSpeeds: Speeds; fanSpeeds: Speeds } = await import(
  script('steps')
);
const { killAndResume }: { killAndResume: (...given: Parameters<Speeds>) => Promise<void> } =
  await import(script('kill'));

const engineOf = (script: string, more: Partial<Engine> = {}): Engine => ({
  name: 'other',
  settings: '',
  version: () => '1',
  workflow: 'none',
  prepare: () => {},
  command: () => ({ argv: ['sh', '-c', script] }),
  ...more,
});

const HANGS = engineOf('trap "" TERM INT; sleep 1000');

const cell = (step: string, size: number, wall: number, more: Partial<Cell> = {}): Cell => ({
  ...{ engine: 'other', step, size, state: 'measured', wall, cpu: wall },
  ...more,
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mlip-limits-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function around(more: Partial<Around> = {}): Around {
  const cells: Cell[] = [];
  return {
    folder,
    limit: 60,
    until: endOf(60),
    keep: (one: Cell) => void cells.push(one),
    cells,
    ...more,
  } as never;
}

const states = (cells: readonly Cell[]) => cells.map(({ step, state }) => `${step}: ${state}`);

describe('what the benchmark has time for', () => {
  it('expects a size to take as much more as the two before it say, and no less than in proportion', () => {
    expect(secondsAt([cell('no-op', 100, 2)], 1000)).toBeCloseTo(20);
    expect(secondsAt([cell('no-op', 100, 1), cell('no-op', 1000, 100)], 10_000)).toBeCloseTo(1e4);
    expect(secondsAt([cell('no-op', 100, 1), cell('no-op', 1000, 2)], 10_000)).toBeCloseTo(20);
    expect(secondsAt([], 10)).toBe(0);
  });

  it('does not try what a smaller size rules out, and says why', () => {
    const at = around({ limit: 90 });
    at.cells.push(cell('no-op', 1000, 10), cell('edit: every input touched', 100, 1));
    at.cells.push(cell('parameter', 100, 0, { state: 'failed', why: 'no such word' }));
    expect(hopeless(HANGS, at, 'no-op', 10_000)).toBe(
      'at 1000 it took 10.0 s on the wall; limit 90 s',
    );
    expect(hopeless(HANGS, at, 'no-op', 5000)).toBeUndefined();
    expect(hopeless(HANGS, at, 'touch all', 10_000)).toContain('at 100 it took 1.0 s');
    expect(hopeless(HANGS, at, 'parameter', 1000)).toBe('at 100: no such word');
    expect(hopeless(HANGS, at, 'cold', 10_000_000)).toBeUndefined();
  });

  it('begins nothing once the time of all is over, and gives no run more than is left', () => {
    const over = around({ until: Date.now() - 1 });
    expect(secondsFor(over)).toBe(0);
    expect(hopeless(HANGS, over, 'no-op', 1)).toBe('the time of the whole call was over');
    chainSpeeds(HANGS, over, 10);
    expect(new Set(over.cells.map(({ state }) => state))).toEqual(new Set(['not tried']));
    expect(secondsFor(around({ limit: 90, until: Date.now() + 20_500 }))).toBeLessThanOrEqual(20);
  });
});

describe('an engine that does not do its work', () => {
  it('is cut off where it hangs, and nothing is measured from there', () => {
    const at = around({ limit: 1 });
    fanSpeeds(HANGS, at, 3);
    expect(states(at.cells)).toEqual(['cold: too long']);
    expect(at.cells[0]?.why).toContain('s on the wall');
    chainSpeeds(HANGS, at, 3);
    expect(states(at.cells.slice(1))).toEqual([
      ...['chain, cold: too long', 'chain, no-op: not tried'],
      ...['chain, head changed: not tried', 'chain, cutoff: not tried'],
    ]);
  }, 60_000);

  it('is not waited for where its jobs never come to the moment of the kill', async () => {
    const at = around({ limit: 1 });
    await killAndResume(HANGS, at, 3);
    expect(at.cells).toMatchObject([{ step: 'kill', state: 'failed', why: 'not there after 1 s' }]);
  }, 60_000);

  it('takes nothing but its own figures with it where it breaks', async () => {
    const cells: Cell[] = [];
    const { part, took } = openParts(folder, (one) => void cells.push(one));
    await part('fan', HANGS, () => {
      throw new Error('no space');
    });
    await part('chain', HANGS, () => {});
    expect(cells).toMatchObject([
      { engine: 'other', step: 'fan', state: 'failed', why: 'Error: no space' },
    ]);
    expect(took()).toContain('other chain: 0 s');
  }, 60_000);
});
