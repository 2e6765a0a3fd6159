import { chmodSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestBytes } from '../../../../base/digest.ts';
import type { EngineEvent } from '../../../../engine/events.ts';
import { BOHR } from '../../../../science/espresso/units.ts';
import { writeExtxyz } from '../../../../science/formats/extxyz-write.ts';
import { type Structure, structureBytes } from '../../../../science/structure.ts';
import { type Bench, openBench, ROOT } from '../../../support/command.ts';
import { absent, componentPath } from '../../../support/component.ts';
import { FAILURE_MODES, type FailureMode } from './failure-modes.ts';

const LONG = 600_000;

/** Two atoms in a cell that no other mode has: by it the program knows which one it is. */
function structureOf({ apart, partner }: FailureMode, place: number): Structure {
  const h = 2.7 + place / 1000;
  const x = apart === undefined ? 0.52 * h : apart / Math.sqrt(3);
  return {
    numbers: Int32Array.of(14, partner ? 6 : 14),
    positions: Float64Array.of(0, 0, 0, x, x, x),
    cell: Float64Array.of(0, h, h, h, 0, h, h, h, 0),
    periodic: [true, true, true],
  };
}

/** A pw.x that fails in the way of the structure that it is given, and keeps count of its starts. */
function program(folder: string): string {
  const cases = FAILURE_MODES.map((mode, place) => {
    const [, h] = structureOf(mode, place).cell;
    const { shell = 'exec "$PW" "$@"' } = mode;
    return `'0 ${(h as number) / BOHR} ${(h as number) / BOHR}')\necho '${mode.name}' >> "${folder}/starts"\n${shell}\n;;`;
  });
  return [
    '#!/bin/sh',
    `PW='${componentPath('pw')}'`,
    `if [ "$2" = /dev/null ]; then exec "$PW" "$@"; fi`,
    `OUT=$(sed -n "s/ *outdir = '\\(.*\\)'/\\1/p" pw.in)`,
    `case "$(sed -n '/CELL_PARAMETERS/{n;p;}' pw.in)" in`,
    ...cases,
    'esac',
  ].join('\n');
}

const pipeline = (folder: string, attempts: number): string => {
  const pseudo = (name: string) => join(componentPath('pseudopotentials'), name);
  return `version: 1
name: modes
nodes:
  structures: { uses: build, with: { import: { file: modes.xyz } } }
  labels:
    uses: oracle
    inputs: { structures: structures }
    with:
      calculator: espresso
      pseudopotentials: { Si: ${pseudo('Si.pz-vbc.UPF')}, C: ${pseudo('C.pbe-rrkjus.UPF')} }
      ecutwfc: 10
      kpoints: [1, 1, 1]
      command: ['${folder}/pw.sh']
    retry: { attempts: ${attempts} }
    allow_missing: 100%
`;
};

