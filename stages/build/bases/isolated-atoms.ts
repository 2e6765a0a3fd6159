import { type Static, Type } from '../../../base/doors/typebox.ts';
import { ok, type Result } from '../../../base/result.ts';
import type { SettingIssue } from '../../../engine/stage.ts';
import { atomicNumber } from '../../../science/elements.ts';
import { boxed } from '../boxed.ts';
import { ElementsField, elementsOf } from '../elements-of.ts';
import { asParent, type Base } from '../parent.ts';
import { basePlugin, type Given, type StrategyChoice } from '../strategy.ts';

const fields = {
  isolated_atoms: Type.Object(
    {
      elements: ElementsField,
      box: Type.Optional(
        Type.Number({
          minimum: 5,
          maximum: 60,
          description:
            'Å; edge of the cubic periodic box: more than twice the cutoff of the potential. Default: 14',
        }),
      ),
    },
    {
      additionalProperties: false,
      description: 'One atom of each element alone in a box: the reference of the energies',
    },
  ),
};

type Config = Static<ReturnType<typeof Type.Object<typeof fields>>>;

interface Settings {
  readonly isolated_atoms?: { readonly elements: readonly string[]; readonly box: number };
}

const DEFAULT_BOX = 14;

/** `isolated_atoms`: each element alone in a box. */
export const isolatedAtomsPlugin = basePlugin<Config, Settings>({
  name: 'isolated atom',
  fields,
  resolve,
  open: ({ isolated_atoms: settings }) =>
    settings && {
      name: 'isolated atom',
      bases: async () => ok(settings.elements.map((symbol) => isolated(symbol, settings.box))),
    },
});

function isolated(symbol: string, box: number): Base {
  const parent = asParent(boxed([atomicNumber(symbol) as number], [0, 0, 0], box));
  const about = { group: 'isolated_atom', strategy: 'isolated atom', operation: `box ${box}` };
  return { ...parent, ...about, name: `${symbol} atom`, leader: parent, accepts: [] };
}

function resolve(
  { isolated_atoms: config = {} }: Config,
  given: Given,
): Result<StrategyChoice, readonly SettingIssue[]> {
  const elements = elementsOf('isolated_atoms', config.elements, given);
  if (!elements.ok) return elements;
  const { box = DEFAULT_BOX } = config;
  const notes = [`isolated atoms in a periodic cube of ${box} Å`];
  return ok({ settings: { isolated_atoms: { elements: elements.value, box } }, notes });
}
