import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { absent } from '../support/component.ts';

const script = fileURLToPath(new URL('../../bench/bench.mjs', import.meta.url));

interface Cell {
  readonly engine: string;
  readonly step: string;
  readonly state: string;
  readonly jobs: number;
  readonly ran: number;
  readonly done?: number;
  readonly right: boolean;
}

describe.skipIf(absent('make'))('the benchmark beside other engines', () => {
  let folder: string;
  let cells: readonly Cell[];
  let text: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mlip-bench-test-'));
    const kept = join(folder, 'cells.jsonl');
    const only = ['--only', 'mlip-autopipec,make', '--sizes', '10', '--skip', 'edits,chain,items'];
    text = execFileSync(process.execPath, [script, ...only, '--keep', kept], { encoding: 'utf8' });
    const lines = readFileSync(kept, 'utf8').trim().split('\n');
    cells = lines.map((line) => JSON.parse(line)).filter(({ step }) => step);
  }, 600_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const of = (engine: string, step: string): Cell =>
    cells.find((cell) => cell.engine === engine && cell.step === step) as Cell;

  it('sees a half-written file that was taken for whole', () => {
    expect(of('make', 'kill')).toMatchObject({ state: 'measured', right: false });
    expect(text).toContain('**wrong result, exit code 0**');
  });

  it('counts what ran, and finds this engine right', () => {
    expect(of('make', 'cold')).toMatchObject({ ran: 12, right: true });
    for (const [step, ran] of [
      ['cold', 12],
      ['no-op', 0],
      ['one input changed', 3],
      ['touch all', 0],
    ] as const) {
      expect(of('mlip-autopipec', step), step).toMatchObject({ ran, right: true });
    }
    expect(of('mlip-autopipec, matrix', 'first time in this form')).toMatchObject({ ran: 0 });
    const { jobs, done = 0, ...kill } = of('mlip-autopipec', 'kill');
    expect(kill).toMatchObject({ ran: jobs - done, right: true });
  });

  it('puts what an earlier call kept into the document', () => {
    const kept = join(folder, 'cells.jsonl');
    const none = ['--only', 'make', '--skip', 'edits,fan,chain,kill,items', '--from', kept];
    const said = execFileSync(process.execPath, [script, ...none], { encoding: 'utf8' });
    expect(said).toContain('## From nothing');
    expect(said.match(/^\| `npm run bench -- .*/gm)).toHaveLength(1);
  });

  it('knows its engines', () => {
    const { status, stderr } = spawnSync(process.execPath, [script, '--only', 'scons'], {
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stderr).toContain('no such engine: scons');
  });
});
