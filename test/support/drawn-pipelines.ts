import fc from 'fast-check';

/** A pipeline as its settings by name, `node.setting`: what is not there is left to its default. */
export type Draft = Readonly<Record<string, number | string>>;

export interface Shape {
  readonly maps: number;
  /** Which maps each sum adds up. */
  readonly sums: readonly (readonly number[])[];
}

const shape: fc.Arbitrary<Shape> = fc.record({
  maps: fc.integer({ min: 1, max: 3 }),
  sums: fc.array(fc.uniqueArray(fc.nat(2), { minLength: 1, maxLength: 2 }), { maxLength: 2 }),
});

const small = fc.integer({ min: 1, max: 4 });

/** Every setting and edge that can be edited. The two sets differ always, so that an edge that moves is seen. */
function knobs({ maps, sums }: Shape): Readonly<Record<string, fc.Arbitrary<number | string>>> {
  const all: Record<string, fc.Arbitrary<number | string>> = {};
  for (const [at, families] of [
    ['a', 'b'],
    ['c', 'd'],
  ].entries()) {
    Object.assign(all, { [`set${at}.count`]: small, [`set${at}.first`]: small });
    all[`set${at}.family`] = fc.constantFrom(...families);
  }
  for (let at = 0; at < maps; at++) {
    Object.assign(all, { [`map${at}.by`]: small, [`map${at}.special.2`]: small });
    Object.assign(all, { [`map${at}.special.3`]: small });
    all[`map${at}.inputs.numbers`] = fc.constantFrom('set0', 'set1');
  }
  for (const at of sums.keys()) all[`sum${at}.plus`] = small;
  return all;
}

const REQUIRED = (name: string): boolean => /family|inputs/.test(name);

/** A draft, and some edits of one. */
const settings = (one: Shape): fc.Arbitrary<Draft> => {
  const requiredKeys = Object.keys(knobs(one)).filter(REQUIRED);
  return fc.record(knobs(one), { requiredKeys }) as fc.Arbitrary<Draft>;
};
const edited = (one: Shape, draft: Draft): fc.Arbitrary<Draft> =>
  fc
    .subarray(Object.entries(knobs(one)), { maxLength: 4 })
    .chain((some) => fc.record(Object.fromEntries(some)))
    .map((edits) => ({ ...draft, ...edits }));

export function yaml({ maps, sums }: Shape, draft: Draft): string {
  const given = (node: string): string => {
    const own = Object.entries(draft).filter(([name]) => name.startsWith(`${node}.`));
    const plain = own.filter(([name]) => !/special|inputs/.test(name));
    const special = own.filter(([name]) => name.includes('.special.'));
    const last = (name: string): string => name.split('.').at(-1) as string;
    const parts = plain.map(([name, value]) => `${last(name)}: ${value}`);
    const specials = special.map(([name, value]) => `"${last(name)}": ${value}`).join(', ');
    return `with: { ${[...parts, ...(specials ? [`special: { ${specials} }`] : [])].join(', ')} }`;
  };
  const numbered = (count: number): number[] => Array.from({ length: count }, (_, at) => at);
  const lines = [
    ...numbered(2).map((at) => `set${at}: { uses: numbers, ${given(`set${at}`)} }`),
    ...numbered(maps).map((at) => {
      const from = draft[`map${at}.inputs.numbers`];
      return `map${at}: { uses: double, ${given(`map${at}`)}, inputs: { numbers: ${from} } }`;
    }),
    ...sums.map((of, at) => {
      const sources = [...new Set(of.map((map) => `map${map % maps}`))].join(', ');
      return `sum${at}: { uses: sum, ${given(`sum${at}`)}, inputs: { values: [${sources}] } }`;
    }),
  ];
  return `version: 1\nname: drawn\nnodes:\n${lines.map((line) => `  ${line}\n`).join('')}`;
}

const DEFAULTS: Readonly<Record<string, number>> = { count: 3, first: 1, by: 2, plus: 0 };
const settingIn = (draft: Draft, name: string): number | string | undefined =>
  draft[name] ?? DEFAULTS[name.split('.').at(-1) as string];

/** The settings that really differ between two drafts. */
export const differing = (a: Draft, b: Draft): string[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].filter(
    (name) => settingIn(a, name) !== settingIn(b, name),
  );

/** `now` with some settings as they were. */
export function undone(now: Draft, before: Draft, names: readonly string[]): Draft {
  const kept = Object.entries(now).filter(([name]) => !names.includes(name));
  const back = names.flatMap((name) => (name in before ? [[name, before[name]] as const] : []));
  return Object.fromEntries([...kept, ...back]) as Draft;
}

export const settingOf = (what: string): string => what.replace('.with.', '.');

export const drawn = shape
  .chain((one) => fc.tuple(fc.constant(one), settings(one)))
  .chain(([one, before]) =>
    fc.tuple(fc.constant(one), edited(one, before), fc.constant(before), edited(one, before)),
  );
