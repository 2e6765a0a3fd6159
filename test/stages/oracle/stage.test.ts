import { describe, expect, it } from 'vitest';
import { Type } from '../../../base/doors/typebox.ts';
import { calculators } from '../../../stages/oracle/calculators.ts';
import { oracleSettings } from '../../../stages/oracle/settings.ts';
import { stage } from '../../../stages/oracle/stage.ts';

interface ObjectSchema {
  readonly additionalProperties: boolean;
  readonly required: readonly string[];
  readonly properties: { readonly [field: string]: { const?: string; description?: string } };
  readonly anyOf?: readonly ObjectSchema[];
}

const plain = (schema: unknown) => JSON.parse(JSON.stringify(schema)) as ObjectSchema;

describe('the oracle stage', () => {
  it('maps structures to labels, and to failures beside them', () => {
    expect(stage.kind).toBe('map');
    expect(Object.keys(stage.inputs)).toEqual(['structures']);
    expect(Object.keys(stage.outputs)).toEqual(['labels', 'failures']);
    expect(stage.outputs.labels).toEqual({ type: 'labels', default: true });
  });

  it('has settings of which each says what it is, and refuses others', () => {
    const { anyOf, ...only } = plain(stage.settings);
    for (const schema of anyOf ?? [only]) {
      expect(schema.additionalProperties).toBe(false);
      expect(schema.required).toContain('calculator');
      for (const field of Object.values(schema.properties))
        expect(field.description).toMatch(/\w{3}/);
    }
  });

  it('has one back end for each calculator, and one schema for all', () => {
    for (const { name, backend } of calculators) {
      expect(stage.backend({ calculator: name })).toBe(backend);
    }
    expect(() => stage.backend({ calculator: 'none' })).toThrow('none');
    const [emt] = calculators;
    const other = {
      ...emt,
      name: 'other',
      settings: { mesh: Type.Number({ description: 'Mesh' }) },
    };
    const both = plain(oracleSettings([emt, other])).anyOf!;
    expect(both.map(({ properties }) => properties.calculator?.const)).toEqual(['emt', 'other']);
    expect(both.map(({ properties }) => Object.keys(properties))).toEqual([
      ['calculator'],
      ['calculator', 'mesh'],
    ]);
  });
});
