import type { Digest } from '../../base/digest.ts';
import { decodeSet, encodeSet } from '../../base/item-set.ts';
import { fail, ok } from '../../base/result.ts';
import type { StageRegistry } from '../../engine/registry.ts';
import {
  defineStage,
  type ItemResult,
  type MapStage,
  type WholeStage,
} from '../../engine/stage.ts';

/** What the test stages did, and what they shall do: a steering wheel, no sleeps. */
export interface Wheel {
  /** Every number that was calculated, in order of being done. */
  readonly calculated: number[];
  /** Every whole stage that ran. */
  readonly ran: string[];
  /** Called before each calculation; may throw, answer a failure, or wait. */
  before: (value: number) => Promise<ItemResult | undefined>;
  /** The version that `double` says it has. */
  version: number;
  /** Called before each reading; may throw. */
  reads: () => void;
  /** The version of its reading; none: the raw output is the value. */
  readingVersion: number | undefined;
}

export const openWheel = (): Wheel => ({
  calculated: [],
  ran: [],
  before: async () => undefined,
  reads: () => {},
  version: 1,
  readingVersion: undefined,
});

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');
const object = (properties: object, required: readonly string[] = []) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});

/** Stages over plain numbers: `numbers` makes a set, `double` maps it, `sum` adds the values up. */
export function numberStages(wheel: Wheel): StageRegistry {
  const stages = { numbers: numbers(wheel), double: double(wheel), sum: sum(wheel) };
  return {
    names: Object.keys(stages),
    load: async (name) => stages[name as keyof typeof stages],
  };
}

const numbers = (wheel: Wheel): WholeStage =>
  defineStage({
    kind: 'whole',
    name: 'numbers',
    summary: 'makes numbers',
    settings: object({
      count: { type: 'integer' },
      first: { type: 'integer' },
      family: { type: 'string' },
      file: { type: 'string', format: 'file' },
    }),
    inputs: {},
    outputs: { numbers: { type: 'numbers', default: true } },
    cheap: true,
    backend: () => ({
      name: 'numbers',
      version: 1,
      resolve: (settings) => ok({ with: { count: 3, first: 1, ...(settings as object) } }),
      run: async (context) => {
        wheel.ran.push('numbers');
        const { count, first, family } = context.with as {
          count: number;
          first: number;
          family?: string;
        };
        const entries = Array.from({ length: count }, (_, at) => ({
          item: context.put(String(first + at)),
          attributes: context.put(JSON.stringify({ family: family ?? 'a' })),
        }));
        return ok({ numbers: context.put(encodeSet(entries)) });
      },
    }),
  });

const double = (wheel: Wheel): MapStage =>
  defineStage({
    kind: 'map',
    name: 'double',
    summary: 'doubles numbers',
    settings: object({
      by: { type: 'number' },
      /** Settings for single numbers: only the one that concerns an item is in its key. */
      special: { type: 'object' },
    }),
    inputs: { numbers: { type: 'numbers' } },
    outputs: { values: { type: 'values', default: true }, failures: { type: 'failures' } },
    backend: () => ({
      name: 'double',
      version: wheel.version,
      batch: 2,
      resolve: (settings) => ok({ with: { by: 2, special: {}, ...(settings as object) } }),
      resolveItem: (settings, bytes) => {
        const special = (settings.special as { [n: string]: number })[text(bytes)];
        return ok({ by: settings.by, ...(special === undefined ? {} : { special }) });
      },
      calculate: async (tasks) => {
        const results: ItemResult[] = [];
        for (const task of tasks) {
          const value = Number(text(task.bytes));
          const steered = await wheel.before(value);
          if (!steered) wheel.calculated.push(value);
          const { by, special } = task.with as { by: number; special?: number };
          results.push(steered ?? ok(Buffer.from(String(value * (special ?? by)))));
        }
        return results;
      },
      ...(wheel.readingVersion === undefined
        ? {}
        : {
            reading: {
              version: wheel.readingVersion,
              read: (raw: Uint8Array) => {
                wheel.reads();
                return text(raw) === '0'
                  ? fail({ class: 'physics' as const, message: 'nothing to read' })
                  : ok(Buffer.from(`read ${text(raw)} v${wheel.readingVersion}`));
              },
            },
          }),
    }),
  });

const sum = (wheel: Wheel): WholeStage =>
  defineStage({
    kind: 'whole',
    name: 'sum',
    summary: 'adds values up',
    settings: object({ plus: { type: 'number' } }),
    inputs: {
      values: {
        type: 'values',
        many: true,
        view: { name: 'values', version: 1, project: valuesOnly },
      },
    },
    outputs: { sum: { type: 'sum', default: true } },
    backend: () => ({
      name: 'sum',
      version: 1,
      resolve: (settings) => ok({ with: { plus: 0, ...(settings as object) } }),
      run: async (context) => {
        wheel.ran.push('sum');
        let total = context.with.plus as number;
        for (const view of context.input('values')) {
          for (const value of text(context.read(view)).split('\n').filter(Boolean)) {
            total += Number(text(context.read(value as Digest)).replace(/[^0-9]/g, ''));
          }
        }
        return ok({
          sum: context.put(`${total} ${'x'.repeat(context.with.plus === 70000 ? 70000 : 0)}`),
        });
      },
    }),
  });

/** The values of a set in order, without what people say about them. */
function valuesOnly(bytes: Uint8Array): Uint8Array {
  const values = decodeSet(bytes).flatMap(({ outcome }) => (outcome?.ok ? [outcome.value] : []));
  return Buffer.from(values.join('\n'));
}
