import type { Canonical } from '../../base/canonical.ts';
import type { Filled } from './expressions.ts';
import { chosen, type Inner, type Member, type Space, sourceWords } from './groups.ts';
import { type Given, isMap, type Param } from './params.ts';
import type { Report } from './report.ts';
import { code, listed } from './words.ts';

type Words = { readonly [word: string]: unknown };

/** The path of the pipeline that a node is, where it is one. */
export function innerPath({ uses }: Words): string | undefined {
  return typeof uses === 'string' && /^\.{0,2}\/.*\.ya?ml$/.test(uses) ? uses : undefined;
}

const OWN_WORDS = ['uses', 'with', 'needs', 'when', 'matrix', 'publish'];

/** Reports words that a node cannot have when it is a pipeline. */
export function refuseWords(report: Report, id: string, words: Words): void {
  for (const word of ['inputs', 'retry', 'resources', 'timeout', 'allow_missing']) {
    if (!Object.hasOwn(words, word)) continue;
    report.add({
      code: 'E0407',
      path: ['nodes', id, word],
      at: 'key',
      message: `\`${word}\` cannot stand in node \`${id}\`, which is a pipeline`,
      hint: `it has ${listed(OWN_WORDS.map(code), 'and')}; \`${word}\` belongs to the nodes inside`,
    });
  }
}

/** The params that `with` of a node gives to the pipeline inside. */
export function innerValues(report: Report, filled: Filled, id: string, words: Words): Given {
  const values = new Map<string, Param>();
  const given = isMap(words['with']) ? words['with'] : {};
  for (const [name, value] of Object.entries(given)) {
    const path = ['nodes', id, 'with', name];
    const origin = filled.origin(path);
    values.set(name, {
      value: value as Canonical,
      place: origin?.place ?? report.place(path),
      ...(origin?.override && { override: origin.override }),
      ...(origin?.parts && { parts: origin.parts }),
    });
  }
  const refuse = (name: string, known: readonly string[]): void =>
    report.add({
      code: 'E0203',
      path: ['nodes', id, 'with', name],
      at: 'key',
      message: `the pipeline ${code(words['uses'])} has no param \`${name}\``,
      hint: known.length === 0 ? 'it has no `params` at all' : report.suggest(name, known),
    });
  return { documents: [], overrides: [], values, refuse };
}

/** What a pipeline says that it gives, as far as it is there; `report` is of its file. */
export function innerOutputs(report: Report, space: Space): ReadonlyMap<string, string> {
  const { value } = report.document;
  const written = isMap(value) && isMap(value['outputs']) ? value['outputs'] : {};
  const outputs = new Map<string, string>();
  for (const [name, text] of Object.entries(written)) {
    if (typeof text !== 'string') continue;
    outputs.set(name, text);
    const words = sourceWords(text);
    const group = words && space.groups.get(words.node);
    if (group?.broken || (words && group && chosen(group, words.choice).length > 0)) continue;
    report.add({
      code: words ? 'E0501' : 'E0508',
      path: ['outputs', name],
      at: 'value',
      message: words ? `there is no node ${code(text)}` : `${code(text)} is not a source`,
      hint: words ? report.suggest(words.node, [...space.groups.keys()]) : undefined,
    });
  }
  return outputs;
}

/** A node that runs, and the output of it that is meant: its default where none is. */
export interface Leaf {
  readonly id: string;
  readonly output: string | undefined;
}

/** What an output of a node is: of a pipeline, what its own outputs name. `undefined`: there is no such output. */
export function leavesOf(member: Member, output: string | undefined): readonly Leaf[] | undefined {
  const { inner } = member;
  if (!inner) return [{ id: member.id, output }];
  const text = inner.outputs.get(output ?? firstOutput(inner) ?? '');
  if (text === undefined) return undefined;
  const words = sourceWords(text);
  const group = words && inner.space.groups.get(words.node);
  if (!words || !group) return [];
  return chosen(group, words.choice)
    .filter(({ skipped }) => !skipped)
    .flatMap((one) => leavesOf(one, words.output) ?? []);
}

const firstOutput = ({ outputs }: Inner): string | undefined => [...outputs.keys()][0];

/** Every node that runs in a member: itself, or all inside. */
export function nodesInside({ id, skipped, inner }: Member): readonly string[] {
  if (skipped) return [];
  if (!inner) return [id];
  return [...inner.space.groups.values()].flatMap(({ members }) => members.flatMap(nodesInside));
}
