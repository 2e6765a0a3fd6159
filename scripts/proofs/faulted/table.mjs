// All labels in one file, made in a folder of its own and moved among the objects.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeSet, defineStage, ok } from 'mlip-autopipec';

export default defineStage({
  kind: 'whole',
  name: 'table',
  summary: 'lists labels',
  settings: { type: 'object', additionalProperties: false, properties: {} },
  inputs: { labels: { type: 'labels', many: true } },
  outputs: { table: { type: 'table', default: true } },
  backend: () => ({
    name: 'table',
    version: 1,
    resolve: () => ok({ with: {} }),
    async run(context) {
      const entries = context.input('labels').flatMap((set) => decodeSet(context.read(set)));
      const words = entries.map(({ outcome }) => Buffer.from(context.read(outcome.value)));
      const path = join(context.scratch(), 'table.txt');
      writeFileSync(path, `${words.join('\n')}\n`.repeat(600));
      return ok({ table: context.putFile(path) });
    },
  }),
});
