import type { Canonical } from '../../base/canonical.ts';
import type { DiagnosticCode } from '../../base/diagnostic.ts';
import type { Path } from '../document/document.ts';
import { isMap, type Param, type Params } from './params.ts';
import type { Report } from './report.ts';
import { code, subject } from './words.ts';

/** Where a value came from that was not written in its place. */
export interface Origin extends Param {
  readonly name: string;
}

/** Why something is not there: its value was empty, or a param that is not set, or an expression that was reported. */
export type Absence = 'empty' | 'reported' | { readonly param: string };

/** A document with its expressions replaced, and its empty values left out. */
export interface Filled {
  readonly value: Canonical;
  /** The param that the value at `path` came from as a whole. */
  origin(path: Path): Origin | undefined;
  absence(path: Path): Absence | undefined;
  /** Whether an expression stood inside the text at `path`. */
  spliced(path: Path): boolean;
  /** Where something empty was left out of a node, or, without one, of the rest of the file. */
  emptied(node?: string): readonly Path[];
  /** Whether something in `with` of a node was left out since it was reported. */
  poisoned(node: string): boolean;
}

/** Stands for a value that could not be had; what holds it in a list goes with it. */
const NOTHING = Symbol('nothing');
type Outcome = Canonical | typeof NOTHING;

interface Filling {
  readonly report: Report;
  readonly params: Params;
  readonly origins: Map<string, Origin>;
  readonly absences: Map<string, Absence>;
  readonly emptied: Map<string | undefined, Path[]>;
  readonly poisoned: Set<string>;
  readonly spliced: Set<string>;
  readonly path: (string | number)[];
}

/** A key holds no NUL: a file with one is not text. */
const pathKey = (path: Path): string => path.join('\0');

/** Puts params in. An expression may stand in `with`, `publish`, `retry` and `resources` of a node. */
export function fillExpressions(report: Report, params: Params): Filled {
  const filling: Filling = {
    report,
    params,
    origins: new Map(),
    absences: new Map(),
    emptied: new Map(),
    poisoned: new Set(),
    spliced: new Set(),
    path: [],
  };
  const { origins, absences } = filling;
  const value = fill(filling, report.document.value);
  return {
    value: value === NOTHING ? null : value,
    emptied: (node) => filling.emptied.get(node) ?? [],
    poisoned: (node) => filling.poisoned.has(node),
    spliced: (path) => filling.spliced.has(pathKey(path)),
    absence: (path) => (absences.size === 0 ? undefined : absences.get(pathKey(path))),
    origin: (path) => {
      if (origins.size === 0) return undefined;
      for (let length = path.length; length > 0; length--) {
        const origin = origins.get(pathKey(path.slice(0, length)));
        if (origin) return origin;
      }
      return undefined;
    },
  };
}

function fill(filling: Filling, value: Canonical): Outcome {
  if (typeof value === 'string') return value.includes('${{') ? fillText(filling, value) : value;
  if (Array.isArray(value)) return fillList(filling, value);
  return isMap(value) ? fillMap(filling, value as { [key: string]: Canonical }) : value;
}

function fillList(filling: Filling, list: readonly Canonical[]): Outcome {
  const filled: Canonical[] = [];
  let whole = true;
  for (const [index, item] of list.entries()) {
    filling.path.push(index);
    const outcome = fill(filling, item);
    filling.path.pop();
    if (outcome === NOTHING) whole = false;
    else filled.push(outcome);
  }
  return whole ? filled : NOTHING;
}

function fillMap(filling: Filling, map: { readonly [key: string]: Canonical }): Outcome {
  const { path, absences } = filling;
  const filled: Record<string, Canonical> = {};
  for (const [key, value] of Object.entries(map)) {
    path.push(key);
    const outcome = fill(filling, value);
    if (outcome === NOTHING) absences.set(pathKey(path), 'reported');
    else if (outcome !== null || keepsNull(path)) filled[key] = outcome;
    else leaveOut(filling);
    path.pop();
  }
  return filled;
}

function leaveOut({ path, origins, absences, emptied }: Filling): void {
  const key = pathKey(path);
  const origin = origins.get(key);
  absences.set(key, origin ? { param: origin.name } : 'empty');
  const node = path[0] === 'nodes' && path.length > 2 ? String(path[1]) : undefined;
  const known = emptied.get(node);
  if (known) known.push([...path]);
  else emptied.set(node, [[...path]]);
}

/** A param without a value is a param; a node without a body is a node. */
const keepsNull = (path: Path): boolean =>
  path[0] === 'params' || (path.length === 2 && path[0] === 'nodes');

