import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readDocument } from '../../engine/document/read.ts';
import { composeConfigSchema, composePipelineSchema } from '../../schemas/compose.ts';
import { compileSchema } from '../../schemas/validator.ts';
import { registry } from '../../stages/index.ts';

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const stages = await Promise.all(registry.names.map((name) => registry.load(name)));
const composed = composePipelineSchema(stages);
const compiled = compileSchema(composed);
if (!compiled.ok) throw new Error(compiled.error);
const check = compiled.value;

/** Whether an editor that follows the emitted schema would be content. */
function accepts(yaml: string): boolean {
  const read = readDocument('p.yaml', Buffer.from(yaml));
  if (!read.ok) throw new Error(read.error[0]?.message);
  return check(read.value.document.value).length === 0;
}

const withBuild = (settings: string) =>
  `version: 1\nname: p\nnodes: { a: { uses: build, with: ${settings} } }`;

describe('the emitted schema', () => {
  it('is the committed one (npm run schemas)', () => {
    const committed = readFileSync(at('schemas/pipeline.schema.json'), 'utf8');
    expect(`${JSON.stringify(composed, null, 2)}\n`).toBe(committed);
    const config = readFileSync(at('schemas/config.schema.json'), 'utf8');
    expect(`${JSON.stringify(composeConfigSchema(), null, 2)}\n`).toBe(config);
  });

  it('accepts every pipeline of the project', () => {
    for (const name of readdirSync(at('pipelines')).filter((one) => one.endsWith('.yaml'))) {
      expect([name, accepts(readFileSync(at(`pipelines/${name}`), 'utf8'))]).toEqual([name, true]);
    }
  });

  it('knows the settings of each stage, by what it is used', () => {
    expect(accepts(withBuild('{ system: { elements: [Cu], crystal_structure: fcc } }'))).toBe(true);
    expect(accepts(withBuild('{ systen: {} }'))).toBe(false);
    expect(accepts(withBuild('{ calculator: emt }'))).toBe(false);
    expect(accepts(withBuild('{ calculator: emt }').replace('uses: build', 'uses: oracle'))).toBe(
      true,
    );
    expect(accepts(withBuild('{ what: ever }').replace('uses: build', 'uses: ./my.js'))).toBe(true);
    expect(accepts(withBuild('{}').replace('uses: build', 'uses: bild'))).toBe(false);
  });

  it('takes an expression for any setting, and no other text for a number', () => {
    const seed = (value: string) => accepts(withBuild(`{ seed: ${value} }`));
    expect(seed(`"\${{ params.seed }}"`)).toBe(true);
    expect(seed('seven')).toBe(false);
    expect(seed('7')).toBe(true);
    expect(accepts(withBuild(`{ distortion: { strain_range: ["\${{ params.a }}", 0.1] } }`))).toBe(
      true,
    );
    expect(
      accepts(withBuild(`{ system: { elements: [Cu], crystal_structure: "\${{ params.c }}" } }`)),
    ).toBe(true);
    expect(
      accepts(withBuild('{}').replace('with: {}', `retry: { attempts: "\${{ params.n }}" }`)),
    ).toBe(true);
  });
});
