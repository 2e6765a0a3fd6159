import { dirname } from 'node:path';
import type { Canonical } from '../../base/canonical.ts';
import { errorDiagnostic } from '../../base/diagnostic.ts';
import { suggestion } from '../../base/suggest.ts';
import { coreScalar } from '../document/core-scalar.ts';
import type { Document } from '../document/document.ts';
import { checkValue, type Declaration, readDeclaration } from './param-declaration.ts';
import type { Place, Report } from './report.ts';
import type { Override } from './request.ts';
import { code } from './words.ts';

/** A value that expressions can refer to. */
export interface Param {
  readonly value: Canonical;
  /** Where it is written. */
  readonly place: Place;
  /** What it is from where it is not the file's own. */
  readonly override?: Override;
  /** Members that `--set name.member=value` gave, by their path below. */
  readonly parts?: ReadonlyMap<string, Override>;
  readonly declaration?: Declaration;
  /** What is wrong with it was reported: whoever refers to it says nothing more. */
  readonly faulty?: true;
}

/** The folder that paths in a param's value are relative to. */
export const baseOf = ({ override, place }: Param): string =>
  override?.base ?? dirname(place.document.source.file);

/** The param as it is at a member of its value. */
export function atMember<P extends Param>(param: P, steps: readonly (string | number)[]): P {
  if (!param.parts || steps.length === 0) return param;
  for (let length = steps.length; length > 0; length--) {
    const override = param.parts.get(steps.slice(0, length).join('.'));
    if (override) return { ...param, override };
  }
  return param;
}

/** The params of a pipeline; a value of null is a param that is not set. */
export type Params = ReadonlyMap<string, Param>;

/** Values that come from elsewhere than the pipeline's own files, weakest first. */
export interface Given {
  /** Of `--params`. */
  readonly documents: readonly Document[];
  /** Of `--set`. */
  readonly overrides: readonly Override[];
  /** Of `with`, where the pipeline is a node of another; `refuse` reports one that is not there. */
  readonly values: ReadonlyMap<string, Param>;
  refuse?(name: string, known: readonly string[]): void;
}

/**
 * The params of a pipeline's files, with what is given put over them. One that is not there, or that its
 * declaration does not allow, is reported.
 */
export function readParams(report: Report, documents: readonly Document[], given: Given): Params {
  const params = new Map<string, Param>();
  for (const document of documents) declareAll(report.of(document), params);
  const known = [...params.keys()];
  for (const document of given.documents) {
    for (const [name, value] of entriesOf(document.value)) {
      const place = { document, path: [name] };
      const param = params.get(name);
      if (param) params.set(name, { ...param, value, place });
      else unknownInFile(report.of(document), name, known);
    }
  }
  for (const [name, value] of given.values) {
    const param = params.get(name);
    if (param)
      params.set(name, { ...value, ...(param.declaration && { declaration: param.declaration }) });
    else given.refuse?.(name, known);
  }
  for (const override of given.overrides) putOver(report, params, override);
  for (const [name, param] of params) {
    if (!checkValue(report, name, param)) params.set(name, { ...param, faulty: true });
  }
  return params;
}

function declareAll(report: Report, params: Map<string, Param>): void {
  const { document } = report;
  const { value } = document;
  const written = isMap(value) ? value['params'] : undefined;
  for (const [name, own] of entriesOf(written as Canonical)) {
    const path = ['params', name];
    const first = params.get(name);
    if (first) {
      report.add({
        code: 'E0111',
        path,
        at: 'key',
        message: `the param \`${name}\` is in two files`,
        hint: 'keep one of the two, or give one another name',
        related: [{ message: 'it is first here', span: report.at(first.place, 'key') }],
      });
      continue;
    }
    const declaration = readDeclaration(report, own, path);
    const place = { document, path: declaration ? [...path, 'default'] : path };
    if (declaration === 'faulty')
      params.set(name, { value: null, place: { document, path }, faulty: true });
    else if (declaration)
      params.set(name, { value: declaration.default ?? null, place, declaration });
    else params.set(name, { value: own, place });
  }
}

const entriesOf = (value: Canonical): [string, Canonical][] =>
  isMap(value) ? (Object.entries(value) as [string, Canonical][]) : [];

function unknownInFile(report: Report, name: string, known: readonly string[]): void {
  report.add({
    code: 'E0302',
    path: [name],
    at: 'key',
    message: `the pipeline has no param \`${name}\``,
    hint: known.length === 0 ? 'it has no `params` at all' : report.suggest(name, known),
  });
}

/** `--set a=1`, or `--set a.b=1` where `a` is a map that has `b`. */
function putOver(report: Report, params: Map<string, Param>, override: Override): void {
  const [name = '', ...steps] = override.name.split('.');
  const param = params.get(name);
  if (!param) {
    refuse(report, override, `the pipeline has no param ${code(name)}`, name, [...params.keys()]);
    return;
  }
  const value = textValue(override.text, steps.length === 0 ? param.declaration : undefined);
  if (steps.length === 0) {
    const { parts: _, ...rest } = param;
    params.set(name, { ...rest, value, override });
    return;
  }
  let at: Canonical | undefined = param.value;
  for (const [index, step] of steps.entries()) {
    if (!isMap(at) || !Object.hasOwn(at, step)) {
      const where = code([name, ...steps.slice(0, index)].join('.'));
      const known = isMap(at) ? Object.keys(at) : [];
      const what = isMap(at) ? `param ${where} has no ${code(step)}` : `param ${where} is no map`;
      refuse(report, override, what, step, known);
      return;
    }
    at = at[step] as Canonical;
  }
  const parts = new Map([...(param.parts ?? []), [steps.join('.'), override] as const]);
  params.set(name, { ...param, value: changed(param.value, steps, value), parts });
}

/** A text stays text for a param that is declared as text. */
function textValue(text: string, declaration: Declaration | undefined): Canonical {
  const value = coreScalar(text);
  return declaration?.type === 'string' && typeof value !== 'string' ? text : value;
}

function changed(value: Canonical, steps: readonly string[], to: Canonical): Canonical {
  const [step, ...rest] = steps;
  if (step === undefined) return to;
  const map = value as { readonly [key: string]: Canonical };
  return { ...map, [step]: changed(map[step] as Canonical, rest, to) };
}

function refuse(
  report: Report,
  { name, text }: Override,
  what: string,
  word: string,
  known: readonly string[],
): void {
  const hint =
    known.length === 0 && what.startsWith('the')
      ? 'it has no `params` at all'
      : suggestion(word, known);
  const message = `--set ${name}=${text}: ${what}`;
  report.diagnostics.push(errorDiagnostic('E0302', message, hint ? { hint } : {}));
}

/** Whether a value is a map. */
export const isMap = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
