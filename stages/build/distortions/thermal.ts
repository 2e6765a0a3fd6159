import { type Static, Type } from '../../../base/doors/typebox.ts';
import { fail, ok, type Result } from '../../../base/result.ts';
import type { SettingIssue } from '../../../engine/stage.ts';
import { debyeTemperature, meanSquareDisplacement } from '../../../science/debye.ts';
import { elementSymbol } from '../../../science/elements.ts';
import { randomStream } from '../../../science/random.ts';
import { amountText } from '../parent.ts';
import { distortionPlugin, type Given, type StrategyChoice } from '../strategy.ts';
import type { Tally } from '../tally.ts';
import type { DistortionStrategy } from './strategy.ts';

const fields = {
  temperatures: Type.Optional(
    Type.Array(Type.Number({ minimum: 0, maximum: 5000 }), {
      minItems: 1,
      description:
        'K; at each, copies whose atoms are displaced as far as heat and zero-point motion do in the model of Debye. Default: none, or 300, 600 and 900 when n_thermal is given',
    }),
  ),
  n_thermal: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 100000,
      description: 'Copies at each temperature and strain point. Default: 3',
    }),
  ),
  debye_temperatures: Type.Optional(
    Type.Record(Type.String(), Type.Number({ exclusiveMinimum: 0 }), {
      description: 'K; by element. Default: measured ones (Kittel), which the node says',
    }),
  ),
};

type Config = Static<ReturnType<typeof Type.Object<typeof fields>>>;

interface Settings {
  readonly temperatures?: readonly number[];
  readonly n_thermal?: number;
  readonly debye_temperatures?: { readonly [symbol: string]: number };
}

/** K: room temperature, and on to where aluminium melts. */
const DEFAULT_TEMPERATURES = [300, 600, 900];

/** What fixes the thermal copies of every parent. */
interface ThermalSettings {
  readonly temperatures: readonly number[];
  readonly count: number;
  readonly debye: { readonly [symbol: string]: number };
  readonly seed: number;
}

/** Copies with independent normal displacements of each atom's own thermal width. */
export const thermalCopies = (settings: ThermalSettings): DistortionStrategy => ({
  name: 'thermal',
  group: 'thermal',
  *distort({ structure, digest }, tally) {
    const { temperatures, count, debye, seed } = settings;
    for (const temperature of temperatures) {
      const widths = widthsOf(structure.numbers, temperature, debye, tally);
      if (!widths) return;
      for (let index = 0; index < count; index++) {
        const purpose = `thermal ${amountText(temperature)}`;
        const random = randomStream({ purpose, seed, parent: digest, index });
        const positions = structure.positions.map(
          (x, i) => x + widths[Math.floor(i / 3)]! * random.gaussian(),
        );
        const operation = `thermal ${amountText(temperature)} K #${index}`;
        yield { structure: { ...structure, positions }, operation };
      }
    }
  },
});

/** Å, of each atom; undefined, and counted, where an element's Debye temperature is not known. */
function widthsOf(
  numbers: Int32Array,
  temperature: number,
  debye: ThermalSettings['debye'],
  tally: Tally,
): number[] | undefined {
  const widths = new Map<number, number>();
  for (const number of new Set(numbers)) {
    const symbol = elementSymbol(number);
    const own = debye[symbol] ?? debyeTemperature(symbol);
    if (own === undefined) {
      tally.reject(`no Debye temperature of ${symbol}: give distortion.debye_temperatures`);
      return undefined;
    }
    widths.set(number, Math.sqrt(meanSquareDisplacement(symbol, temperature, own)));
  }
  return Array.from(numbers, (number) => widths.get(number) as number);
}

/** `temperatures`, with `n_thermal` and `debye_temperatures`. */
export const thermalPlugin = distortionPlugin<Config, Settings>({
  name: 'thermal',
  phase: 'disorder',
  more: 'distortion.n_thermal',
  fields,
  resolve,
  isRandom: ({ temperatures }) => temperatures !== undefined,
  open: ({ temperatures, n_thermal: count = 0, debye_temperatures: debye = {} }, seed) =>
    temperatures && thermalCopies({ temperatures, count, debye, seed }),
});

function resolve(
  config: Config,
  { system }: Given,
): Result<StrategyChoice, readonly SettingIssue[]> {
  const { n_thermal = 3, debye_temperatures: given = {} } = config;
  const temperatures =
    config.temperatures ?? (config.n_thermal === undefined ? undefined : DEFAULT_TEMPERATURES);
  if (!temperatures) {
    if (config.debye_temperatures === undefined) return ok({ settings: {} });
    const message = 'no temperatures are given';
    return fail([{ path: ['distortion', 'debye_temperatures'], message }]);
  }
  const symbols = Object.keys(system?.composition ?? {});
  const unknown = symbols.find(
    (symbol) => (given[symbol] ?? debyeTemperature(symbol)) === undefined,
  );
  if (unknown !== undefined) {
    const message = `no Debye temperature of ${unknown} is known here`;
    const hint = `debye_temperatures: { ${unknown}: 300 }`;
    const path = ['distortion', config.temperatures ? 'temperatures' : 'n_thermal'];
    return fail([{ path, message, hint }]);
  }
  // What comes from the table is written out: it is in the key, and plan shows it.
  const debye = {
    ...Object.fromEntries(symbols.map((symbol) => [symbol, debyeTemperature(symbol) as number])),
    ...given,
  };
  const notes = symbols.flatMap((symbol) =>
    temperatures.map((temperature) => {
      const own = debye[symbol] as number;
      const width = Math.sqrt(meanSquareDisplacement(symbol, temperature, own));
      const source = given[symbol] === undefined ? ' (Kittel, table 5.1)' : '';
      return `${symbol} at ${temperature} K: ${width.toFixed(3)} Å along each axis, Debye temperature ${own} K${source}`;
    }),
  );
  const settings = { temperatures, n_thermal, debye_temperatures: debye };
  const chosen = config.temperatures
    ? []
    : [`temperatures ${temperatures.join(', ')} K, the default`];
  return ok({ settings, notes: [...chosen, ...notes] });
}
