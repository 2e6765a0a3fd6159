import type { Digest } from '../base/digest.ts';
import { type Inventory, isPaid, type StoredRecord } from './inventory.ts';
import type { State } from './state.ts';

/** Which record names which objects, apart from the preimages of keys. */
export interface References {
  /** The outputs of a record and all that was kept along with them. */
  namedBy(record: StoredRecord): readonly Digest[];
  /** All that some last keys keep in use: their outputs, contents and views, and the records behind these. */
  closure(keys: Iterable<Digest>): Closure;
}

export interface Closure {
  readonly records: ReadonlySet<Digest>;
  readonly objects: ReadonlySet<Digest>;
}

/** References between the records of an inventory; the lists of contents are read when they are needed. */
export function openReferences(state: State, { records }: Inventory): References {
  const known = new Map<Digest, readonly Digest[]>();
  const namedBy = (stored: StoredRecord): readonly Digest[] => {
    const named = known.get(stored.key) ?? read(state, stored);
    known.set(stored.key, named);
    return named;
  };
  const views = [...records.values()].filter(({ tag }) => tag === 'view');
  return {
    namedBy,
    closure(keys) {
      const closure = { records: new Set<Digest>(), objects: new Set<Digest>() };
      const waiting = [...keys];
      for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
        const stored = records.get(key);
        if (!stored || closure.records.has(key)) continue;
        closure.records.add(key);
        for (const digest of namedBy(stored)) {
          closure.objects.add(digest);
          // The contents of a set list the keys of its items' actions.
          if (records.has(digest)) waiting.push(digest);
        }
      }
      for (const view of views) {
        if (!closure.objects.has(view.of as Digest)) continue;
        closure.records.add(view.key);
        for (const digest of namedBy(view)) closure.objects.add(digest);
      }
      return closure;
    },
  };
}

function read({ objects }: State, stored: StoredRecord): readonly Digest[] {
  const { outputs, contents } = stored.record;
  const named: Digest[] = Object.values(outputs);
  // A label is of no use without its structure.
  if (isPaid(stored) && stored.item) named.push(stored.item);
  if (contents === undefined) return named;
  named.push(contents);
  const list = objects.read(contents);
  if (!list.ok) return named;
  const lines = Buffer.from(list.value).toString('latin1').split('\n');
  for (const line of lines) if (line !== '') named.push(line as Digest);
  return named;
}
