import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, ended, openBench } from '../../support/command.ts';
import { absent, componentPath } from '../../support/component.ts';
import { isAlive, until } from '../../support/processes.ts';

const LONG = 180_000;

/**
 * A calculator that says where it was imported and which structure it is at; in the fifth calculation, while a file
 * says so, it starts a program and waits with it for ever.
 */
const WATCHED = `
__version__ = "1"
import os, subprocess, sys, time
import numpy as np
from ase.calculators.calculator import Calculator, all_changes

here = os.environ["WATCHED"]
def say(name, words):
    with open(os.path.join(here, name), "a") as file:
        file.write(f"{words}\\n")

if sys.argv[1] == "label":
    say("imports", os.getpid())

class Watched(Calculator):
    implemented_properties = ["energy", "free_energy", "forces", "charges", "magmoms"]

    def calculate(self, atoms=None, properties=("energy",), system_changes=all_changes):
        super().calculate(atoms, properties, system_changes)
        if "charges" not in properties:
            say("starts", os.path.basename(os.getcwd()))
        with open(os.path.join(here, "starts")) as file:
            fifth = len(file.readlines()) == 5
        if fifth and os.path.exists(os.path.join(here, "hang")):
            program = subprocess.Popen(["sleep", "3600"], start_new_session=True)
            say("pids", f"{os.getppid()} {os.getpid()} {program.pid}")
            if os.path.exists(os.path.join(here, "leave")):
                os._exit(7)
            time.sleep(3600)
        n = len(atoms)
        self.results = {"energy": -1.0, "free_energy": -1.0, "forces": np.zeros((n, 3)), "magmoms": np.arange(n) / 4}
        if "charges" in properties:
            self.results["charges"] = np.arange(n) - (n - 1) / 2
`;

const STRAINS = Array.from({ length: 10 }, (_, i) => (i - 5) / 100);
const pipeline = (more = '', node = ''): string => `
version: 1
name: ten
nodes:
  build:
    uses: build
    with:
      system: { elements: [Cu], crystal_structure: fcc }
      supercell: [1, 1, 1]
      distortion: { strains: ${JSON.stringify(STRAINS)} }
  label:
    uses: oracle
    inputs: { structures: build }
    with: { calculator: ase, module: watched, class: Watched, pass_env: [PYTHONPATH, WATCHED]${more} }
    ${node}
  store: { uses: store, inputs: { labels: label }, publish: { database: ten.db } }
`;

describe.skipIf(absent('ase'))('the worker of the ASE oracle', () => {
  let bench: Bench;
  beforeEach(() => {
    const plain = openBench({ MLIP_PYTHON: componentPath('ase') });
    bench = plain.as({ PYTHONPATH: plain.folder, WATCHED: plain.folder });
    bench.write('watched.py', WATCHED);
    bench.write('p.yaml', pipeline());
  });
  afterEach(() => bench.close());

  const linesOf = (name: string): string[] =>
    existsSync(join(bench.folder, name))
      ? readFileSync(join(bench.folder, name), 'utf8').trimEnd().split('\n')
      : [];
  const hangingPids = async (): Promise<number[]> => {
    await until(() => linesOf('pids').length > 0 && linesOf('pids')[0]?.split(' ').length === 3);
    return (linesOf('pids')[0] as string).split(' ').map(Number);
  };

  it('is started once for all structures of a core, and gives moments and charges, also those that are worked out when asked for', {
    timeout: LONG,
  }, async () => {
    const { code, summary } = await bench.run('p.yaml', '-j', '1');
    expect([code, summary.items]).toMatchObject([0, { executed: 10, failed: 0 }]);
    expect(linesOf('imports')).toHaveLength(1);
    expect(isAlive(Number(linesOf('imports')[0]))).toBe(false);
    expect(linesOf('starts')).toEqual(STRAINS.map((_, i) => `structure-${i}`));
    const { stdout } = await bench.auto('db', 'show', 'ten.db', '1', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      magmoms: [0, 0.25, 0.5, 0.75],
      charges: [-1.5, -0.5, 0.5, 1.5],
    });
  });

  it.each([
    ['kill -9', 'SIGKILL'],
    ['Ctrl-C', 'SIGINT'],
  ] as const)(
    'is gone after %s of the engine, with all that it started; the next run does the rest',
    { timeout: LONG },
    async (_, signal) => {
      bench.write('hang', '');
      const child = bench.start('run', 'p.yaml', '-j', '1');
      const pids = await hangingPids();
      expect(pids.map(isAlive)).toEqual([true, true, true]);
      child.kill(signal);
      await ended(child);
      await until(() => !pids.some(isAlive));
      rmSync(join(bench.folder, 'hang'));
      const { code, summary } = await bench.run('p.yaml', '-j', '1');
      // The first are kept at once, cheap ones that follow at the latest after a second.
      const { executed, cached, failed } = summary.items;
      expect([code, executed + cached, failed]).toEqual([0, 10, 0]);
      expect(cached).toBeGreaterThan(0);
    },
  );

  it.each([
    ['what runs beyond its limit', 'hang', ', time_limit: 6', /longer than its limit/],
    ['what a structure leaves running', 'leave', '', /ended with code 7/],
  ] as const)('ends %s, and goes on', { timeout: LONG }, async (_, file, more, message) => {
    bench.write('hang', '');
    bench.write(file, '');
    bench.write('p.yaml', pipeline(more, 'allow_missing: 1'));
    const { summary, events } = await bench.run('p.yaml', '-j', '1');
    expect(summary.items).toMatchObject({ executed: 9, failed: 1 });
    expect(events.find(({ type }) => type === 'item-failed')).toMatchObject({
      class: 'infra',
      message: expect.stringMatching(message),
    });
    const [worker, ...others] = await hangingPids();
    expect(linesOf('imports')).toEqual([String(worker)]);
    expect(others.some(isAlive)).toBe(false);
  });
});
