/**
 * Works on the items with at most `limit` of them begun and not yet taken, and hands the results to
 * `take` in the order of the items, whatever the order in which they are done: so a sum over them is
 * the same sum with any number of workers. The first failure, in that order, is thrown.
 */
export async function inOrder<Item, Out>(
  items: readonly Item[],
  limit: number,
  work: (item: Item, at: number) => Promise<Out>,
  take: (out: Out, at: number) => void,
): Promise<void> {
  const begun: Promise<Out>[] = [];
  const begin = (): void => {
    const at = begun.length;
    const promise = work(items[at] as Item, at);
    // A later one that fails while an earlier one is awaited must not end the process.
    promise.catch(() => undefined);
    begun.push(promise);
  };
  for (let at = 0; at < items.length; at++) {
    while (begun.length < items.length && begun.length < at + Math.max(1, limit)) begin();
    take(await (begun[at] as Promise<Out>), at);
  }
}
