/** Some of the observations, all of one fold, that one worker takes at a time. */
export interface Block {
  readonly fold: number;
  /** Places in the list of observations, in order. */
  readonly places: readonly number[];
}

/**
 * Cuts the observations into blocks of one fold each with at least `rows` rows (the last of a fold
 * may have fewer). A function of the data alone, never of the number of workers.
 */
export function foldBlocks(
  observations: readonly { readonly fold: number; readonly rows: number }[],
  rows: number,
): Block[] {
  const blocks: Block[] = [];
  const open = new Map<number, { places: number[]; rows: number }>();
  observations.forEach(({ fold, rows: own }, at) => {
    const block = open.get(fold) ?? { places: [], rows: 0 };
    block.places.push(at);
    block.rows += own;
    open.set(fold, block);
    if (block.rows < rows) return;
    blocks.push({ fold, places: block.places });
    open.delete(fold);
  });
  for (const [fold, { places }] of open) blocks.push({ fold, places });
  return blocks;
}
