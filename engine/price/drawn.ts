import { type Draws, type Interval, intervalOf } from './draws.ts';
import type { CostModel } from './model.ts';
import { type Pieces, priceOf } from './predict.ts';

/** Prices a node's pieces, with the noise that is the node's own. */
export type Drawn = (
  model: CostModel,
  pieces: Pieces,
  node: string,
) => { readonly cpu: Draws; readonly interval: Interval };

/** Of more nodes than this, equal ones share their noise among so many. */
const MANY = 2000;
const SHARED = 64;

/**
 * Prices so many nodes. Where they are many, most are alike (thousands of runs of one program): then each
 * has one of a few draws of the noise, made once, and the sum of all is as sure as of that many.
 */
export function openDrawn(nodes: number): Drawn {
  const known = new Map<string, ReturnType<Drawn>>();
  let asked = 0;
  const price: Drawn = (model, pieces, seed) => {
    const cpu = priceOf(model, pieces, seed);
    return { cpu, interval: intervalOf(cpu) };
  };
  if (nodes <= MANY) return price;
  return (model, pieces, node) => {
    if (pieces.sample.length !== 1) return price(model, pieces, node);
    asked += 1;
    const seed = String(asked % SHARED);
    const name = JSON.stringify([seed, model.family, pieces]);
    const found = known.get(name) ?? price(model, pieces, seed);
    known.set(name, found);
    return found;
  };
}
