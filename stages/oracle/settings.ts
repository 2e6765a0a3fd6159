import { type TSchema, Type } from '../../base/doors/typebox.ts';
import type { Calculator } from './calculator.ts';

/** The schema of `with`: `calculator` says which one, and its own settings stand beside it. */
export function oracleSettings(calculators: readonly [Calculator, ...Calculator[]]): TSchema {
  const [first, ...rest] = calculators.map(settingsOf) as [TSchema, ...TSchema[]];
  return rest.length === 0 ? first : Type.Union([first, ...rest]);
}

const settingsOf = ({ name, description, settings }: Calculator): TSchema =>
  Type.Object(
    {
      calculator: Type.Literal(name, { description: `What computes the labels. ${description}` }),
      ...settings,
    },
    { additionalProperties: false, description },
  );
