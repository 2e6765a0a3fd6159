import { encodeSet } from '../../base/item-set.ts';
import { fail, ok } from '../../base/result.ts';
import type { StageRegistry } from '../../engine/registry.ts';
import {
  defineStage,
  type MapStage,
  type StageContext,
  type WholeStage,
} from '../../engine/stage.ts';

const SCRIPT = {
  type: 'object',
  properties: { script: { type: 'string' }, count: { type: 'integer' } },
  additionalProperties: false,
};
const PATH = process.env.PATH ?? '';

const shell = (context: StageContext, ...words: readonly string[]) =>
  context.exec(['sh', '-c', String(context.with.script), 'sh', ...words], { env: { PATH } });

/** Stages that run a program: `program` once, `each` for every item apart; `items` makes what it maps over. */
export const programStages: StageRegistry = {
  names: ['program', 'each', 'items'],
  load: async (name) => {
    if (name === 'program') return program;
    return name === 'each' ? each : items;
  },
};

const backend = { name: 'shell', version: 1 };

const program: WholeStage = defineStage({
  kind: 'whole',
  name: 'program',
  summary: 'runs a script',
  settings: SCRIPT,
  inputs: {},
  outputs: { out: { type: 'text', default: true } },
  backend: () => ({
    ...backend,
    resolve: (settings) => ok({ with: { ...(settings as object) } }),
    run: async (context) => {
      context.note('a choice was made');
      const { exitCode, stdout } = await shell(context);
      if (exitCode === 7) throw new Error('seven', { cause: new Error('of bad luck') });
      if (exitCode === 0) return ok({ out: context.put(stdout) });
      return fail({ class: 'physics', message: `it says ${exitCode}`, hint: 'ask again' });
    },
  }),
});

const items: WholeStage = defineStage({
  kind: 'whole',
  name: 'items',
  summary: 'makes items',
  settings: SCRIPT,
  inputs: {},
  outputs: { items: { type: 'items', default: true } },
  backend: () => ({
    ...backend,
    resolve: (settings) => ok({ with: { ...(settings as object) } }),
    run: async (context) => {
      const entries = Array.from({ length: Number(context.with.count) }, (_, at) => ({
        item: context.put(String(at)),
        attributes: context.put('{}'),
      }));
      return ok({ items: context.put(encodeSet(entries)) });
    },
  }),
});

const each: MapStage = defineStage({
  kind: 'map',
  name: 'each',
  summary: 'runs a script for each item',
  settings: SCRIPT,
  inputs: { items: { type: 'items' } },
  outputs: { values: { type: 'values', default: true }, failures: { type: 'failures' } },
  backend: () => ({
    ...backend,
    batch: 1,
    resolve: (settings) => ok({ with: { ...(settings as object) } }),
    calculate: async ([task], context) => {
      const item = Buffer.from(task?.bytes ?? []).toString();
      const { exitCode, stdout } = await shell(context, item);
      if (exitCode === 0) return [ok(Buffer.from(stdout))];
      return [fail({ class: 'infra', message: `item ${item} failed` })];
    },
  }),
});
