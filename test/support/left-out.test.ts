import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROOT } from './command.ts';

const folder = mkdtempSync(join(tmpdir(), 'mlip-left-out-'));
const counts = join(folder, 'counts');

beforeAll(() => {
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(
    join(folder, 'some.test.ts'),
    `import { describe, expect, it } from 'vitest';
import { absent } from ${JSON.stringify(join(ROOT, 'test/support/component.ts'))};
it('runs', () => expect(1 + 1).toBe(2));
describe.skipIf(absent('ase'))('against ASE', () => {
  it('compares energies', () => expect(2).toBe(2));
  it('compares forces', () => expect(3).toBe(3));
});
`,
  );
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs vitest on the one file with the project's reporter. */
function testRun(env: Readonly<Record<string, string>>) {
  const argv = [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run'];
  const reporters = ['default', join(ROOT, 'test/support/left-out.ts')];
  const flags = reporters.map((reporter) => `--reporter=${reporter}`);
  const ended = spawnSync(process.execPath, [...argv, ...flags], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, MLIP_TEST_COUNTS: counts, ...env },
  });
  return {
    code: ended.status,
    words: stripVTControlCharacters(ended.stdout + ended.stderr),
    counts: readFileSync(counts, 'utf8').trim(),
  };
}

it('names what was left out and what the machine lacks for it', () => {
  const { code, words, counts } = testRun({ MLIP_SHARED: '/nowhere' });
  expect(code).toBe(0);
  expect(counts).toBe('1 0 2');
  expect(words).toContain(
    [
      'Left out here: 2 tests',
      '  some.test.ts > against ASE (2 tests)',
      'This machine lacks:',
      '  real ASE (a Python with python/requirements-ase.txt): set MLIP_ASE_PYTHON',
      '  real pyace (a Python with python/requirements-pyace.txt): set MLIP_PYACE_PYTHON',
      '  real pacemaker (`mlip-auto setup pacemaker`): set MLIP_PACEMAKER_PYTHON',
      '  real tblite (a Python with python/requirements-tblite.txt): set MLIP_TBLITE_PYTHON',
      "  Quantum ESPRESSO (pw.x; Debian's quantum-espresso): set MLIP_PW",
      "  the pseudopotentials of Debian's quantum-espresso-data (a folder): set MLIP_PSEUDO",
      '  the shared data sets (silicon DFT and others): set MLIP_SHARED',
    ].join('\n'),
  );
});

it('lets nothing be left out where everything is required', () => {
  const { code, words, counts } = testRun({ MLIP_REQUIRE_ALL: '1' });
  expect(code).toBe(1);
  expect(counts).toBe('0 1 0');
  expect(words).toContain('MLIP_REQUIRE_ALL=1 lets nothing be left out');
});

it('says nothing where everything is here', () => {
  const { code, words, counts } = testRun({ MLIP_ASE_PYTHON: 'python3', MLIP_REQUIRE_ALL: '1' });
  expect(code).toBe(0);
  expect(counts).toBe('3 0 0');
  expect(words).not.toContain('Left out');
});
