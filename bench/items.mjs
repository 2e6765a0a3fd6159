// Many items in one map node: built, labelled from nothing, looked at again, edited, killed and gone on with; what each
// costs in CPU and memory, and what of it is the engine's own for a new item.
// usage: node bench/items.mjs [ITEMS [PART...]]   (after `npm run build`); parts: set, file, reader, kill (default: all)

import { alone } from './side-by-side/alone.mjs';
import { ITEM_PARTS, itemSpeeds } from './side-by-side/items.mjs';

const [items = '100000', ...parts] = process.argv.slice(2);
const strange = parts.filter((part) => !ITEM_PARTS.includes(part));
if (strange.length > 0) throw new Error(`no such part: ${strange.join(', ')}`);
alone('items', (around) =>
  itemSpeeds(around, Number(items), parts.length > 0 ? parts : ITEM_PARTS),
);
