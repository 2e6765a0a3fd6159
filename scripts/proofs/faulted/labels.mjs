// A label for each number, paid for: each purchase is a line in the file that $PAID names. With `slow` each
// is a program that lasts longer than the second from which on a label is synced to the disk, and is large enough
// for a file.
import { appendFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineStage, ok } from 'mlip-autopipec';

const PROGRAM = fileURLToPath(new URL('program.sh', import.meta.url));

export default defineStage({
  kind: 'map',
  name: 'labels',
  summary: 'labels numbers',
  settings: {
    type: 'object',
    additionalProperties: false,
    properties: { slow: { type: 'boolean' } },
  },
  inputs: { numbers: { type: 'numbers' } },
  outputs: { labels: { type: 'labels', default: true }, failures: { type: 'failures' } },
  backend: ({ slow = false }) => ({
    name: 'labels',
    version: 1,
    batch: slow ? 1 : 3,
    resolve: () => ok({ with: { slow } }),
    async calculate(tasks, context) {
      if (slow) {
        const { exitCode } = await context.exec(['sh', PROGRAM, '1.05'], {
          env: { PATH: process.env.PATH },
        });
        if (exitCode !== 0) throw new Error(`the program ends with ${exitCode}`);
      }
      return tasks.map(({ bytes }) => {
        const word = `${slow ? 'slow' : 'quick'} ${Buffer.from(bytes)}`;
        appendFileSync(process.env.PAID, `${word}\n`);
        return ok(Buffer.from(`${word}\n`.repeat(slow ? 5000 : 20)));
      });
    },
    reading: { version: 1, read: (raw) => ok(raw.subarray(0, raw.indexOf(10))) },
  }),
});
