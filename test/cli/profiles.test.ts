import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, openBench } from '../support/command.ts';

let bench: Bench;
beforeEach(() => {
  bench = openBench();
  bench.write('pipeline.yaml', PIPELINE);
});
afterEach(() => bench.close());

const PIPELINE = `
version: 1
name: sited
nodes:
  a:
    uses: command
    with:
      argv: [fit, first]
      env: { MODE: key }
      fingerprint: [fit, --version]
      outputs: { out: out }
`;

/** A program that nobody has: what it is, only the profiles say. */
const config = (jobs: number, version: string) => `
profiles:
  default:
    programs: { fit: { command: [sh, -c, 'echo "$1 with $THREADS in $MODE" > out; pwd', fit], version: "${version}" } }
    env: { THREADS: "\${{ resources.cores }}", MODE: site }
  cluster:
    jobs: ${jobs}
    scratch: elsewhere
    stages: { command: { resources: { cores: 3, time: 1h }, retry: { attempts: 2 } } }
`;

describe('site profiles', () => {
  it('a program runs as the profile says; what the key says stays; another profile finds the result', async () => {
    bench.write('mlip.config.yaml', config(4, '1.0'));
    const first = await bench.run('--profile', 'cluster');
    expect(first.summary.nodes).toMatchObject({ executed: 1 });
    const { digest } = first.summary.outputs['a.out'] as { digest: string };
    const { stdout } = await bench.auto('logs', 'a');
    expect(stdout).toContain(`${join(bench.folder, 'elsewhere')}/mlip-`);
    const [own = ''] = readdirSync(join(bench.folder, 'elsewhere'));
    expect(readdirSync(join(bench.folder, 'elsewhere', own))).toEqual([]);
    bench.write(
      'publish.yaml',
      `${PIPELINE.replace('sited', 'again')}    publish: { out: out.txt }\n`,
    );
    const second = await bench.run('publish.yaml');
    expect(second.summary.nodes).toMatchObject({ executed: 0, cached: 1 });
    expect(second.summary.outputs['a.out']).toEqual({ digest, path: 'out.txt' });
    expect(readFileSync(join(bench.folder, 'out.txt'), 'utf8')).toBe('first with 3 in key\n');
  });

  it('nothing of it is a cause; a declared version is one, as what it is', async () => {
    bench.write('mlip.config.yaml', config(4, '1.0'));
    await bench.run();
    bench.write('mlip.config.yaml', config(9, '1.0').replace('time: 1h', 'time: 2h'));
    for (const verb of [['diff'], ['explain', 'a'], ['diff', '--profile', 'cluster']]) {
      expect((await bench.auto(...verb)).stdout).not.toMatch(
        /THREADS|cores|time|jobs|profile|miss/,
      );
    }
    expect((await bench.run('--profile', 'cluster')).summary.nodes).toMatchObject({ cached: 1 });
    bench.write('mlip.config.yaml', config(9, '2.0'));
    expect((await bench.auto('diff')).stdout).toMatch(/a\.with\.program .*1\.0.* → .*2\.0/);
    expect((await bench.run()).summary.nodes).toMatchObject({ executed: 1 });
  });

  it('plan and expand begin with what the profile decided', async () => {
    bench.write('mlip.config.yaml', config(4, '1.0'));
    const { stdout } = await bench.auto('plan', '--profile', 'cluster');
    expect(stdout.split('\n')[0]).toMatch(
      /^profile cluster \(mlip\.config\.yaml\): 4 at a time; command 3 cores, at most 1h, 2 attempts; fit as sh .* version 1\.0; with THREADS, MODE; in elsewhere\/mlip-/,
    );
    const expanded = await bench.auto('expand', '--profile', 'cluster');
    expect(expanded.stdout).toMatch(/^# profile cluster/);
    expect(expanded.stdout).toContain('cores: 3');
    bench.write('again.yaml', expanded.stdout.replace('program: "1.0"', ''));
    expect((await bench.auto('validate', 'again.yaml')).stderr).toBe('');
    const [line = ''] = (await bench.auto('plan', '--profile', 'cluster', '--json')).stdout.split(
      '\n',
    );
    expect(JSON.parse(line)).toMatchObject({
      type: 'profile',
      profile: 'cluster',
      env: ['THREADS', 'MODE'],
    });
  });

  it('what is asked for and not there is an error, before anything is written', async () => {
    const none = await bench.auto('run', '--profile', 'cluster');
    expect(none).toMatchObject({ code: 2 });
    expect(none.stderr).toContain('there is no mlip.config.yaml here or above');
    bench.write('mlip.config.yaml', config(4, '1.0'));
    const near = await bench.auto('plan', '--profile', 'clustre');
    expect(near).toMatchObject({ code: 2 });
    expect(near.stderr).toContain('did you mean `cluster`?');
    bench.write('mlip.config.yaml', 'profiles:\n  cluster: { job: 3 }\n');
    const bad = await bench.auto('validate');
    expect(bad).toMatchObject({ code: 2 });
    expect(bad.stderr).toContain('mlip.config.yaml:2:14');
    expect(existsSync(join(bench.folder, '.mlip'))).toBe(false);
  });

  it('a config that moves is seen by the very next run, also by one with nothing to do', async () => {
    bench.write('mlip.config.yaml', config(4, '1.0'));
    await bench.run();
    for (let again = 0; again < 3; again++) {
      expect((await bench.run()).summary.nodes).toMatchObject({ cached: 1, executed: 0 });
    }
    bench.write('mlip.config.yaml', config(4, '3.0'));
    expect((await bench.run()).summary.nodes).toMatchObject({ executed: 1 });
    bench.write('mlip.config.yaml', 'profiles: { defalt: ');
    expect((await bench.run().catch((error: Error) => error)) as object).toMatchObject({ code: 2 });
  });
});

it('an answer that stands is that of one profile, and of one config file', async () => {
  const standing = () => {
    const folder = join(bench.folder, '.mlip/standing');
    return existsSync(folder) ? readdirSync(folder).length : 0;
  };
  bench.write('mlip.config.yaml', config(4, '1.0'));
  for (let run = 0; run < 5 && standing() === 0; run++) await bench.run('--profile', 'cluster');
  expect(standing()).toBe(1);
  expect((await bench.run('--profile', 'cluster')).summary.nodes).toMatchObject({ cached: 1 });
  expect((await bench.auto('run', '--profile', 'clustre')).code).toBe(2);
  const other = config(4, '1.0').replace(
    'profiles:',
    'profiles:\n  other: { programs: { fit: { version: "2" } } }',
  );
  bench.write('mlip.config.yaml', other);
  expect((await bench.run('--profile', 'other')).summary.nodes).toMatchObject({ executed: 1 });
  bench.write('mlip.config.yaml', config(4, '3.0'));
  expect((await bench.run('--profile', 'cluster')).summary.nodes).toMatchObject({ executed: 1 });
});

it('MLIP_PROFILE asks for a profile, --profile wins', async () => {
  const there = openBench({ MLIP_PROFILE: 'a' });
  try {
    there.write('pipeline.yaml', PIPELINE);
    there.write(
      'mlip.config.yaml',
      'profiles: { a: { programs: { fit: { version: "1" } } }, b: { programs: { fit: { version: "2" } } } }',
    );
    expect((await there.auto('expand')).stdout).toContain('# profile a');
    expect((await there.auto('expand', '--profile', 'b')).stdout).toContain('# profile b');
    there.write('mlip.config.yaml', '');
    expect((await there.auto('expand')).stderr).toContain('MLIP_PROFILE a:');
  } finally {
    there.close();
  }
});
