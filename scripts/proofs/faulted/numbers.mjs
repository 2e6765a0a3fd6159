// A set of numbers. As long as `count` grows, the earlier ones stay as they were.
import { defineStage, encodeSet, ok } from 'mlip-autopipec';

export default defineStage({
  kind: 'whole',
  name: 'numbers',
  summary: 'makes numbers',
  settings: {
    type: 'object',
    additionalProperties: false,
    properties: { count: { type: 'integer' } },
    required: ['count'],
  },
  inputs: {},
  outputs: { numbers: { type: 'numbers', default: true } },
  backend: () => ({
    name: 'numbers',
    version: 1,
    resolve: (settings) => ok({ with: { ...settings } }),
    async run(context) {
      const attributes = context.put('{}');
      const entries = Array.from({ length: context.with.count }, (_, at) => ({
        item: context.put(`number ${at}`),
        attributes,
      }));
      return ok({ numbers: context.put(encodeSet(entries)) });
    },
  }),
});
