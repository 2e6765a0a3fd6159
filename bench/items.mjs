// Many items in one map node: built, labelled from nothing, looked at again, edited, killed and gone on with; what each
// costs in CPU and memory, and what of it is the engine's own for a new item.
// usage: node bench/items.mjs [ITEMS]   (after `npm run build`)

import { alone } from './side-by-side/alone.mjs';
import { itemSpeeds } from './side-by-side/items.mjs';

alone('items', (around) => itemSpeeds(around, Number(process.argv[2] ?? 100_000)));
