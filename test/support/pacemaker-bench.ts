import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './command.ts';

/** What shall go wrong: see fake-pacemaker.mjs. */
export interface Steering {
  readonly once?: readonly string[];
  readonly says?: string;
  readonly code?: number;
  readonly hangAfter?: number;
  readonly lie?: number;
  readonly leaves?: readonly string[];
  readonly empty?: boolean;
  readonly halfInterim?: boolean;
}

/** One call of the fake: the words after the worker's path. */
export interface Call {
  readonly words: readonly string[];
  readonly input?: string;
  readonly threads?: string;
}

/** A stand-in for the Python that has pacemaker, in a folder of its own. */
export interface FakePacemaker {
  readonly python: string;
  steer(how: Steering): void;
  /** Says from now on that it has another version. */
  upgrade(version: string): void;
  /** What it was asked for so far, probes apart. */
  calls(): readonly Call[];
  close(): void;
}

const VERSIONS = 'versions={"numpy":"2.3.5","python-ace":"0.4.0rc1"}\n';

export function fakePacemaker(): FakePacemaker {
  const folder = mkdtempSync(join(tmpdir(), 'mlip-fake-pace-'));
  const [python, versions] = [join(folder, 'python'), join(folder, 'versions')];
  copyFileSync(join(ROOT, 'test/support/fake-pacemaker.mjs'), join(folder, 'fake.mjs'));
  writeFileSync(versions, VERSIONS);
  // A probe is asked often: a shell answers it.
  const script = `#!/bin/sh\n[ "$2" = versions ] && exec cat '${versions}'\nexec '${process.execPath}' '${join(folder, 'fake.mjs')}' "$@"\n`;
  writeFileSync(python, script, { mode: 0o755 });
  const upgrade = (version: string): void =>
    writeFileSync(versions, VERSIONS.replace('0.4.0rc1', version));
  const calls = join(folder, 'calls.jsonl');
  return {
    python,
    upgrade,
    steer: (how) => writeFileSync(join(folder, 'steer.json'), JSON.stringify(how)),
    calls: () =>
      (existsSync(calls) ? readFileSync(calls, 'utf8').trimEnd().split('\n') : []).map(
        (line) => JSON.parse(line) as Call,
      ),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
