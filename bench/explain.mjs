// Why something would be made, at a map node of many items: `explain NODE`, `explain NODE ITEM` and `diff` after an edit
// of a setting, of the structures above, of both.
// usage: node bench/explain.mjs [ITEMS]   (after `npm run build`)
import { alone } from './side-by-side/alone.mjs';
import { explainAlone } from './side-by-side/items.mjs';

alone('explain', (around) => explainAlone(around, Number(process.argv[2] ?? 100_000)));
