import { digestValue } from '../../../base/digest.ts';
import { type Static, Type } from '../../../base/doors/typebox.ts';
import { fail, ok, type Result } from '../../../base/result.ts';
import type { SettingIssue } from '../../../engine/stage.ts';
import { contactRadii } from '../../../science/atomic-radii.ts';
import { cbrt } from '../../../science/elementary.ts';
import { atomicNumber } from '../../../science/elements.ts';
import { latticeConstants } from '../../../science/lattice-constants.ts';
import { volumePerAtom } from '../../../science/prototypes.ts';
import { randomStream } from '../../../science/random.ts';
import { randomPacking } from '../../../science/random-packing.ts';
import { atomCounts, countsText, isReached } from '../composition.ts';
import { ElementsField, elementsOf } from '../elements-of.ts';
import { asParent, type Base } from '../parent.ts';
import { basePlugin, type Given, type StrategyChoice } from '../strategy.ts';
import type { Tally } from '../tally.ts';

const fields = {
  liquids: Type.Object(
    {
      elements: ElementsField,
      composition: Type.Optional(
        Type.Record(Type.String(), Type.Number({ minimum: 0, maximum: 1 }), {
          description: 'Fraction of each element. Default: that of `system`, else equal parts',
        }),
      ),
      n_structures: Type.Optional(
        Type.Integer({ minimum: 1, maximum: 100000, description: 'How many. Default: 10' }),
      ),
      n_atoms: Type.Optional(
        Type.Integer({
          minimum: 2,
          maximum: 2000,
          description: 'Atoms of each, in a cubic periodic box. Default: 64',
        }),
      ),
      volume_per_atom: Type.Optional(
        Type.Number({
          exclusiveMinimum: 0,
          description:
            'Å^3. Default: 1.08 of the mean of the crystals of the elements (metals swell by 3 to 8 % as they melt)',
        }),
      ),
      closest: Type.Optional(
        Type.Number({
          exclusiveMinimum: 0,
          maximum: 1,
          description:
            'No two atoms nearer than this share of the sum of their radii. Default: 0.8',
        }),
      ),
    },
    {
      additionalProperties: false,
      description:
        'Random packings with a minimum distance: what a liquid looks like, without a calculator',
    },
  ),
};

type Config = Static<ReturnType<typeof Type.Object<typeof fields>>>;

interface LiquidSettings {
  readonly composition: { readonly [symbol: string]: number };
  readonly n_structures: number;
  readonly n_atoms: number;
  readonly volume_per_atom: number;
  readonly closest: number;
  /** Å. */
  readonly radii: { readonly [symbol: string]: number };
}

interface Settings {
  readonly liquids?: LiquidSettings;
}

const SWELLING = 1.08;
/** Up to which share of the volume every try found a packing of equal spheres (bench/random-packing.mjs): a few atoms jam in their images. */
const alwaysFound = (atoms: number): number => (atoms < 16 ? 0.4 : 0.55);

/** `liquids`: random packings. */
export const liquidsPlugin = basePlugin<Config, Settings>({
  name: 'liquid',
  more: 'liquids.n_structures',
  fields,
  resolve,
  isRandom: ({ liquids }) => liquids !== undefined,
  open: ({ liquids }, seed) =>
    liquids && {
      name: 'liquid',
      bases: async ({ tally }) => ok(liquidBases(liquids, seed, tally)),
    },
});

/** Packing i depends on the settings, the seed and i alone. */
function* liquidBases(settings: LiquidSettings, seed: number, tally: Tally): Iterable<Base> {
  const { composition, n_atoms: atoms, volume_per_atom: volume, closest } = settings;
  const counts = atomCounts(composition, atoms);
  const symbols = counts.flatMap(([symbol, count]) => new Array<string>(count).fill(symbol));
  const radii = symbols.map((symbol) => closest * settings.radii[symbol]!);
  const edge = cbrt(atoms * volume);
  const { n_structures: count, ...one } = settings;
  const parent = digestValue('liquid', 1, one as never);
  for (let index = 0; index < count; index++) {
    const random = randomStream({ purpose: 'liquid', seed, parent, index });
    const positions = randomPacking(edge, radii, random);
    if (!positions) {
      tally.reject('no room for a random packing: lower liquids.closest or raise volume_per_atom');
      continue;
    }
    const made = asParent({
      numbers: Int32Array.from(symbols, (symbol) => atomicNumber(symbol) as number),
      positions,
      cell: Float64Array.of(edge, 0, 0, 0, edge, 0, 0, 0, edge),
      periodic: [true, true, true],
    });
    const formula = counts.map(([symbol, n]) => `${symbol}${n}`).join('');
    const operation = `random packing #${index}`;
    const about = { group: 'liquid', strategy: 'liquid', operation, accepts: [] };
    yield { ...made, ...about, name: `${formula} ${operation}`, leader: made };
  }
}

