import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { versionTrouble } from '../../cli/doctor/programs.ts';
import { setupHint } from '../../cli/setup/pinned-for.ts';
import { type Bench, openBench } from '../support/command.ts';
import { type FakePacemaker, fakePacemaker } from '../support/pacemaker-bench.ts';

const LONG = 60_000;

let fake: FakePacemaker;
let home: string;
let bench: Bench;
beforeAll(() => {
  fake = fakePacemaker();
  home = mkdtempSync(join(tmpdir(), 'mlip-doctor-'));
  const pw = join(home, 'pw.x');
  writeFileSync(pw, '#!/bin/sh\necho "     Program PWSCF v.7.9 starts"\n');
  chmodSync(pw, 0o755);
  bench = openBench({
    HOME: home,
    PATH: `${home}:/usr/bin:/bin`,
    MLIP_PACEMAKER_PYTHON: fake.python,
  });
});
afterAll(() => {
  bench.close();
  fake.close();
  rmSync(home, { recursive: true, force: true });
});

interface Line {
  readonly type: string;
  readonly name: string;
  readonly state: string;
  readonly words: string;
  readonly hint?: string;
}

const findings = async () => {
  const { stdout, code } = await bench.auto('doctor', '--json');
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  const of = (name: string) => lines.find((line) => line.name === name);
  return { code, of, lines };
};

describe('doctor', () => {
  it(
    'says what a run would find, and what to do about the rest',
    async () => {
      const { of, lines } = await findings();
      expect(of('node')).toMatchObject({ state: 'ok' });
      expect(of('pw.x')).toMatchObject({ state: 'ok', words: 'Quantum ESPRESSO 7.9' });
      expect(of('disk of the workspace')?.state).toBe('ok');
      expect(lines.at(-1)?.type).toBe('summary');
    },
    LONG,
  );

  it(
    'ends with 1 where what is there will fail, and names the remedy',
    async () => {
      const { code, of } = await findings();
      expect(of('pacemaker')).toMatchObject({
        state: 'wrong',
        words: expect.stringContaining('no tensorpotential'),
        hint: expect.stringContaining('mlip-auto setup pacemaker'),
      });
      expect(code).toBe(1);
    },
    LONG,
  );

  it(
    'asks the programs that the profile names',
    async () => {
      const own = join(home, 'my-pw');
      writeFileSync(own, '#!/bin/sh\necho "Program PWSCF v.6.8"\n', { mode: 0o755 });
      bench.write(
        'mlip.config.yaml',
        `profiles:\n  default:\n    programs: { pw.x: { command: [${own}] } }\n`,
      );
      expect((await findings()).of('pw.x')?.words).toBe('Quantum ESPRESSO 6.8');
    },
    LONG,
  );
});

describe('how to come by pacemaker', () => {
  it('is the setup where its packages are for this machine', () => {
    expect(setupHint({ platform: 'linux', arch: 'x64' })).toBe(
      '`mlip-auto setup pacemaker` makes it',
    );
  });

  it.each([
    ['darwin', 'arm64'],
    ['linux', 'arm64'],
    ['win32', 'x64'],
  ] as const)('is an environment of the user on %s %s', (platform, arch) => {
    const hint = setupHint({ platform, arch });
    expect(hint).toContain(
      `CPython 3.11 on Linux x86_64 (glibc), and this machine is ${platform} ${arch}`,
    );
    expect(hint).toContain('MLIP_PACEMAKER_PYTHON');
  });
});

describe('versions of pacemaker', () => {
  const pins = [{ name: 'numpy', version: '2.3.5', hash: '' }];
  const whole = { tensorpotential: '0.6.2.1', 'tensorflow-cpu': '2.20.0', numpy: '2.3.5' };

  it.each([
    [whole, undefined],
    [{ ...whole, numpy: '2.4.6' }, 'numpy 2.4.6 is too new'],
    [{ ...whole, numpy: '3.0.0' }, 'too new'],
    [{ ...whole, tensorflow: '2.21.0' }, 'lie over each other'],
    [{ tensorpotential: '1', numpy: '2.0.0' }, 'no TensorFlow'],
    [{ 'tensorflow-cpu': '2.20.0', numpy: '2.0.0' }, 'no tensorpotential'],
  ])('%j', (versions, words) => {
    const { wrong } = versionTrouble(versions as never, pins);
    if (words === undefined) expect(wrong).toBeUndefined();
    else expect(wrong).toContain(words);
  });

  it('names those that are not as pinned', () => {
    expect(versionTrouble({ ...whole, numpy: '2.2.0' }, pins).others).toEqual([
      'numpy 2.2.0 (2.3.5)',
    ]);
  });
});
