import { type Static, Type } from '../../../base/doors/typebox.ts';
import { fail, ok, type Result } from '../../../base/result.ts';
import type { SettingIssue } from '../../../engine/stage.ts';
import { contactRadii } from '../../../science/atomic-radii.ts';
import {
  compoundPrototype,
  decorated,
  decorations,
  PROTOTYPE_NAMES,
  type PrototypeName,
  touchingEdge,
} from '../../../science/compounds.ts';
import { elementSymbol } from '../../../science/elements.ts';
import { measuredConstants } from '../../../science/lattice-constants.ts';
import type { Structure } from '../../../science/structure.ts';
import { ElementsField, elementsOf } from '../elements-of.ts';
import { asParent, type Base } from '../parent.ts';
import { basePlugin, type Given, type StrategyChoice } from '../strategy.ts';

const PrototypesSchema = Type.Object(
  {
    structures: Type.Optional(
      Type.Union(
        [
          Type.Literal('all'),
          Type.Array(Type.Union(PROTOTYPE_NAMES.map((name) => Type.Literal(name))), {
            minItems: 1,
            uniqueItems: true,
          }),
        ],
        {
          description: `Which structure types: all, or a list of ${PROTOTYPE_NAMES.join(', ')}. Default: all`,
        },
      ),
    ),
    elements: ElementsField,
  },
  {
    additionalProperties: false,
    description:
      'Structure types in their conventional cells, with every distinct decoration by the elements; strained and rattled as `distortion` says',
  },
);

const fields = { prototypes: PrototypesSchema };

type Config = Static<ReturnType<typeof Type.Object<typeof fields>>>;

interface Settings {
  readonly prototypes?: {
    /** Each crystal with its edge, Å: what is estimated is in the key. */
    readonly crystals: readonly (readonly [
      name: PrototypeName,
      symbols: readonly string[],
      a: number,
    ])[];
  };
}

/** `prototypes`: structure types with all decorations of the elements. */
export const prototypesPlugin = basePlugin<Config, Settings>({
  name: 'prototype',
  fields,
  resolve,
  open: ({ prototypes }) =>
    prototypes && {
      name: 'prototype',
      bases: async () => ok(prototypeBases(prototypes.crystals)),
    },
});

function* prototypeBases(
  crystals: NonNullable<Settings['prototypes']>['crystals'],
): Iterable<Base> {
  for (const [name, symbols, a] of crystals) {
    const parent = asParent(decorated(compoundPrototype(name), symbols, a));
    const title = `${formula(parent.structure)} ${name}`;
    const about = { group: 'prototype', strategy: 'prototype', operation: `${title} a ${a}` };
    yield {
      ...parent,
      ...about,
      name: title,
      leader: parent,
      accepts: ['planar', 'strain', 'disorder'],
    };
  }
}

function formula({ numbers }: Structure): string {
  const counts = new Map<string, number>();
  for (const number of numbers) {
    counts.set(elementSymbol(number), (counts.get(elementSymbol(number)) ?? 0) + 1);
  }
  return [...counts].map(([symbol, n]) => (n === 1 ? symbol : `${symbol}${n}`)).join('');
}

function resolve(
  { prototypes = {} }: Config,
  given: Given,
): Result<StrategyChoice, readonly SettingIssue[]> {
  const elements = elementsOf('prototypes', prototypes.elements, given);
  if (!elements.ok) return elements;
  const contact = contactRadii(elements.value);
  if (!contact) {
    const message = `no radius is known here for one of ${elements.value.join(', ')}`;
    return fail([{ path: ['prototypes'], message, hint: 'leave out elements beyond Cm' }]);
  }
  const { structures = 'all' } = prototypes;
  const names = PROTOTYPE_NAMES.filter(
    (name) => structures === 'all' || (structures as readonly string[]).includes(name),
  );
  const crystals = names.flatMap((name) => {
    const prototype = compoundPrototype(name);
    return decorations(prototype, elements.value).map((symbols) => {
      const edge =
        measuredConstants(symbols[0]!, name)?.a ?? touchingEdge(prototype, symbols, contact.radii);
      return [name, symbols, Math.round(edge * 1e4) / 1e4] as const;
    });
  });
  if (crystals.length === 0) {
    const message = `${names.join(', ')} need more elements than ${elements.value.join(', ')}`;
    return fail([{ path: ['prototypes', 'structures'], message }]);
  }
  const words = `${crystals.length} prototypes; edges where the first neighbours touch (${contact.words}), measured ones where an element is in its own structure: a wide strain_range covers what an estimate misses`;
  return ok({ settings: { prototypes: { crystals } }, notes: [words] });
}
