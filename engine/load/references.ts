import type { Canonical } from '../../base/canonical.ts';
import type { DiagnosticCode } from '../../base/diagnostic.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { atMember, isMap, type Param, type Params } from './params.ts';
import { code } from './words.ts';

/** Where a value came from that was not written in its place. */
export interface Origin extends Param {
  /** For people: ``param `cutoff` ``, `` `matrix.element` ``. */
  readonly word: string;
  /** As it is referred to. */
  readonly name: string;
}

/** What expressions in one place may refer to. */
export interface Scope {
  readonly params: Params;
  /** Of a node with a matrix: the values of this instance. */
  readonly matrix?: ReadonlyMap<string, Origin>;
}

/** Why an expression gives no value. */
export interface BadReference {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** `did you mean ...?`, or the known words. */
type Suggest = (word: string, candidates: readonly string[]) => string | undefined;

const REFERENCE = /^(params|matrix)\.([A-Za-z_][\w-]*)((?:\.[\w-]+)*)$/;

/** The value that the inside of `${{ ... }}` refers to. */
export function refer(scope: Scope, inner: string, suggest: Suggest): Result<Origin, BadReference> {
  const text = inner.trim();
  const [, kind, name, rest] = REFERENCE.exec(text) ?? [];
  if (name === undefined || rest === undefined) return fail(unreadable(scope, text, suggest));
  const found =
    kind === 'matrix' ? matrixValue(scope, name, suggest) : paramOf(scope, name, suggest);
  if (!found.ok) return found;
  const steps = rest.split('.').slice(1);
  let { value } = found.value;
  for (const step of steps) {
    const next = isMap(value) && Object.hasOwn(value, step) ? value[step] : undefined;
    if (next === undefined) {
      const hint = isMap(value) ? suggest(step, Object.keys(value)) : undefined;
      return fail({ code: 'E0304', message: `there is no \`${step}\` in ${code(text)}`, hint });
    }
    value = next as Canonical;
  }
  const { place } = found.value;
  return ok({
    ...deeper(found.value, steps),
    place: { ...place, path: [...place.path, ...steps] },
    word: kind === 'matrix' ? code(text) : `param ${code(name + rest)}`,
    name: found.value.name + rest,
    value,
  });
}

/** The param at one of its members: whoever gave that one, and what was given below it. */
function deeper(origin: Origin, steps: readonly string[]): Origin {
  const { parts, ...rest } = atMember(origin, steps);
  if (!parts) return rest;
  const below = steps.length === 0 ? '' : `${steps.join('.')}.`;
  const left = [...parts].flatMap(([path, one]) =>
    path.startsWith(below) ? [[path.slice(below.length), one] as const] : [],
  );
  return left.length === 0 ? rest : { ...rest, parts: new Map(left) };
}

function paramOf({ params }: Scope, name: string, suggest: Suggest): Result<Origin, BadReference> {
  const param = params.get(name);
  if (param) return ok({ ...param, name, word: `param \`${name}\`` });
  const hint =
    params.size === 0
      ? `declare it at the top: \`params: { ${name}: ... }\``
      : suggest(name, [...params.keys()]);
  return fail({ code: 'E0304', message: `there is no param \`${name}\``, hint });
}

function matrixValue(
  { matrix }: Scope,
  name: string,
  suggest: Suggest,
): Result<Origin, BadReference> {
  const origin = matrix?.get(name);
  if (origin) return ok(origin);
  if (matrix) {
    const message = `the matrix of this node has no \`${name}\``;
    return fail({ code: 'E0308', message, hint: suggest(name, [...matrix.keys()]) });
  }
  const message = `\`matrix.${name}\` stands where there is no matrix`;
  return fail({
    code: 'E0308',
    message,
    hint: `give the node one: \`matrix: { ${name}: [...] }\``,
  });
}

function unreadable({ params, matrix }: Scope, text: string, suggest: Suggest): BadReference {
  const message = `\`${text}\` is not a reference to a param`;
  const bad = (hint: string | undefined): BadReference => ({ code: 'E0303', message, hint });
  const [, space, variable] = /^(secrets?|env)\.([A-Za-z_]\w*)$/.exec(text) ?? [];
  if (variable) return environmentWords(space === 'env' ? 'pass_env' : 'secrets', variable);
  if (text === '') return { code: 'E0303', message: 'this expression is empty', hint: howTo };
  if (params.has(text)) return bad(`did you mean \`params.${text}\`?`);
  if (matrix?.has(text)) return bad(`did you mean \`matrix.${text}\`?`);
  const [, near] = /^param\.?([\w-]+)$/.exec(text) ?? [];
  if (near) return bad(`did you mean \`params.${near}\`?`);
  if (/[+*/()<>=?|&]|(^|\s)-/.test(text)) {
    return bad('expressions only refer: there is no arithmetic; put the result into a param');
  }
  return bad(suggest(text, [...params.keys()]) ?? howTo);
}

/** What comes from the environment is no part of a pipeline's text: it would be in keys and records. */
const environmentWords = (setting: 'pass_env' | 'secrets', name: string): BadReference => ({
  code: 'E0310',
  message: `the environment is not read into a pipeline: its values would be in keys and records`,
  hint:
    setting === 'secrets'
      ? `name it in a command, \`secrets: [${name}]\`: the program has it as \`$${name}\`, and nobody else`
      : `name it in a command, \`pass_env: [${name}]\`, or make it a param: \`--set ${name.toLowerCase()}=...\``,
});

const howTo = `write "\${{ params.NAME }}"`;