function problem(
  { report, path, poisoned }: Filling,
  code: DiagnosticCode,
  message: string,
  hint?: string,
): typeof NOTHING {
  report.add({ code, path: [...path], at: 'value', message, hint });
  if (path[2] === 'with') poisoned.add(String(path[1]));
  return NOTHING;
}

const OPEN = new Set(['with', 'publish', 'retry', 'resources']);

function fillText(filling: Filling, text: string): Outcome {
  const { path } = filling;
  if (path[0] !== 'nodes' || !OPEN.has(String(path[2]))) {
    const message =
      path[0] === 'params'
        ? 'a param cannot refer to another param'
        : `an expression cannot stand in ${subject(path)}`;
    const hint = 'expressions may stand in `with`, `publish`, `retry` and `resources` of a node';
    return problem(filling, 'E0305', message, hint);
  }
  const whole = /^\s*\$\{\{((?:(?!\}\}).)*)\}\}\s*$/s.exec(text)?.[1];
  if (whole !== undefined) {
    const origin = refer(filling, whole);
    if (origin === NOTHING) return NOTHING;
    if (origin.value === null && typeof path.at(-1) === 'number')
      return unset(filling, origin.name);
    filling.origins.set(pathKey(path), origin);
    return typeof origin.value === 'object' ? fill(filling, origin.value) : origin.value;
  }
  return splice(filling, text);
}

const unset = (filling: Filling, name: string): typeof NOTHING =>
  problem(filling, 'E0301', `param \`${name}\` is not set`, setHint(name));

/** How to set a param. */
export const setHint = (name: string): string =>
  `give it with --set ${name}=... or write a value in \`params\``;

function splice(filling: Filling, text: string): Outcome {
  let whole = true;
  const spliced = text.replace(/\$\{\{(.*?)\}\}/gs, (_, inner: string) => {
    const origin = refer(filling, inner);
    if (origin === NOTHING) whole = false;
    else if (origin.value === null) whole = unset(filling, origin.name) !== NOTHING;
    else if (typeof origin.value !== 'object') return String(origin.value);
    else {
      const kind = Array.isArray(origin.value) ? 'a list' : 'a map';
      const message = `param \`${origin.name}\` is ${kind} and cannot be put inside text`;
      const hint = `let the whole value be "\${{ params.${origin.name} }}"`;
      whole = problem(filling, 'E0306', message, hint) !== NOTHING;
    }
    return '';
  });
  if (whole && spliced.includes('${{')) {
    const hint = `close it: "\${{ params.x }}"`;
    return problem(filling, 'E0303', 'this expression is not closed by `}}`', hint);
  }
  filling.spliced.add(pathKey(filling.path));
  return whole ? spliced : NOTHING;
}

const REFERENCE = /^params\.([A-Za-z_][\w-]*)((?:\.[\w-]+)*)$/;

function refer(filling: Filling, inner: string): Origin | typeof NOTHING {
  const { params, report } = filling;
  const text = inner.trim();
  const [, name, rest] = REFERENCE.exec(text) ?? [];
  if (name === undefined || rest === undefined) return unreadable(filling, text);
  const param = params.get(name);
  if (!param) {
    const hint =
      params.size === 0
        ? `declare it at the top: \`params: { ${name}: ... }\``
        : report.suggest(name, [...params.keys()]);
    return problem(filling, 'E0304', `there is no param \`${name}\``, hint);
  }
  let { value } = param;
  for (const step of rest.split('.').slice(1)) {
    const next = isMap(value) && Object.hasOwn(value, step) ? value[step] : undefined;
    if (next === undefined) {
      const hint = isMap(value) ? report.suggest(step, Object.keys(value)) : undefined;
      return problem(filling, 'E0304', `there is no \`${step}\` in ${code(text)}`, hint);
    }
    value = next as Canonical;
  }
  return { ...param, name: name + rest, value };
}

function unreadable(filling: Filling, text: string): typeof NOTHING {
  const { params, report } = filling;
  const message = `\`${text}\` is not a reference to a param`;
  if (text === '') return problem(filling, 'E0303', 'this expression is empty', howTo);
  if (params.has(text)) {
    return problem(filling, 'E0303', message, `did you mean \`params.${text}\`?`);
  }
  const [, near] = /^param\.?([\w-]+)$/.exec(text) ?? [];
  if (near) return problem(filling, 'E0303', message, `did you mean \`params.${near}\`?`);
  if (/[+*/()<>=?|&]|(^|\s)-/.test(text)) {
    const hint = 'expressions only refer: there is no arithmetic; put the result into a param';
    return problem(filling, 'E0303', message, hint);
  }
  return problem(filling, 'E0303', message, report.suggest(text, [...params.keys()]) ?? howTo);
}

const howTo = `write "\${{ params.NAME }}"`;
