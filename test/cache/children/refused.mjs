// Writes values of argv[3] bytes into the workspace argv[2] until refused, and prints what was said.
import { attempt } from '../../../dist/cache/failure.js';
import { openState } from '../../../dist/cache/open.js';

process.on('SIGXFSZ', () => undefined);
const [workspace, size] = process.argv.slice(2);
const opened = openState(workspace, 'write');
if (!opened.ok) {
  process.stdout.write(JSON.stringify({ opening: opened.error }));
} else {
  const state = opened.value;
  for (let i = 0; ; i++) {
    const bytes = Buffer.alloc(Number(size), `value ${i} `);
    const done = attempt(() => state.transaction(() => state.objects.put(bytes)));
    if (done.ok) continue;
    process.stdout.write(JSON.stringify({ count: i, writing: done.error }));
    break;
  }
}
