import type { ItemWork } from '../plan/item-state.ts';
import type { ItemResult } from '../stage.ts';
import type { ItemCost } from './item-costs.ts';

/** An attempt at a batch that has ended: what became of each item, and which of them are tried again. */
export interface EndedBatch {
  readonly items: readonly ItemWork[];
  readonly results: readonly ItemResult[];
  readonly costs: readonly ItemCost[];
  readonly again: ReadonlySet<ItemWork>;
}

/** Ended batches on their way into the index. */
export interface CommitGroup {
  /** Takes a batch; commits it, with all that waits, where it is dear or failed, or where enough waits. */
  add(batch: EndedBatch): void;
  /** Commits what waits. Where the disk refuses, it waits on: to be called again. */
  flush(): void;
}

/** So many CPU seconds of work wait at most; an item that took as long on the clock does not wait at all. */
const MOST_SECONDS = 1;
/** So long a batch waits at most: what a killed run loses is less than this old. */
const MOST_MS = 1000;
/** So much is held at most. */
const MOST_ITEMS = 8192;
const MOST_BYTES = 16e6;

/**
 * Commits cheap batches together. A transaction writes every page of the index that it touches, and the keys of
 * items lie anywhere: those of sixty batches touch few pages more than those of five. As many wait as were committed
 * before: so the first batch is committed at once, and shows whether the disk takes it.
 */
export function openCommitGroup(commit: (batches: readonly EndedBatch[]) => void): CommitGroup {
  let waiting: EndedBatch[] = [];
  let held = NOTHING;
  let committed = 0;
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length === 0) return;
    commit(waiting);
    waiting = [];
    committed += held.items;
    held = NOTHING;
  };
  const flushLater = (): void => {
    try {
      flush();
    } catch {
      // Whoever adds or flushes next hears of it.
    }
  };
  return {
    flush,
    add(batch) {
      waiting.push(batch);
      held = withBatch(held, batch);
      if (held.items >= committed || isEnough(held)) flush();
      else timer ??= setTimeout(flushLater, MOST_MS);
    },
  };
}

interface Held {
  readonly seconds: number;
  readonly items: number;
  readonly bytes: number;
  /** One of them cannot wait: it was dear, or it failed. */
  readonly urgent: boolean;
}

const NOTHING: Held = { seconds: 0, items: 0, bytes: 0, urgent: false };

function withBatch(held: Held, { items, results, costs }: EndedBatch): Held {
  let { seconds, bytes, urgent } = held;
  for (const { cost } of costs) {
    seconds += cost.cpuSeconds;
    urgent ||= cost.wallSeconds >= MOST_SECONDS;
  }
  for (const result of results) {
    if (result.ok) bytes += result.value.length;
    else urgent = true;
  }
  return { seconds, items: held.items + items.length, bytes, urgent };
}

const isEnough = ({ seconds, items, bytes, urgent }: Held): boolean =>
  urgent || seconds >= MOST_SECONDS || items >= MOST_ITEMS || bytes >= MOST_BYTES;