describe('every failure of pw.x in the table of docs/espresso.md', () => {
  it('has a test that provokes it', () => {
    const page = readFileSync(join(ROOT, 'docs/espresso.md'), 'utf8');
    const rows = [...page.matchAll(/^\| `?([^|`]+?)`? \|.*\| (label|invalid|infra|physics) \|/gm)];
    const listed = rows.map(([, name, kind]) => [name, kind]);
    const kindOf = ({ ends }: FailureMode) => (ends === 'label' ? 'label' : ends.class);
    expect(listed.filter(([name]) => !name?.startsWith('a full disk'))).toEqual(
      FAILURE_MODES.map((mode) => [mode.name, kindOf(mode)]),
    );
  });
});

describe.skipIf(absent('pw') || absent('pseudopotentials'))('real pw.x that fails', () => {
  let bench: Bench;
  const byItem = new Map<string, FailureMode>();
  beforeAll(() => {
    bench = openBench();
    const structures = FAILURE_MODES.map(structureOf);
    structures.forEach((structure, place) => {
      byItem.set(digestBytes(structureBytes(structure)), FAILURE_MODES[place] as FailureMode);
    });
    bench.write('modes.xyz', writeExtxyz(structures.map((structure) => ({ structure }))));
    bench.write('pw.sh', program(bench.folder));
    chmodSync(join(bench.folder, 'pw.sh'), 0o755);
  });
  afterAll(() => bench.close());

  /** A run with so many attempts a structure: its failures by mode, and how often pw.x was started for each. */
  async function run(attempts: number, ...more: readonly string[]) {
    bench.write('p.yaml', pipeline(bench.folder, attempts));
    const { summary, events } = await bench.run('p.yaml', ...more);
    const failures = new Map(events.flatMap((event) => failureOf(event)));
    const file = join(bench.folder, 'starts');
    const lines = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
    rmSync(file, { force: true });
    const starts = (mode: FailureMode) => lines.filter((line) => line === mode.name).length;
    return { summary, failures, starts };
  }

  const failureOf = (event: EngineEvent): (readonly [string, string])[] => {
    if (event.type !== 'item-failed') return [];
    return [[byItem.get(event.item)?.name ?? '', `${event.class}: ${event.message}`]];
  };

  /** What a mode should have ended as beside what it did. */
  const ended = ({ name, ends }: FailureMode, failures: ReadonlyMap<string, string>) => {
    const said = failures.get(name);
    const isRight =
      ends === 'label'
        ? said === undefined
        : said?.startsWith(`${ends.class}: `) && ends.message.test(said);
    return isRight ? 'as it should' : (said ?? 'a label');
  };
  const expected = FAILURE_MODES.map(({ name }) => [name, 'as it should']);
  const classOf = ({ ends }: FailureMode) => (ends === 'label' ? 'label' : ends.class);

  it(
    'says what it is, tries the machine again, the ladder once, wrong input never',
    async () => {
      const { failures, starts, summary } = await run(2);
      expect(FAILURE_MODES.map((mode) => [mode.name, ended(mode, failures)])).toEqual(expected);
      const wanted = ({ starts: once = 1, ...mode }: FailureMode) =>
        classOf(mode) === 'infra' ? 2 * once : once;
      expect(FAILURE_MODES.map((mode) => [mode.name, starts(mode)])).toEqual(
        FAILURE_MODES.map((mode) => [mode.name, wanted(mode)]),
      );
      const labels = FAILURE_MODES.filter(({ ends }) => ends === 'label').length;
      expect(summary.items).toMatchObject({ failed: FAILURE_MODES.length - labels });
      // Of what failed, the input of each attempt is kept, beside the log of its structure.
      const folder = join(bench.folder, '.mlip/logs');
      const kept = readdirSync(folder, { recursive: true, encoding: 'utf8' });
      const inputs = kept.filter((path) => /labels\/\w+\.files\/\d\/pw-\d\/pw\.in$/.test(path));
      const failing = FAILURE_MODES.filter(({ ends }) => ends !== 'label');
      const attempts = failing.map((mode) => Math.max(starts(mode), 0));
      expect(inputs.length).toBeGreaterThanOrEqual(attempts.reduce((sum, n) => sum + n, 0));
    },
    LONG,
  );

  it(
    'keeps what stands: physics and what used up its attempts are not tried again, wrong input is',
    async () => {
      const { failures, starts } = await run(2);
      expect(FAILURE_MODES.map((mode) => [mode.name, ended(mode, failures)])).toEqual(expected);
      const wanted = ({ starts: once = 1, ...mode }: FailureMode) =>
        classOf(mode) === 'invalid' ? once : 0;
      expect(FAILURE_MODES.map((mode) => [mode.name, starts(mode)])).toEqual(
        FAILURE_MODES.map((mode) => [mode.name, wanted(mode)]),
      );
    },
    LONG,
  );

  it(
    'tries the machine again when it is given more attempts; physics only when asked',
    async () => {
      const { starts } = await run(3);
      for (const mode of FAILURE_MODES) {
        const kind = classOf(mode);
        if (kind === 'infra') expect([mode.name, starts(mode)]).toEqual([mode.name, 3]);
        if (kind === 'physics') expect([mode.name, starts(mode)]).toEqual([mode.name, 0]);
      }
      const asked = await run(1, '--retry-failed');
      const stood = FAILURE_MODES.filter((mode) => classOf(mode) === 'physics');
      expect(stood.filter((mode) => asked.starts(mode) !== (mode.starts ?? 1))).toEqual([]);
    },
    LONG,
  );
});
