import type { Canonical } from '../../base/canonical.ts';
import type { DiagnosticCode } from '../../base/diagnostic.ts';
import type { Path } from '../document/document.ts';
import { atMember, isMap } from './params.ts';
import { type Origin, refer as referred, type Scope } from './references.ts';
import type { Report } from './report.ts';
import { code, listed, subject } from './words.ts';

/** Why something is not there: its value was empty, or a param that is not set, or an expression that was reported. */
export type Absence = 'empty' | 'reported' | { readonly param: string };

/** What is known of values whose expressions were replaced and whose empty parts were left out. */
export interface Filled {
  /** What the value at `path` came from as a whole. */
  origin(path: Path): Origin | undefined;
  absence(path: Path): Absence | undefined;
  /** Whether an expression stood inside the text at `path`. */
  spliced(path: Path): boolean;
  /** Where something empty was left out of a node, or, without one, of the rest of a file. */
  emptied(node?: string): readonly Path[];
  /** Whether something in `with` of a node was left out since it was reported. */
  poisoned(node: string): boolean;
}

/** Stands for a value that could not be had; what holds it in a list goes with it. */
const NOTHING = Symbol('nothing');
type Outcome = Canonical | typeof NOTHING;

/** Values being filled, and what was found out about them so far. */
export interface Filling extends Filled {
  /** The value with its expressions replaced; `undefined` where it could not be had, which was reported. */
  fill(scope: Scope, value: Canonical, path: Path): Canonical | undefined;
}

interface Walk {
  readonly report: Report;
  readonly scope: Scope;
  readonly memory: Memory;
  readonly path: (string | number)[];
}

interface Memory {
  readonly origins: Map<string, Origin>;
  readonly absences: Map<string, Absence>;
  readonly emptied: Map<string | undefined, Path[]>;
  readonly poisoned: Set<string>;
  readonly spliced: Set<string>;
}

/** A key holds no NUL: a file with one is not text. */
const pathKey = (path: Path): string => path.join('\0');

/** Opens a filling; what is wrong goes to `report`. */
export function openFilling(report: Report): Filling {
  const memory: Memory = {
    origins: new Map(),
    absences: new Map(),
    emptied: new Map(),
    poisoned: new Set(),
    spliced: new Set(),
  };
  const { origins, absences } = memory;
  return {
    fill: (scope, value, path) => {
      const outcome = fill({ report, scope, memory, path: [...path] }, value);
      return outcome === NOTHING ? undefined : outcome;
    },
    emptied: (node) => memory.emptied.get(node) ?? [],
    poisoned: (node) => memory.poisoned.has(node),
    spliced: (path) => memory.spliced.has(pathKey(path)),
    absence: (path) => (absences.size === 0 ? undefined : absences.get(pathKey(path))),
    origin: (path) => {
      if (origins.size === 0) return undefined;
      for (let length = path.length; length > 0; length--) {
        const origin = origins.get(pathKey(path.slice(0, length)));
        if (origin) return atMember(origin, path.slice(length));
      }
      return undefined;
    },
  };
}

function fill(walk: Walk, value: Canonical): Outcome {
  if (typeof value === 'string') return value.includes('${{') ? fillText(walk, value) : value;
  if (Array.isArray(value)) return fillList(walk, value);
  return isMap(value) ? fillMap(walk, value as { [key: string]: Canonical }) : value;
}

function fillList(walk: Walk, list: readonly Canonical[]): Outcome {
  const filled: Canonical[] = [];
  let whole = true;
  for (const [index, item] of list.entries()) {
    walk.path.push(index);
    const outcome = fill(walk, item);
    walk.path.pop();
    if (outcome === NOTHING) whole = false;
    else filled.push(outcome);
  }
  return whole ? filled : NOTHING;
}

function fillMap(walk: Walk, map: { readonly [key: string]: Canonical }): Outcome {
  const { path, memory } = walk;
  const filled: Record<string, Canonical> = {};
  for (const [key, value] of Object.entries(map)) {
    path.push(key);
    const outcome = fill(walk, value);
    if (outcome === NOTHING) memory.absences.set(pathKey(path), 'reported');
    else if (outcome !== null || keepsNull(path)) filled[key] = outcome;
    else leaveOut(walk);
    path.pop();
  }
  return filled;
}

function leaveOut({ path, memory: { origins, absences, emptied } }: Walk): void {
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
  { report, path, memory }: Walk,
  code: DiagnosticCode,
  message: string,
  hint?: string,
): typeof NOTHING {
  report.add({ code, path: [...path], at: 'value', message, hint });
  if (path[2] === 'with') memory.poisoned.add(String(path[1]));
  return NOTHING;
}

const OPEN = ['with', 'inputs', 'needs', 'publish', 'when', 'matrix', 'retry', 'resources'];
const OPEN_WORDS = new Set(OPEN);

function fillText(walk: Walk, text: string): Outcome {
  const { path } = walk;
  if (path[0] !== 'nodes' || !OPEN_WORDS.has(String(path[2]))) {
    const message =
      path[0] === 'params'
        ? 'a param cannot refer to another param'
        : `an expression cannot stand in ${subject(path)}`;
    const hint = `expressions may stand in ${listed(OPEN.map(code), 'and')} of a node`;
    return problem(walk, 'E0305', message, hint);
  }
  const whole = /^\s*\$\{\{((?:(?!\}\}).)*)\}\}\s*$/s.exec(text)?.[1];
  if (whole !== undefined) {
    const origin = refer(walk, whole);
    if (origin === NOTHING) return NOTHING;
    if (origin.value === null && (typeof path.at(-1) === 'number' || path[2] === 'when'))
      return unset(walk, origin.name);
    walk.memory.origins.set(pathKey(path), origin);
    return typeof origin.value === 'object' ? fill(walk, origin.value) : origin.value;
  }
  return splice(walk, text);
}

const unset = (walk: Walk, name: string): typeof NOTHING =>
  problem(walk, 'E0301', `param \`${name}\` is not set`, setHint(name));

/** How to set a param. */
export const setHint = (name: string): string =>
  `give it with --set ${name}=... or write a value in \`params\``;

function splice(walk: Walk, text: string): Outcome {
  let whole = true;
  const spliced = text.replace(/\$\{\{(.*?)\}\}/gs, (_, inner: string) => {
    const origin = refer(walk, inner);
    if (origin === NOTHING) whole = false;
    else if (origin.value === null) whole = unset(walk, origin.name) !== NOTHING;
    else if (typeof origin.value !== 'object') return String(origin.value);
    else {
      const kind = Array.isArray(origin.value) ? 'a list' : 'a map';
      const message = `${origin.word} is ${kind} and cannot be put inside text`;
      const hint = `let the whole value be "\${{ ${inner.trim()} }}"`;
      whole = problem(walk, 'E0306', message, hint) !== NOTHING;
    }
    return '';
  });
  if (whole && spliced.includes('${{')) {
    const hint = `close it: "\${{ params.x }}"`;
    return problem(walk, 'E0303', 'this expression is not closed by `}}`', hint);
  }
  walk.memory.spliced.add(pathKey(walk.path));
  return whole ? spliced : NOTHING;
}

function refer(walk: Walk, inner: string): Origin | typeof NOTHING {
  const found = referred(walk.scope, inner, walk.report.suggest);
  if (found.ok && !found.value.faulty) return found.value;
  if (found.ok) {
    if (walk.path[2] === 'with') walk.memory.poisoned.add(String(walk.path[1]));
    return NOTHING;
  }
  const { code, message, hint } = found.error;
  return problem(walk, code, message, hint);
}
