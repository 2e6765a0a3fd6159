import { randomStream } from '../../../science/random.ts';
import { amountText } from '../parent.ts';
import type { DistortionStrategy } from './strategy.ts';

/** What fixes the rattled copies of every parent. */
export interface RattleSettings {
  /** Å, of each coordinate. */
  readonly stdev: number;
  readonly count: number;
  readonly seed: number;
}

/**
 * Thermal-like disorder: independent normal displacements of every coordinate. Copy i of a parent
 * depends on (seed, parent, i) alone: more copies, or other parents beside it, change none.
 */
export const rattles = ({ stdev, count, seed }: RattleSettings): DistortionStrategy => ({
  name: 'rattle',
  group: 'rattle',
  *distort({ structure, digest }) {
    for (let index = 0; index < count; index++) {
      const random = randomStream({ purpose: 'rattle', seed, parent: digest, index });
      yield {
        structure: {
          ...structure,
          positions: structure.positions.map((x) => x + stdev * random.gaussian()),
        },
        operation: `rattle ${amountText(stdev)} #${index}`,
      };
    }
  },
});
