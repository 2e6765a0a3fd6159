import { canonicalText } from '../../base/canonical.ts';
import type { Digest } from '../../base/digest.ts';
import type { ActionRecord } from '../../cache/actions.ts';
import type { State } from '../../cache/state.ts';
import { recordOf } from './workspace.ts';

export const DAY = 86_400_000;
export const NOW = 1_700_000_000_000;

interface Made {
  readonly seconds?: number;
  readonly age?: number;
  readonly items?: number;
}

export const recorded = (outputs: ActionRecord['outputs'], made: Made): ActionRecord => {
  const { seconds = 1, age = 0, items } = made;
  const cost = { cpuSeconds: seconds, wallSeconds: 0 };
  const record = { ...recordOf(outputs), cost, made: NOW - age * DAY };
  return items === undefined ? record : { ...record, items };
};

/** Keeps a node's record: a value of so many bytes, and what was kept along with it. */
export function node(
  state: State,
  name: string,
  bytes: number,
  made: Made = {},
  contents: readonly Digest[] = [],
): Digest {
  const key = state.objects.put(canonicalText(['node', 1, { backend: 'toy', with: { name } }]));
  const out = state.objects.put(Buffer.alloc(bytes, `value of ${name} `));
  const list = state.objects.put([out, ...contents].join('\n'));
  state.actions.record(key, { ...recorded({ out }, made), contents: list });
  return key;
}

/** Keeps a label: its structure, its raw output, and the value that was read out of it. */
export function label(state: State, name: string, made: Made = {}) {
  const item = state.objects.put(`structure ${name}`);
  const calculation = canonicalText(['calculation', 1, { backend: 'dft', with: {}, item }]);
  const raw = state.objects.put(`raw output of ${name}, of some length`);
  const reading = canonicalText(['reading', 1, { backend: 'dft', version: 1, raw }]);
  const value = state.objects.put(`value ${name}`);
  const keys = [calculation, reading].map((text) => state.objects.put(text)) as [Digest, Digest];
  state.actions.record(keys[0], recorded({ raw }, made));
  state.actions.record(keys[1], recorded({ value }, { ...made, seconds: 0 }));
  return { item, raw, value, keys, contents: [value, ...keys] };
}

export const outputOf = (state: State, key: Digest): Digest =>
  state.actions.find(key)?.outputs.out as Digest;
export const isThere = (state: State, digest: Digest): boolean => state.objects.isWhole(digest).ok;
