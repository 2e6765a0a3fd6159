import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { digestBytes } from '../../base/digest.ts';
import { logFile } from '../../cache/logs.ts';
import { TimeLimit } from '../../engine/run/time-limit.ts';
import { numberStages, openWheel } from '../support/number-stages.ts';
import { programStages } from '../support/program-stages.ts';
import { openRig, type Rig } from '../support/rig.ts';

let rig: Rig;
beforeEach(() => {
  rig = openRig(programStages);
});
afterEach(() => rig.close());

const one = (script: string, more = ''): string => `
version: 1
name: one
nodes:
  it: { uses: program, with: { script: '${script}' }${more} }
`;
const logs = (of: Rig): string => join(of.folder, '.mlip/logs/run');
const logOf = (node: string, item?: string): string =>
  readFileSync(
    logFile(join(rig.folder, '.mlip'), 'run', node, item === undefined ? item : digestBytes(item)),
    'utf8',
  );

it('keeps what a program was, what it printed on both streams, and how it ended', async () => {
  await rig.run(one('echo to out; echo to err >&2; printf "no newline"'));
  const text = logOf('it');
  expect(text).toMatch(/^--- attempt 1, \d{4}-\d\d-\d\dT/);
  expect(text).toContain("note: a choice was made\n$ sh -c 'echo to out;");
  for (const line of ['to out', 'to err', 'no newline', 'exit code 0']) {
    expect(text.split('\n')).toContain(line);
  }
});

it('keeps the stack of what was thrown and of its cause, which the message alone loses', async () => {
  const { summary } = await rig.run(one('exit 7'));
  expect(summary.nodes.failed).toBe(1);
  expect(logOf('it')).toMatch(
    /thrown: Error: seven\n +at .*program-stages[\s\S]*caused by thrown: Error: of bad luck\n +at /,
  );
});

it('keeps a failure with its class and hint', async () => {
  await rig.run(one('echo converging; exit 3'));
  expect(logOf('it')).toMatch(/converging\n[\s\S]*failed \(physics\): it says 3\n {2}ask again\n$/);
});

it('keeps every attempt, one after the other', async () => {
  await rig.run(one('exit 7', ', retry: { attempts: 3 }'));
  expect([...logOf('it').matchAll(/^--- attempt (\d)/gm)].map(([, n]) => n)).toEqual([
    '1',
    '2',
    '3',
  ]);
});

const EACH = `
version: 1
name: each
nodes:
  items: { uses: items, with: { count: 3 } }
  values:
    uses: each
    inputs: { items: items }
    with: { script: 'echo this is $1; test $1 != 1' }
`;

it('keeps each item of a program apart', async () => {
  const { summary } = await rig.run(EACH);
  expect(summary.items).toMatchObject({ executed: 2, failed: 1 });
  for (const item of ['0', '1', '2']) expect(logOf('values', item)).toContain(`this is ${item}\n`);
  expect(logOf('values', '1')).toMatch(/failed \(infra\): item 1 failed/);
  expect(readdirSync(logs(rig))).toEqual(['values']);
});

it('makes nothing where nothing is said', async () => {
  const quiet = openRig(numberStages(openWheel()));
  await quiet.run(`
version: 1
name: numbers
nodes:
  numbers: { uses: numbers, with: { count: 5 } }
  doubled: { uses: double, inputs: { numbers: numbers } }
`);
  expect(existsSync(logs(quiet))).toBe(false);
  quiet.close();
});

/** Runs five numbers and their doubles, as the wheel is steered. */
async function doubleFive(wheel: ReturnType<typeof openWheel>): Promise<void> {
  rig.close();
  rig = openRig(numberStages(wheel));
  await rig.run(`
version: 1
name: numbers
nodes:
  numbers: { uses: numbers, with: { count: 5 } }
  doubled: { uses: double, inputs: { numbers: numbers } }
`);
}

it('keeps the failures of a batch in the log of its node', async () => {
  const wheel = openWheel();
  wheel.before = async (value) => {
    if (value === 4) throw new Error('a broken machine');
    if (value !== 2) return undefined;
    return { ok: false, error: { class: 'physics', message: 'it does not converge' } };
  };
  await doubleFive(wheel);
  const text = logOf('doubled');
  expect(text).toMatch(/item [0-9a-f]{16} failed \(physics\): it does not converge/);
  expect(text).toMatch(/thrown: Error: a broken machine\n +at /);
  expect(readdirSync(logs(rig))).toEqual(['doubled.log']);
});

it('says of a time limit what it was, without a stack', async () => {
  const wheel = openWheel();
  wheel.before = async (value) => {
    if (value === 4) throw new TimeLimit(1);
    return undefined;
  };
  await doubleFive(wheel);
  expect(logOf('doubled')).toMatch(/^ended: it ran longer than its timeout of 1 s$/m);
  expect(logOf('doubled')).not.toContain('    at ');
});
