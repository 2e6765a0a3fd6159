import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, openBench } from '../support/command.ts';

let bench: Bench;
beforeEach(() => {
  bench = openBench();
});
afterEach(() => bench.close());

/** A program that says its version, notes each time that it was asked, and makes `out`. */
function program(version: string, more = ''): void {
  const asked = join(bench.folder, 'asked');
  bench.write(
    'fit',
    `#!/bin/sh\nif [ "$1" = --version ]; then echo x >> '${asked}'; ${more || `echo fit ${version}`}; else cp in out; fi\n`,
  );
  chmodSync(join(bench.folder, 'fit'), 0o755);
}

const pipeline = (fingerprint = '--version'): string => {
  const fit = join(bench.folder, 'fit');
  return `
version: 1
name: fitted
nodes:
  a:
    uses: command
    with: { argv: ['${fit}'], files: { in: in.txt }, fingerprint: ['${fit}', ${fingerprint}], outputs: { out: out } }
`;
};

describe('the fingerprint of a program', () => {
  beforeEach(() => {
    bench.write('in.txt', 'in');
    bench.write('pipeline.yaml', pipeline());
  });

  it('is asked however often nothing was to do', async () => {
    program('7.2');
    for (let run = 0; run < 5; run++) expect((await bench.run()).code).toBe(0);
    program('7.3');
    expect((await bench.run()).summary.nodes).toMatchObject({ executed: 1 });
  });

  it('is in the key: a new version runs anew, the old one is found again', async () => {
    program('7.2');
    expect((await bench.run()).summary.nodes.executed).toBe(1);
    expect((await bench.run()).summary.nodes).toMatchObject({ executed: 0, cached: 1 });
    program('7.3');
    const { stdout } = await bench.auto('plan');
    expect(stdout).toContain('with.program "fit 7.2" → "fit 7.3"');
    expect((await bench.auto('explain', 'a')).stdout).toMatch(/program .*fit 7\.2.*fit 7\.3/);
    expect((await bench.run()).summary.nodes.executed).toBe(1);
    program('7.2');
    expect((await bench.run()).summary.nodes).toMatchObject({ executed: 0, cached: 1 });
  });

  it('is asked again when a variable that its program inherits has another value', async () => {
    program('', `cat "$FIT_HOME/version"`);
    bench.write('one/version', 'fit 1.0');
    bench.write('two/version', 'fit 2.0');
    bench.write(
      'pipeline.yaml',
      pipeline().replace('fingerprint:', 'pass_env: [PATH, FIT_HOME], fingerprint:'),
    );
    const runAs = async (home: string) => {
      const as = bench.as({ FIT_HOME: join(bench.folder, home) });
      return (await as.run()).summary.nodes.executed;
    };
    // Again and again, so that a run is answered from the one before.
    const executed: number[] = [];
    for (const home of ['one', 'one', 'one', 'two', 'one', 'one', 'one', 'two', 'two']) {
      executed.push(await runAs(home));
    }
    expect(executed).toEqual([1, 0, 0, 1, 0, 0, 0, 0, 0]);
    const plan = await bench.as({ FIT_HOME: join(bench.folder, 'one') }).auto('explain', 'a');
    expect(plan.stdout).toMatch(/program .*fit 2\.0.*fit 1\.0/);
    // A value may be a secret: no digest of it can be turned back, and it is kept nowhere.
    const index = readFileSync(join(bench.folder, '.mlip/index.db'));
    expect(index.includes(join(bench.folder, 'one'))).toBe(false);
  });

  it('is asked again only when the file of the program is another', async () => {
    program('7.2');
    await bench.run();
    await bench.auto('plan');
    bench.write('asked', '');
    await bench.run();
    await bench.auto('plan');
    expect(readFileSync(join(bench.folder, 'asked'), 'utf8')).toBe('');
  });

  it('that is another after the run refuses the result, and the next run has it', async () => {
    const version = join(bench.folder, 'version');
    bench.write('version', 'fit 7.2');
    program('', `cat '${version}'`);
    await bench.run();
    await bench.auto('plan');
    bench.write('version', 'fit 7.3');
    bench.write('in.txt', 'other');
    const { code, events } = await bench.run();
    expect(code).toBe(1);
    expect(JSON.stringify(events)).toMatch(
      /says that it is `fit 7\.3`, and the key has `fit 7\.2`/,
    );
    expect((await bench.run()).summary).toMatchObject({ ok: true, nodes: { executed: 1 } });
  });

  it.each([
    ['exit 3', 'ended with code 3'],
    ['true', 'said nothing'],
  ])('that cannot be read is an error with its node: %s', async (more, words) => {
    program('', more);
    const { code, stderr } = await bench.auto('plan');
    expect(code).toBe(2);
    expect(stderr).toContain('E0707');
    expect(stderr).toContain(words);
    expect(stderr).toContain('say other words by `fingerprint` of command');
  });

  it.each([
    ['espresso', 'pseudopotentials: { Si: Si.UPF }, ecutwfc: 9, command: [no-such-pw]', 'command'],
    ['ase', 'name: emt, python: no-such-python', 'python'],
  ])(
    'of the calculator %s that is not there names its own setting',
    async (name, more, setting) => {
      bench.write('Si.UPF', '');
      bench.write(
        'pipeline.yaml',
        `version: 1
name: p
nodes:
  s: { uses: build, with: { system: { elements: [Si], crystal_structure: diamond } } }
  l: { uses: oracle, inputs: { structures: s }, with: { calculator: ${name}, ${more} } }
`,
      );
      const { code, stderr } = await bench.auto('plan');
      expect([code, stderr.includes('E0707')]).toEqual([2, true]);
      const [, program] = /: \[?(no-such-\w+)/.exec(more) ?? [];
      expect(stderr).toMatch(
        new RegExp(`try \`${program} .*say other words by \`${setting}\` of oracle`),
      );
      expect(stderr).toContain(
        `how \`${program}\` is started here by \`programs\` in a site profile`,
      );
    },
  );
});
