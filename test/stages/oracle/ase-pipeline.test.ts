import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openBench } from '../../support/command.ts';
import { absent, componentPath, findComponent } from '../../support/component.ts';
import { BAD } from './bad-calculator.ts';

const python = findComponent('ase') ?? '';
const scratch = mkdtempSync(join(tmpdir(), 'mlip-ase-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const PIPELINE = (more: string): string => `
version: 1
name: whole
nodes:
  build:
    uses: build
    with:
      system: { elements: [Cu], crystal_structure: fcc }
      distortion: { strains: [-0.02, 0, 0.02] }
  label:
    uses: oracle
    inputs: { structures: build }
    with: { calculator: ase, ${more} }
    publish: { labels: labels.set }
`;

describe.skipIf(absent('ase'))('a pipeline with an ASE oracle', () => {
  it('labels once, whatever the batch and the name of Python', { timeout: 180_000 }, async () => {
    const bench = openBench({ MLIP_PYTHON: componentPath('ase') });
    try {
      bench.write('p.yaml', PIPELINE('name: emt'));
      const first = await bench.run('p.yaml');
      expect([first.code, first.summary.items.executed]).toEqual([0, 3]);
      bench.write('p.yaml', PIPELINE(`name: emt, batch: 3, python: ${python}, time_limit: 60`));
      const second = await bench.run('p.yaml');
      expect([second.code, second.summary.items.executed]).toEqual([0, 0]);
      const explained = await bench.auto('explain', 'p.yaml', '--json');
      expect(explained.stdout).not.toContain(python);
      const kept = readFileSync(join(bench.folder, 'labels.set'));
      bench.write('p.yaml', PIPELINE('name: emt, batch: 3, args: { asap_cutoff: true }'));
      const third = await bench.run('p.yaml');
      expect([third.code, third.summary.items.executed]).toEqual([0, 3]);
      expect(readFileSync(join(bench.folder, 'labels.set')).equals(kept)).toBe(false);
    } finally {
      bench.close();
    }
  });

  it('labels again under another version of the package', { timeout: 180_000 }, async () => {
    const bench = openBench({ MLIP_PYTHON: componentPath('ase'), PYTHONPATH: scratch });
    const module = (version: number) =>
      writeFileSync(join(scratch, 'moved.py'), `__version__ = "${version}.0"\n${BAD}`);
    try {
      bench.write(
        'p.yaml',
        PIPELINE('module: moved, class: Bad, batch: 3, pass_env: [PYTHONPATH]'),
      );
      const executed = [];
      for (const version of [1, 1, 22]) {
        module(version);
        const run = await bench.run('p.yaml');
        executed.push([run.code, run.summary.items.executed]);
      }
      expect(executed).toEqual([
        [0, 3],
        [0, 0],
        [0, 3],
      ]);
    } finally {
      bench.close();
    }
  });

  it('keeps what its worker finished before kill -9, and does the rest', {
    timeout: 180_000,
  }, async () => {
    const bench = openBench({ MLIP_PYTHON: componentPath('ase'), PYTHONPATH: scratch });
    const starts = join(scratch, 'starts');
    writeFileSync(
      join(scratch, 'killer.py'),
      `__version__ = "1"
${BAD}
class Killer(Bad):
    def calculate(self, *args, **kwargs):
        with open(${JSON.stringify(starts)}, "a") as file:
            file.write("x")
        if os.path.getsize(${JSON.stringify(starts)}) == 5:
            os.kill(os.getppid(), signal.SIGKILL)
            os._exit(1)
        super().calculate(*args, **kwargs)
`,
    );
    try {
      const strains = Array.from({ length: 10 }, (_, i) => (i - 5) / 100);
      const ten = PIPELINE('module: killer, class: Killer, batch: 10, pass_env: [PYTHONPATH]')
        .replace('[-0.02, 0, 0.02]', JSON.stringify(strains))
        .replace('    publish:', '    retry: { attempts: 2 }\n    publish:');
      bench.write('p.yaml', ten);
      const { code, summary, events } = await bench.run('p.yaml', '-j', '1');
      expect([code, summary.items]).toMatchObject([0, { executed: 10, failed: 0 }]);
      expect(events.filter(({ type }) => type === 'retry')).toMatchObject([
        { message: 'the worker was killed by signal 9' },
      ]);
      // Four, the one in which it was killed, and the six that were left.
      expect(readFileSync(starts, 'utf8')).toHaveLength(11);
    } finally {
      bench.close();
    }
  });

  it('has the content of its files in the key, and their names not', {
    timeout: 180_000,
  }, async () => {
    const bench = openBench({ MLIP_PYTHON: componentPath('ase'), PYTHONPATH: scratch });
    writeFileSync(join(scratch, 'filed.py'), `__version__ = "1"\n${BAD}`);
    try {
      const run = async (file: string, content: string) => {
        bench.write(file, content);
        const more = `module: filed, class: Bad, batch: 3, pass_env: [PYTHONPATH], files: { path: ${file} }`;
        bench.write('p.yaml', PIPELINE(more));
        const { code, summary } = await bench.run('p.yaml');
        return [code, summary.items.executed];
      };
      expect(await run('shift.txt', '0.5')).toEqual([0, 3]);
      const half = readFileSync(join(bench.folder, 'labels.set'));
      expect(await run('other.txt', '0.5')).toEqual([0, 0]);
      expect(await run('other.txt', '0.25')).toEqual([0, 3]);
      expect(readFileSync(join(bench.folder, 'labels.set')).equals(half)).toBe(false);
    } finally {
      bench.close();
    }
  });

  it('fails before it plans where there is no such calculator', { timeout: 60_000 }, async () => {
    const bench = openBench({ MLIP_PYTHON: componentPath('ase') });
    try {
      bench.write('p.yaml', PIPELINE('name: nothing'));
      const { code, stderr } = await bench.auto('plan', 'p.yaml');
      expect(code).toBe(2);
      expect(stderr).toContain('E0707');
      expect(stderr).toMatch(/`nothing cannot be imported: \w+/);
    } finally {
      bench.close();
    }
  });
});
