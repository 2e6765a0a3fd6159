import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeExtxyz } from '../../../../science/formats/extxyz-write.ts';
import { type Bench, ended, openBench } from '../../../support/command.ts';
import { absent, componentPath } from '../../../support/component.ts';
import { silicon } from './real-context.ts';
import { siliconPipeline } from './silicon-pipeline.ts';

const LONG = 300_000;

/** Ten structures of silicon, told apart by the place of their second atom. */
const STRUCTURES = Array.from({ length: 10 }, (_, i) => silicon(0.25 + i / 1000));
/** In the one whose turn is the fifth, pw.x does `unlucky` the first time. */
const program = (unlucky: string): string => {
  const fifth = STRUCTURES[4]?.positions[3] ?? 0;
  return `#!/bin/sh
PW='${componentPath('pw')}'
here=$(dirname "$0")
if [ "$2" = /dev/null ]; then exec "$PW" "$@"; fi
echo start >> "$here/starts"
place=$(sed -n '/ATOMIC_POSITIONS/{n;n;s/Si \\([0-9.]*\\) .*/\\1/p;}' pw.in)
if [ "$(echo "$place" | cut -c 1-8)" = "${String(fifth / 0.529177210903).slice(0, 8)}" ] && [ ! -e "$here/happened" ]; then
  : > "$here/happened"
  sed -i -e "s/ecutwfc = .*/ecutwfc = 400/; s/ecutrho = .*/ecutrho = 1600/" pw.in
  ${unlucky}
fi
exec "$PW" "$@"
`;
};

describe.skipIf(absent('pw') || absent('pseudopotentials'))('ten structures by real pw.x', () => {
  let bench: Bench;
  beforeEach(() => {
    bench = openBench();
    bench.write('si.xyz', writeExtxyz(STRUCTURES.map((structure) => ({ structure }))));
    bench.write(
      'p.yaml',
      siliconPipeline({
        name: 'ten',
        ecutwfc: 10,
        command: `${bench.folder}/pw.sh`,
        node: 'retry: { attempts: 2 }',
        after:
          'dataset: { uses: store, inputs: { labels: labels }, publish: { database: ten.db } }',
      }),
    );
  });
  afterEach(() => bench.close());

  const unlucky = (lines: string): void => {
    bench.write('pw.sh', program(lines));
    chmodSync(join(bench.folder, 'pw.sh'), 0o755);
  };
  const starts = (): number =>
    readFileSync(join(bench.folder, 'starts'), 'utf8').trimEnd().split('\n').length;
  const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}/cmdline`);

  it(
    'kill -9 of one pw.x costs that one alone, in the same run',
    async () => {
      unlucky('"$PW" "$@" & pid=$!; kill -9 $pid; wait $pid; exit $?');
      const { code, summary, events } = await bench.run('p.yaml', '-j', '2');
      expect([code, summary.items]).toMatchObject([0, { executed: 10, failed: 0 }]);
      expect(events.filter(({ type }) => type === 'retry')).toMatchObject([
        { attempt: 2, message: 'pw.x was killed by signal 9' },
      ]);
      expect(starts()).toBe(11);
      expect((await bench.auto('db', 'check', 'ten.db')).stdout).toContain('10 rows, 10 labelled');
    },
    LONG,
  );

  it(
    'kill -9 of the engine keeps what was finished; the pw.x that it left is ended, the rest done',
    async () => {
      unlucky('echo $$ > "$here/pid"; exec "$PW" "$@"');
      const child = bench.start('run', 'p.yaml', '--json', '-j', '1');
      const pid = await new Promise<number>((found) => {
        const file = join(bench.folder, 'pid');
        const look = setInterval(() => {
          if (!existsSync(file) || readFileSync(file, 'utf8') === '') return;
          clearInterval(look);
          found(Number(readFileSync(file, 'utf8')));
        }, 20);
      });
      child.kill('SIGKILL');
      await ended(child);
      expect([starts(), isAlive(pid)]).toEqual([5, true]);
      const { code, summary } = await bench.run('p.yaml', '-j', '2');
      // Of labels of less than a second, the last waits up to a second for others to be kept with.
      const { executed, cached, failed } = summary.items;
      expect([code, executed + cached, failed]).toEqual([0, 10, 0]);
      expect([3, 4]).toContain(cached);
      expect([starts(), isAlive(pid)]).toEqual([5 + executed, false]);
      expect((await bench.auto('db', 'check', 'ten.db')).stdout).toContain('10 rows, 10 labelled');
    },
    LONG,
  );
});
