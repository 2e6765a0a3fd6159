import { dirname } from 'node:path';
import type { Canonical } from '../../base/canonical.ts';
import { errorDiagnostic } from '../../base/diagnostic.ts';
import { suggestion } from '../../base/suggest.ts';
import { coreScalar } from '../document/core-scalar.ts';
import type { Place, Report } from './report.ts';
import type { Override } from './request.ts';

/** A value that expressions can refer to. */
export interface Param {
  readonly value: Canonical;
  /** Where it is written. */
  readonly place: Place;
  /** What it is from where it is not the file's own. */
  readonly override?: Override;
}

/** The folder that paths in a param's value are relative to. */
export const baseOf = ({ override, place }: Param): string =>
  override?.base ?? dirname(place.document.source.file);

/** The params of a pipeline; a value of null is a param that is not set. */
export type Params = ReadonlyMap<string, Param>;

/** The params of the file with `--set` put over them; an override of a param that is not there is reported. */
export function readParams(report: Report, overrides: readonly Override[]): Params {
  const params = new Map<string, Param>();
  const { document } = report;
  const { value } = document;
  const given = isMap(value) ? value['params'] : undefined;
  for (const [name, own] of Object.entries(isMap(given) ? given : {})) {
    params.set(name, { value: own as Canonical, place: { document, path: ['params', name] } });
  }
  for (const override of overrides) {
    const param = params.get(override.name);
    if (param) {
      params.set(override.name, { ...param, value: coreScalar(override.text), override });
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
