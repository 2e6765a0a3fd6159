import type { Digest } from '../../base/digest.ts';
import type { ValidNode } from '../pipeline.ts';
import type { ItemWork } from '../plan/item-state.ts';
import type { MapBackend, StageFailure } from '../stage.ts';

/** Items of one node that are bought together. */
export interface Batch {
  readonly node: ValidNode;
  readonly backend: MapBackend;
  readonly items: readonly ItemWork[];
}

/** How much may be spent on items, in CPU seconds: over all runs that paid for those of this pipeline. */
export interface Budget {
  /** Counts what calculations cost when they were bought, whichever run did; each is counted once. */
  count(keys: readonly Digest[]): void;
  /**
   * Asks to buy a batch. Answers come in the order of asking; undefined once the budget is met, and from
   * then on, so that what is bought is the first part of what was asked for.
   */
  admit(batch: Batch): Promise<Purchase | undefined>;
  /** What a batch is expected to cost, CPU seconds. */
  expect(batch: Batch): number;
}

/** A batch that is being bought. */
export interface Purchase {
  /** It has ended, and cost so much. */
  end(cpuSeconds: number): void;
}

/** Stands for the value of an item that the budget did not reach. */
export const NOT_BOUGHT: StageFailure = {
  class: 'infra',
  message: 'not bought: the budget is met',
  hint: 'raise --budget: only the difference is bought',
};
