// Commits numbered work until it is killed: argv = workspace, first number, optional count.
// After each commit it prints the number, so that what was printed was done.
import { openState } from '../../../dist/cache/open.js';

const [workspace, first, count] = process.argv.slice(2);
const state = openState(workspace, 'write').value;
const end = count ? Number(first) + Number(count) : Number.POSITIVE_INFINITY;
for (let i = Number(first); i < end; i++) {
  const durable = i % 5 === 0;
  state.transaction(
    () => {
      const large = state.objects.put(Buffer.alloc(70_000, `large ${i} `));
      const small = state.objects.put(`small ${i}`);
      const key = state.objects.put(`key ${i}`);
      const cost = { cpuSeconds: 1, wallSeconds: 1 };
      const outputs = { large, small };
      state.actions.record(key, { outputs, outcome: 'ok', cost, made: i, origin: 'run' });
    },
    { durable },
  );
  process.stdout.write(`${i}\n`);
}
state.close();
