// Writes the schemas that editors follow through the modeline, schemas/pipeline.schema.json and
// schemas/config.schema.json, from the compiled stages: run `npm run build` before. With `--check` nothing is
// written, and a difference fails.
import { readFileSync, writeFileSync } from 'node:fs';
import { composeConfigSchema, composePipelineSchema } from '../dist/schemas/compose.js';
import { registry } from '../dist/stages/index.js';

const stages = await Promise.all(registry.names.map((name) => registry.load(name)));
const schemas = {
  'pipeline.schema.json': composePipelineSchema(stages),
  'config.schema.json': composeConfigSchema(),
};
for (const [name, schema] of Object.entries(schemas)) {
  const target = new URL(`../schemas/${name}`, import.meta.url);
  const text = `${JSON.stringify(schema, null, 2)}\n`;
  if (!process.argv.includes('--check')) writeFileSync(target, text);
  else if (readFileSync(target, 'utf8') !== text) {
    console.error(`schemas/${name} is not what the sources say: run npm run schemas`);
    process.exitCode = 1;
  }
}
