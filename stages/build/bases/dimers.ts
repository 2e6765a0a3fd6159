import { type Static, Type } from '../../../base/doors/typebox.ts';
import { fail, ok, type Result } from '../../../base/result.ts';
import type { SettingIssue } from '../../../engine/stage.ts';
import { contactRadii } from '../../../science/atomic-radii.ts';
import { atomicNumber } from '../../../science/elements.ts';
import { linspace } from '../../../science/strain.ts';
import { boxed } from '../boxed.ts';
import { ElementsField, elementsOf } from '../elements-of.ts';
import { amountText, asParent, type Base } from '../parent.ts';
import { basePlugin, type Given, type StrategyChoice } from '../strategy.ts';

const fields = {
  dimers: Type.Object(
    {
      elements: ElementsField,
      range: Type.Optional(
        Type.Array(Type.Number({ minimum: 0.2, maximum: 5 }), {
          minItems: 2,
          maxItems: 2,
          description:
            'The nearest and the farthest distance, in bond lengths (sums of radii). Default: [0.65, 2.5]',
        }),
      ),
      n_steps: Type.Optional(
        Type.Integer({
          minimum: 2,
          maximum: 1000,
          description: 'Evenly spaced distances, ends included. Default: 21',
        }),
      ),
      box: Type.Optional(
        Type.Number({
          minimum: 5,
          maximum: 60,
          description: 'Å; edge of the cubic periodic box. Default: six bond lengths',
        }),
      ),
    },
    {
      additionalProperties: false,
      description:
        'Two atoms of each pair of elements at many distances: what keeps a potential repulsive where atoms are near',
    },
  ),
};

type Config = Static<ReturnType<typeof Type.Object<typeof fields>>>;

interface Curve {
  readonly pair: readonly [string, string];
  /** Å. */
  readonly distances: readonly [number, number];
  readonly box: number;
}

interface Settings {
  readonly dimers?: { readonly curves: readonly Curve[]; readonly n_steps: number };
}

const DEFAULT_RANGE = [0.65, 2.5] as const;
const DEFAULT_STEPS = 21;

/** `dimers`: the curve of each pair of elements. */
export const dimersPlugin = basePlugin<Config, Settings>({
  name: 'dimer',
  more: 'dimers.n_steps',
  fields,
  resolve,
  open: ({ dimers }) =>
    dimers && {
      name: 'dimer',
      bases: async () => ok(dimerBases(dimers.curves, dimers.n_steps)),
    },
});

/** A curve is one family: its points resemble each other. */
function* dimerBases(curves: readonly Curve[], steps: number): Iterable<Base> {
  for (const { pair, distances, box } of curves) {
    const numbers = pair.map((symbol) => atomicNumber(symbol) as number);
    const all = linspace(distances[0], distances[1], steps).map((d) => ({
      d,
      parent: asParent(boxed(numbers, [-0.5 * d, 0, 0, 0.5 * d, 0, 0], box)),
    }));
    for (const { d, parent } of all) {
      const operation = `distance ${amountText(d)}`;
      const about = { group: 'dimer', strategy: 'dimer', operation, leader: all[0]!.parent };
      yield { ...parent, ...about, name: `${pair.join('-')} dimer ${operation}`, accepts: [] };
    }
  }
}

function resolve(
  { dimers: config = {} }: Config,
  given: Given,
): Result<StrategyChoice, readonly SettingIssue[]> {
  const found = elementsOf('dimers', config.elements, given);
  if (!found.ok) return found;
  const elements = found.value;
  const contact = contactRadii(elements);
  const [low = 0, high = 0] = config.range ?? DEFAULT_RANGE;
  if (!contact || !(low < high)) {
    const message = contact
      ? `from ${low} to ${high} is no range`
      : `no radius is known here for one of ${elements.join(', ')}`;
    return fail([{ path: contact ? ['dimers', 'range'] : ['dimers'], message }]);
  }
  const curves = elements.flatMap((a, i) =>
    elements.slice(i).map((b): Curve => {
      const bond = contact.radii.get(a)! + contact.radii.get(b)!;
      const distances = [rounded(low * bond), rounded(high * bond)] as const;
      return { pair: [a, b], distances, box: config.box ?? rounded(6 * bond) };
    }),
  );
  const tight = curves.find(({ distances, box }) => distances[1] > 0.5 * box);
  if (tight) {
    const message = `at ${tight.distances[1]} Å the images of ${tight.pair.join('-')} are nearer than the atoms in a box of ${tight.box} Å`;
    return fail([
      { path: ['dimers'], message, hint: `box: ${Math.ceil(2.5 * tight.distances[1])}` },
    ]);
  }
  const { n_steps = DEFAULT_STEPS } = config;
  const notes = curves.map(
    ({ pair, distances: [near, far], box }) =>
      `dimer ${pair.join('-')}: ${near} to ${far} Å in a box of ${box} Å (${contact.words})`,
  );
  return ok({ settings: { dimers: { curves, n_steps } }, notes });
}

const rounded = (x: number): number => Math.round(x * 1e4) / 1e4;
