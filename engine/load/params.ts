import type { Canonical } from '../../base/canonical.ts';
import { errorDiagnostic } from '../../base/diagnostic.ts';
import { suggestion } from '../../base/suggest.ts';
import { coreScalar } from '../document/core-scalar.ts';
import type { Report } from './report.ts';
import type { Override } from './request.ts';

/** A param's value, and the override that it is from where it is not the file's own. */
export interface Param {
  readonly value: Canonical;
  readonly override?: Override;
}

/** The params of a pipeline; a value of null is a param that is not set. */
export type Params = ReadonlyMap<string, Param>;

/** The params of the file with `--set` put over them; an override of a param that is not there is reported. */
export function readParams(report: Report, overrides: readonly Override[]): Params {
  const params = new Map<string, Param>();
  const { value } = report.document;
  const given = isMap(value) ? value['params'] : undefined;
  for (const [name, own] of Object.entries(isMap(given) ? given : {})) {
    params.set(name, { value: own as Canonical });
  }
  for (const override of overrides) {
    if (params.has(override.name)) {
      params.set(override.name, { value: coreScalar(override.text), override });
    } else {
      refuse(report, override, [...params.keys()]);
    }
  }
  return params;
}

function refuse(report: Report, { name, text }: Override, known: readonly string[]): void {
  const hint = known.length === 0 ? 'it has no `params` at all' : suggestion(name, known);
  const message = `--set ${name}=${text}: the pipeline has no param \`${name}\``;
  report.diagnostics.push(errorDiagnostic('E0302', message, hint ? { hint } : {}));
}

/** Whether a value is a map. */
export const isMap = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
