import { type Static, Type } from '../../../base/doors/typebox.ts';
import { ok } from '../../../base/result.ts';
import { debyeTemperature, meanSquareDisplacement } from '../../../science/debye.ts';
import { randomStream } from '../../../science/random.ts';
import { amountText } from '../parent.ts';
import { distortionPlugin, type Given, type StrategyChoice } from '../strategy.ts';
import type { DistortionStrategy } from './strategy.ts';

const fields = {
  rattle_stdev: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 2,
      description:
        'Å; standard deviation of the normal displacement of each coordinate of a rattled structure (thermal motion of Cu at 300 K is about 0.08). One whose atoms come nearer than 0.7 of the shortest distance before is rejected. Default when n_rattle_steps is given: 0.05',
    }),
  ),
  n_rattle_steps: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 100000,
      description:
        'Rattled copies of each strain point. Default: 0, or 3 when rattle_stdev is given',
    }),
  ),
};

type Config = Static<ReturnType<typeof Type.Object<typeof fields>>>;

interface Settings {
  readonly rattle_stdev?: number;
  readonly n_rattle_steps?: number;
}

const DEFAULT_STDEV = 0.05;
const DEFAULT_COUNT = 3;

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

/** `rattle_stdev` and `n_rattle_steps`. */
export const rattlePlugin = distortionPlugin<Config, Settings>({
  name: 'rattle',
  phase: 'disorder',
  more: 'distortion.n_rattle_steps',
  fields,
  resolve: (config, given) => ok(resolve(config, given)),
  isRandom: ({ n_rattle_steps: count }) => count !== undefined,
  open: ({ rattle_stdev: stdev = 0, n_rattle_steps: count = 0 }, seed) =>
    count > 0 ? rattles({ stdev, count, seed }) : undefined,
});

function resolve(
  { rattle_stdev: stdev, n_rattle_steps: count }: Config,
  { system }: Given,
): StrategyChoice {
  if (stdev === undefined && count === undefined) return { settings: {} };
  if (stdev === 0 || count === 0) {
    const isOdd = stdev === 0 && count !== 0;
    return { settings: {}, notes: isOdd ? ['rattle_stdev is 0: nothing is rattled'] : [] };
  }
  return {
    settings: { rattle_stdev: stdev ?? DEFAULT_STDEV, n_rattle_steps: count ?? DEFAULT_COUNT },
    notes: [
      ...(stdev === undefined
        ? [`rattle_stdev ${DEFAULT_STDEV} Å, the default${beside(system)}`]
        : []),
      ...(count === undefined ? [`n_rattle_steps ${DEFAULT_COUNT}, the default`] : []),
    ],
  };
}

/** K. */
const ROOM = 293;

/** How far heat moves the elements, beside a number that knows none of them. */
function beside(system: Given['system']): string {
  const widths = Object.keys(system?.composition ?? {}).flatMap((symbol) => {
    const debye = debyeTemperature(symbol);
    if (debye === undefined) return [];
    const width = Math.sqrt(meanSquareDisplacement(symbol, ROOM, debye));
    return [`${symbol} ${width.toFixed(3)}`];
  });
  if (widths.length === 0) return '';
  return `; at ${ROOM} K heat moves ${widths.join(', ')} Å along each axis: distortion.n_thermal makes copies as wide as that`;
}
