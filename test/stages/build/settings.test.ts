import { describe, expect, it } from 'vitest';
import { BuildSettingsSchema } from '../../../stages/build/settings.ts';

type Schema = { readonly [key: string]: unknown };

/** All schemas inside, with the path that leads to each. */
function* inside(schema: Schema, path: string): Iterable<readonly [string, Schema]> {
  yield [path, schema];
  const properties = (schema['properties'] ?? {}) as { readonly [name: string]: Schema };
  for (const [name, member] of Object.entries(properties)) yield* inside(member, `${path}.${name}`);
}

describe('the settings of the build stage', () => {
  const all = [...inside(BuildSettingsSchema as unknown as Schema, 'with')];

  it('say of each field what it is', () => {
    expect(all.length).toBeGreaterThan(20);
    expect(all.filter(([, schema]) => typeof schema['description'] !== 'string')).toEqual([]);
  });

  it('refuse unknown fields at every level', () => {
    const objects = all.filter(([, schema]) => schema['properties'] !== undefined);
    const paths = objects.map(([path]) => path);
    for (const part of ['', '.system', '.import', '.distortion', '.defects', '.filters']) {
      expect(paths).toContain(`with${part}`);
    }
    expect(objects.filter(([, schema]) => schema['additionalProperties'] !== false)).toEqual([]);
  });
});
