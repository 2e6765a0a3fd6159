import { describe, expect, test } from 'vitest';
import { digestBytes } from '../../base/digest.ts';
import { newWorkspace, stateOf } from './workspace.ts';

const key = (name: string | number) => digestBytes(`key ${name}`);
const row = (cpuSeconds: number) => ({
  cpuSeconds,
  wallSeconds: 2 * cpuSeconds,
  features: { atoms: cpuSeconds },
});

describe('costs', () => {
  test('the newest of a family come first, and stay when the action is forgotten', () => {
    const state = stateOf(newWorkspace());
    for (const made of [3, 1, 2]) state.costs.add('oracle/emt', key(made), made, row(made));
    state.costs.add('train/ace', key(9), 9, row(9));
    state.actions.forget(key(3));
    expect(state.costs.latest('oracle/emt', 2)).toEqual([row(3), row(2)]);
    expect(state.costs.latest('oracle/emt', 9)).toHaveLength(3);
    expect(state.costs.latest('oracle/none', 9)).toEqual([]);
  });

  test('equal times and keys of different families do not meet', () => {
    const state = stateOf(newWorkspace());
    for (const name of ['a', 'b']) state.costs.add('oracle/emt', key(name), 7, row(1));
    state.costs.add('oracle/other', key('a'), 7, row(5));
    expect(state.costs.latest('oracle/emt', 9)).toHaveLength(2);
    expect(state.costs.latest('oracle/other', 9)).toEqual([row(5)]);
  });
});
