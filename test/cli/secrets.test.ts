import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, openBench } from '../support/command.ts';

const TOKEN = 'hush-7f3b91-Ångström';

let bench: Bench;
beforeEach(() => {
  bench = openBench({ TOKEN, SHORT: 'abc' });
});
afterEach(() => bench.close());

const pipeline = (run: string, more = 'secrets: [TOKEN]'): string => `
version: 1
name: secret
nodes:
  a:
    uses: command
    with:
      run: |
${run
  .split('\n')
  .map((line) => `        ${line}`)
  .join('\n')}
      ${more}
      outputs: { out: out }
    publish: { out: out.txt }
`;

/** Everything that the workspace keeps, byte by byte. */
function kept(): string {
  const entries = readdirSync(join(bench.folder, '.mlip'), {
    recursive: true,
    withFileTypes: true,
  });
  const files = entries.filter((entry) => entry.isFile());
  expect(files.map(({ name }) => name)).toContain('index.db');
  return files
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'))
    .join('\n');
}

const spelt = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
const nowhere = (...said: readonly string[]): void => {
  for (const text of [...said, kept()]) {
    for (const form of [TOKEN, spelt(TOKEN), Buffer.from(TOKEN).toString('base64')]) {
      expect(text.includes(form)).toBe(false);
    }
  }
};

describe('a secret', () => {
  it('reaches its program, and nothing else: not the screen, the logs, the index, the objects', async () => {
    const talk = [
      'test "$TOKEN" = "$(printf %s "$TOKEN")" && printf %s "$TOKEN" | wc -c > out',
      'set -x; : "$TOKEN"; set +x',
      'echo "out $TOKEN"; echo "err $TOKEN" >&2',
      `for part in $(printf %s "$TOKEN" | sed 's/./& /g'); do printf %s "$part"; done; echo`,
      'printf %s "$TOKEN" | base64',
    ].join('\n');
    bench.write('pipeline.yaml', pipeline(talk));
    const run = await bench.auto('run');
    expect(run.code).toBe(0);
    expect(readFileSync(join(bench.folder, 'out.txt'), 'utf8').trim()).toBe(
      String(Buffer.byteLength(TOKEN)),
    );
    const logs = await bench.auto('logs', 'a');
    expect(logs.stdout).toContain('out ***\n');
    expect(logs.stdout).toContain('err ***\n');
    const explained = await bench.auto('explain', 'a', '--json');
    const expanded = await bench.auto('expand');
    expect(expanded.stdout).toContain('TOKEN');
    nowhere(run.stdout, run.stderr, logs.stdout, explained.stdout, expanded.stdout);
  });

  it('is masked in the message of a failure, and in what --json says of it', async () => {
    bench.write('pipeline.yaml', pipeline('echo "no entry with $TOKEN" >&2; exit 3'));
    const { code, stdout, stderr } = await bench.auto('run', '--json');
    expect(code).toBe(1);
    expect(stdout).toContain('no entry with ***');
    const again = await bench.auto('run');
    expect(again.stdout).toContain('no entry with ***');
    nowhere(stdout, stderr, again.stdout);
  });

  it.each([['echo "$TOKEN" > out'], ['printf "%1100000s%s" x "$TOKEN" > out']])(
    'that stands in a result is not kept: %s',
    async (line) => {
      bench.write('pipeline.yaml', pipeline(line));
      const { code, stdout } = await bench.auto('run');
      expect(code).toBe(1);
      expect(stdout).toMatch(/failed \(invalid\).*secret `TOKEN` stands in what was made/);
      nowhere(stdout);
    },
  );

  it('is in the key by its name alone', async () => {
    bench.write('pipeline.yaml', pipeline('echo done > out'));
    expect((await bench.run()).summary.nodes.executed).toBe(1);
    const other = openBench({ TOKEN: 'another-one' });
    other.write('pipeline.yaml', pipeline('echo done > out'));
    const digest = async (one: Bench) =>
      (
        JSON.parse((await one.auto('explain', 'a', '--json')).stdout.split('\n')[0] ?? '') as {
          key: string;
        }
      ).key;
    expect(await digest(other)).toBe(await digest(bench));
    other.close();
  });

  it.each([
    ['secrets: [GONE]', 'the secret `GONE` is not set'],
    ['secrets: [SHORT]', 'the secret `SHORT` has fewer than 4 letters'],
  ])('that cannot be used is told before the program starts: %s', async (more, words) => {
    bench.write('pipeline.yaml', pipeline('echo done > out', more));
    const { code, stdout } = await bench.auto('run');
    expect(code).toBe(1);
    expect(stdout).toContain(words);
    expect(stdout).toContain('failed (invalid)');
  });

  it.each([
    ['secrets: [TOKEN]\n      pass_env: [TOKEN]', 'is in `pass_env`, too'],
    ['secrets: [A-B]', 'cannot be the name'],
    ['env: { T: "${{ secrets.TOKEN }}" }', 'secrets: [TOKEN]'],
    ['env: { T: "${{ env.TOKEN }}" }', 'pass_env: [TOKEN]'],
  ])('that is written wrong is told with what to do: %s', async (more, words) => {
    bench.write('pipeline.yaml', pipeline('echo done > out', more));
    const { code, stderr } = await bench.auto('validate');
    expect(code).toBe(2);
    expect(stderr).toContain(words);
  });
});