function resolve(
  { liquids: config = {} }: Config,
  given: Given,
): Result<StrategyChoice, readonly SettingIssue[]> {
  const elements = elementsOf('liquids', config.elements, given);
  if (!elements.ok) return elements;
  const composition = compositionOf(config, elements.value, given);
  const symbols = Object.keys(composition);
  const sum = Object.values(composition).reduce((total, x) => total + x, 0);
  const odd = symbols.find((symbol) => !elements.value.includes(symbol));
  if (odd !== undefined || Math.abs(sum - 1) > 1e-6) {
    const message = odd ? `${odd} is not among the elements` : `the fractions sum to ${sum}, not 1`;
    return fail([{ path: ['liquids', 'composition'], message }]);
  }
  const { n_structures = 10, n_atoms = 64, closest = 0.8 } = config;
  const counts = atomCounts(composition, n_atoms);
  if (!isReached(composition, counts)) {
    const message = `${n_atoms} atoms cannot hold this composition: the nearest is ${countsText(counts)}`;
    return fail([{ path: ['liquids', 'n_atoms'], message }]);
  }
  const contact = contactRadii(symbols);
  const volume = config.volume_per_atom ?? estimatedVolume(composition, contact?.radii);
  if (!contact || volume === undefined) {
    const message = `no radius is known here for one of ${symbols.join(', ')}`;
    return fail([{ path: ['liquids'], message }]);
  }
  const radii = Object.fromEntries(contact.radii);
  const settings = { composition, n_structures, n_atoms, closest, volume_per_atom: volume, radii };
  const share = filledShare(settings);
  const limit = alwaysFound(n_atoms);
  const tight = share > limit ? ` (beyond ${limit} room is not always found)` : '';
  const notes = [
    `liquids: ${volume} Å^3 an atom${config.volume_per_atom ? '' : `, ${SWELLING} of the crystals`}; none nearer than ${closest} of the sum of radii (${contact.words}), spheres that fill ${share.toFixed(2)} of the volume${tight}`,
  ];
  return ok({ settings: { liquids: settings }, notes });
}

/** How much of the volume is within spheres that may not overlap. */
function filledShare({ composition, radii, closest, volume_per_atom }: LiquidSettings): number {
  const spheres = Object.entries(composition).reduce((sum, [symbol, fraction]) => {
    const radius = closest * radii[symbol]!;
    return sum + fraction * radius * radius * radius;
  }, 0);
  return ((4 / 3) * Math.PI * spheres) / volume_per_atom;
}

function compositionOf(
  { composition }: NonNullable<Config['liquids']>,
  elements: readonly string[],
  { system }: Given,
): { readonly [symbol: string]: number } {
  if (composition) return composition;
  const own =
    system && Object.keys(system.composition).every((symbol) => elements.includes(symbol));
  if (own) return system.composition;
  return Object.fromEntries(elements.map((symbol) => [symbol, 1 / elements.length]));
}

/** Å^3 an atom: the crystal's where it is known, else close packed spheres of the radius. */
function estimatedVolume(
  composition: { readonly [symbol: string]: number },
  radii: ReadonlyMap<string, number> | undefined,
): number | undefined {
  let volume = 0;
  for (const [symbol, fraction] of Object.entries(composition)) {
    const fcc = latticeConstants({ [symbol]: 1 }, 'fcc');
    const diameter = 2 * (radii?.get(symbol) ?? 0);
    const own = fcc
      ? volumePerAtom('fcc', fcc.constants)
      : (diameter * diameter * diameter) / Math.sqrt(2);
    volume += fraction * own;
  }
  return volume > 0 ? Math.round(SWELLING * volume * 1e4) / 1e4 : undefined;
}
