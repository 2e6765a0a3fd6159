import fc from 'fast-check';
import type { Rig } from './rig.ts';

/**
 * A workspace in which every part of the language has something to edit: params and `--set`, a file by content,
 * a matrix with its fan-in, `when`, a pipeline as a node, a stage of one's own with an import, settings of items.
 */
export interface World {
  readonly count: number;
  readonly first: number;
  /** What the file says that the settings name. */
  readonly text: string;
  readonly special: number | undefined;
  readonly by: number;
  /** What `--set` makes of `params.by`. */
  readonly set: number | undefined;
  readonly offset: number;
  readonly matrix: readonly number[];
  readonly extra: boolean;
  readonly partPlus: number;
  readonly partCount: number;
  readonly n: number;
  /** What the code of the stage of one's own imports. */
  readonly lib: number;
  /** A comment in its code. */
  readonly comment: string;
}

export type Knob = keyof World;

const small = fc.integer({ min: 1, max: 4 });

const KNOBS: { readonly [knob in Knob]: fc.Arbitrary<World[knob]> } = {
  count: small,
  first: small,
  text: fc.constantFrom('one\n', 'two\n', ''),
  special: fc.option(small, { nil: undefined }),
  by: small,
  set: fc.option(small, { nil: undefined, freq: 2 }),
  offset: small,
  matrix: fc.subarray([5, 6, 7], { minLength: 1 }),
  extra: fc.boolean(),
  partPlus: small,
  partCount: small,
  n: small,
  lib: small,
  comment: fc.constantFrom('', '// why\n', '/* { */\n'),
};

const world = fc.record(KNOBS) as fc.Arbitrary<World>;

const edited = (before: World): fc.Arbitrary<World> =>
  fc
    .subarray(Object.keys(KNOBS) as Knob[], { maxLength: 4 })
    .chain((some) => fc.record(Object.fromEntries(some.map((knob) => [knob, KNOBS[knob]]))))
    .map((edits) => ({ ...before, ...(edits as Partial<World>) }));

/** A world, and edits of it: one of long ago, the one before, the one of now. */
export const drawnWorlds = world.chain((before) =>
  fc.tuple(edited(before), fc.constant(before), edited(before)),
);

const CODE = ({ comment, lib }: World): string => `${comment}import { more } from './lib${lib}.mjs';

export default {
  kind: 'whole', name: 'mine', summary: '',
  settings: { type: 'object', properties: { n: { type: 'number' } }, additionalProperties: false },
  inputs: { sum: { type: 'sum' } },
  outputs: { out: { type: 'sum', default: true } },
  backend: () => ({
    name: 'mine', version: 1,
    resolve: (settings) => ({ ok: true, value: { with: { n: 1, ...settings } } }),
    run: async (context) => {
      const [sum] = context.input('sum');
      const value = Number(Buffer.from(context.read(sum)).toString('utf8'));
      return { ok: true, value: { out: context.put(String(value * context.with.n + more)) } };
    },
  }),
};
`;

const PART = (count: number): string => `version: 1
name: part
params: { plus: 1 }
outputs: { sum: total, values: made }
nodes:
  few: { uses: numbers, with: { count: ${count}, first: 11 } }
  made: { uses: double, inputs: { numbers: few } }
  total: { uses: sum, inputs: { values: made }, with: { plus: "\${{ params.plus }}" } }
`;

/** Writes the files of a world into a workspace; its pipeline, and what `--set` says. */
export function writeWorld(
  rig: Rig,
  world: World,
): { readonly text: string; readonly sets: Readonly<Record<string, string>> } {
  rig.write('words.txt', world.text);
  rig.write('part.yaml', PART(world.partCount));
  // A process loads a module once: other code of it is another file here.
  rig.write(`lib${world.lib}.mjs`, `export const more = ${world.lib};\n`);
  rig.write('mine.mjs', CODE(world));
  const { special, set } = world;
  const own = special === undefined ? '' : `, special: { "2": ${special} }`;
  const text = `version: 1
name: world
params: { by: ${world.by}, offset: ${world.offset}, extra: ${world.extra} }
nodes:
  set0: { uses: numbers, with: { count: ${world.count}, first: ${world.first}, file: words.txt } }
  map0: { uses: double, inputs: { numbers: set0 }, with: { by: "\${{ params.by }}"${own} } }
  map1: { uses: double, matrix: { by: [${world.matrix.join(', ')}] }, inputs: { numbers: set0 }, with: { by: "\${{ matrix.by }}" } }
  sum0: { uses: sum, inputs: { values: [map0, map1] }, with: { plus: "\${{ params.offset }}" } }
  sum1: { uses: sum, when: "\${{ params.extra }}", inputs: { values: map1 } }
  part: { uses: ./part.yaml, with: { plus: ${world.partPlus} } }
  sum2: { uses: sum, inputs: { values: [map0, part.values] } }
  mine: { uses: ./mine.mjs, inputs: { sum: sum0 }, with: { n: ${world.n} } }
`;
  return { text, sets: set === undefined ? {} : { by: String(set) } };
}

/** What a knob comes to in keys. */
const meaning = (world: World, knob: Knob): string =>
  JSON.stringify(knob === 'by' || knob === 'set' ? (world.set ?? world.by) : (world[knob] ?? null));

/** The knobs that come to something else in two worlds; `set` is one with `by`. */
export const turned = (a: World, b: World): Knob[] =>
  (Object.keys(KNOBS) as Knob[]).filter(
    (knob) => knob !== 'set' && meaning(a, knob) !== meaning(b, knob),
  );

/** `now` with some knobs as they were. */
export function turnedBack(now: World, before: World, knobs: readonly Knob[]): World {
  const all = knobs.includes('by') ? [...knobs, 'set' as const] : knobs;
  return { ...now, ...Object.fromEntries(all.map((knob) => [knob, before[knob]])) };
}

/** Which knobs an edit is of, by the words that an explanation has for it. */
export function knobsOf(what: string): readonly Knob[] {
  const known: readonly (readonly [RegExp, readonly Knob[]])[] = [
    [/^set0\.with\.(count|first)$/, []],
    [/words\.txt/, ['text']],
    [/^map0\.with\.special/, ['special']],
    [/^map0\.with$/, ['special', 'by', 'set']],
    [/^params\.by$/, ['by']],
    [/^params\.offset$/, ['offset']],
    [/map1|^sum[01]\.inputs/, ['matrix']],
    [/^node `sum1` is new$/, ['extra']],
    [/^part\.with\.plus|^(part\/)?total\.with\.plus|params\.plus/, ['partPlus']],
    [/^(part\/)?few\.with\.count$/, ['partCount']],
    [/^code of/, ['lib', 'comment']],
    [/^mine\.with\.n$/, ['n']],
  ];
  const own = /^set0\.with\.(count|first)$/.exec(what)?.[1];
  if (own) return [own as Knob];
  const found = known.find(([pattern]) => pattern.test(what));
  if (!found) throw new Error(`no knob is known of the edit \`${what}\``);
  return found[1];
}
