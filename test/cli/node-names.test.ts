import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bench, openBench } from '../support/command.ts';

const PIPELINE = `
version: 1
name: words
nodes:
  word:
    uses: command
    matrix: { word: [hello, world] }
    with: { argv: [sh, -c, 'echo "$0"; echo "$0" > out', "\${{ matrix.word }}"], outputs: { out: out } }
  all: { uses: command, inputs: { words: word }, with: { run: cat words/* > out, outputs: { out: out } } }
`;

let bench: Bench;
beforeAll(async () => {
  bench = openBench();
  bench.write('pipeline.yaml', PIPELINE);
});
afterAll(() => bench.close());

describe('the name of a matrix', () => {
  it('is all of its nodes for --until, --force, explain and logs; a part of its values some', async () => {
    expect((await bench.run('--until', 'word')).summary.nodes).toMatchObject({ executed: 2 });
    expect((await bench.run()).summary.nodes).toMatchObject({ executed: 1, cached: 2 });
    expect((await bench.run('--force', 'word')).summary.nodes.executed).toBe(2);
    expect((await bench.run('--force', 'word[word=world]')).summary.nodes.executed).toBe(1);
    expect((await bench.run('--force', '*hello*')).summary.nodes.executed).toBe(1);
    expect((await bench.auto('logs', 'word', '--run', '2')).code).toBe(2);
    const { stdout } = await bench.auto('explain', 'word');
    expect(stdout).toContain('word[word=hello]');
    expect(stdout).toContain('word[word=world]');
  });

  it('prints the logs of all of them, each under its name', async () => {
    await bench.run('--force', 'word');
    const { stdout } = await bench.auto('logs', 'word');
    expect(stdout).toMatch(/==> word\[word=hello\] <==\n[^=]*\nhello\n/);
    expect(stdout).toMatch(/==> word\[word=world\] <==\n[^=]*\nworld\n/);
  });

  it('does not name one item', async () => {
    const { code, stderr } = await bench.auto('explain', 'word', '1');
    expect(code).toBe(2);
    expect(stderr).toContain('`word` is 2 nodes');
  });

  it('that is none is told with the nearest', async () => {
    for (const args of [
      ['run', '--until', 'wrod'],
      ['explain', 'wrod'],
      ['logs', 'wrod'],
    ]) {
      const { code, stderr } = await bench.auto(...args);
      expect(code).toBe(2);
      expect(stderr).toMatch(/E0906[\s\S]*did you mean `word`/);
    }
  });
});

describe('--keep-going and --fail-fast', () => {
  it('are not both possible', async () => {
    expect((await bench.run('--keep-going')).code).toBe(0);
    const { code, stderr } = await bench.auto('run', '--keep-going', '--fail-fast');
    expect(code).toBe(2);
    expect(stderr).toContain('cannot be used with');
  });
});
