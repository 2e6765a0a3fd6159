// Writes schemas/pipeline.schema.json, which editors follow through the modeline, from the compiled
// stages: run `npm run build` before. With `--check` nothing is written, and a difference fails.
import { readFileSync, writeFileSync } from 'node:fs';
import { composePipelineSchema } from '../dist/schemas/compose.js';
import { registry } from '../dist/stages/index.js';

const target = new URL('../schemas/pipeline.schema.json', import.meta.url);
const stages = await Promise.all(registry.names.map((name) => registry.load(name)));
const text = `${JSON.stringify(composePipelineSchema(stages), null, 2)}\n`;
if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== text) {
    console.error('schemas/pipeline.schema.json is not what the stages say: run npm run schemas');
    process.exit(1);
  }
} else {
  writeFileSync(target, text);
}
