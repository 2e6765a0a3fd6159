import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { digestBytes } from '../../base/digest.ts';
import { ended, filesBelow, linesOf, newWorkspace, startChild, stateOf } from './workspace.ts';

/** Where each writer is killed: after so many commits, somewhere in the next ones. */
const KILLS = [1, 2, 5, 9, 14, 23];

test('a state whose writer was killed holds only whole things, and all that was committed', async () => {
  const workspace = newWorkspace();
  let next = 0;
  for (const after of KILLS) {
    const child = startChild('writer', workspace, String(next));
    let last = next;
    for await (const line of linesOf(child)) {
      last = Math.max(last, Number(line));
      if (last - next >= after) child.kill('SIGKILL');
    }
    await ended(child);
    next = last + 1;
    const state = stateOf(workspace);
    const printed = [...Array(next).keys()].map((i) => digestBytes(`key ${i}`));
    const records = state.actions.findMany(printed);
    expect(records.size).toBe(next);
    for (const [key, { outputs }] of records) {
      for (const digest of [key, ...Object.values(outputs)]) {
        expect(state.objects.read(digest).ok).toBe(true);
      }
    }
    expect(state.verify()).toMatchObject({ losses: [], index: [] });
    await state.sweep();
    expect(filesBelow(state.folder).filter((file) => file.includes('tmp'))).toEqual([]);
    // The one that was committed but not printed any more, if there was one.
    if (state.actions.find(digestBytes(`key ${next}`))) next++;
    state.close();
  }
  rmSync(join(workspace, '.mlip'), { recursive: true });
});
