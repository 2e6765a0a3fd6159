import { NAME_PATTERN } from '../../schemas/pipeline.ts';
import type { Path } from '../document/document.ts';
import type { ValidInput } from '../pipeline.ts';
import type { InputSpec, OutputSpec, Stage } from '../stage.ts';
import { isMap } from './params.ts';
import type { Report } from './report.ts';
import { code, codes, container } from './words.ts';

/** A node as it is written, with its stage where that is known. */
export interface Draft {
  readonly id: string;
  readonly words: { readonly [word: string]: unknown };
  readonly stage: Stage | undefined;
}

/** The nodes by name, in declaration order. */
export type Drafts = ReadonlyMap<string, Draft>;

/** `to` comes after `from`, and says so at `path`. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly path: Path;
}

/** Where a source leads. */
interface Source {
  readonly node: string;
  readonly output: string;
}

/** The outputs of a stage, its default first. */
export function outputsOf(stage: Stage): { readonly name: string; readonly type: string }[] {
  return Object.entries(stage.outputs)
    .sort(([, a], [, b]) => Number(b.default ?? false) - Number(a.default ?? false))
    .map(([name, { type }]) => ({ name, type }));
}

/** Checks `inputs` of a node; the edges it names are added to `edges` as far as both ends are there. */
export function readInputs(
  report: Report,
  drafts: Drafts,
  draft: Draft,
  edges: Edge[],
): readonly ValidInput[] {
  const { id, words, stage } = draft;
  const given = isMap(words['inputs']) ? words['inputs'] : {};
  const sources = new Map<string, Source[]>();
  for (const [name, value] of Object.entries(given)) {
    const path = ['nodes', id, 'inputs', name];
    const spec = stage && specOf(report, stage, name, path);
    sources.set(name, readSources({ report, drafts, id, name, spec, edges }, value, path));
  }
  if (!stage) return [];
  if (words['inputs'] === undefined || isMap(words['inputs']))
    missingInputs(report, drafts, draft, given);
  return Object.entries(stage.inputs).flatMap(([name, { view }]): ValidInput[] => {
    const list = sources.get(name) ?? [];
    if (list.length === 0) return [];
    return [
      { name, ...(view && { view: { name: view.name, version: view.version } }), sources: list },
    ];
  });
}

function specOf(report: Report, stage: Stage, name: string, path: Path): InputSpec | undefined {
  if (Object.hasOwn(stage.inputs, name)) return stage.inputs[name];
  const known = Object.keys(stage.inputs);
  report.add({
    code: 'E0503',
    path,
    at: 'key',
    message: `stage \`${stage.name}\` has no input \`${name}\``,
    hint: known.length === 0 ? 'it takes no inputs' : report.suggest(name, known),
  });
  return undefined;
}

interface Reading {
  readonly report: Report;
  readonly drafts: Drafts;
  /** The node that reads, its input, and what the stage says of it. */
  readonly id: string;
  readonly name: string;
  readonly spec: InputSpec | undefined;
  readonly edges: Edge[];
}

function readSources(reading: Reading, value: unknown, path: Path): Source[] {
  const { report, name, spec } = reading;
  if (typeof value === 'string') return readSource(reading, value, path);
  if (!Array.isArray(value)) return [];
  if (spec && !spec.many && value.length > 1) {
    report.add({
      code: 'E0506',
      path,
      at: 'value',
      message: `input \`${name}\` takes one source, this is a list of ${value.length}`,
      hint: 'join them in a node before, or name one',
    });
    return [];
  }
  return value.flatMap((text, index) =>
    typeof text === 'string' ? readSource(reading, text, [...path, index]) : [],
  );
}

const SOURCE = /^([A-Za-z_][\w-]*)(?:\.([A-Za-z_][\w-]*))?$/;

function readSource(reading: Reading, text: string, path: Path): Source[] {
  const { report, drafts, id, edges, name, spec } = reading;
  const [, node, output] = SOURCE.exec(text.trim()) ?? [];
  if (node === undefined) return unreadable(report, drafts, text, path);
  const from = findNode(report, drafts, id, node, path);
  if (!from) return [];
  edges.push({ from: node, to: id, path });
  if (!from.stage) return [];
  const found = output ?? outputsOf(from.stage)[0]?.name ?? '';
  const type = outputType(reading, from.stage, node, found, path);
  if (type === undefined) return [];
  if (spec && type !== spec.type) {
    const fitting = outputsOf(from.stage).find((one) => one.type === spec.type);
    report.add({
      code: 'E0504',
      path,
      at: 'value',
      message: `input \`${name}\` of node \`${id}\` takes ${spec.type}, and \`${node}.${found}\` is ${type}`,
      hint: fitting
        ? `\`${node}.${fitting.name}\` is ${spec.type}`
        : producerHint(drafts, spec.type, id),
    });
  }
  return [{ node, output: found }];
}

function unreadable(report: Report, drafts: Drafts, text: string, path: Path): Source[] {
  const inner = /^\$?\{*\s*(?:nodes\.)?([A-Za-z_][\w-]*)(?:\.outputs)?(?:\.([\w-]+))?\s*\}*$/.exec(
    text,
  );
  const guess =
    inner?.[1] && drafts.has(inner[1]) ? [inner[1], inner[2]].filter(Boolean).join('.') : '';
  const asFile = /[/\\]|\.\w+$/.test(text) ? 'files are named in `with`, not here' : undefined;
  report.add({
    code: 'E0508',
    path,
    at: 'value',
    message: `${code(text)} is not a source`,
    hint: guess
      ? `did you mean \`${guess}\`?`
      : (asFile ?? 'write the name of a node, or `node.output`'),
  });
  return [];
}

function findNode(
  report: Report,
  drafts: Drafts,
  id: string,
  node: string,
  path: Path,
): Draft | undefined {
  const draft = drafts.get(node);
  if (draft) return draft;
  const others = [...drafts.keys()].filter((name) => name !== id);
  report.add({
    code: 'E0501',
    path,
    at: 'value',
    message: `there is no node \`${node}\``,
    hint: report.suggest(node, others),
  });
  return undefined;
}

function outputType(
  { report }: Reading,
  stage: Stage,
  node: string,
  output: string,
  path: Path,
): string | undefined {
  const spec: OutputSpec | undefined = Object.hasOwn(stage.outputs, output)
    ? stage.outputs[output]
    : undefined;
  if (spec) return spec.type;
  report.add({
    code: 'E0502',
    path,
    at: 'value',
    message: `node \`${node}\` (stage \`${stage.name}\`) has no output \`${output}\``,
    hint: report.suggest(output, Object.keys(stage.outputs)),
  });
  return undefined;
}

/** Which nodes give a type, as a hint. */
function producerHint(drafts: Drafts, type: string, except: string): string | undefined {
  const producers: string[] = [];
  for (const { id, stage } of drafts.values()) {
    if (producers.length === 3) break;
    if (!stage || id === except) continue;
    outputsOf(stage).forEach((output, index) => {
      if (output.type === type) producers.push(index === 0 ? id : `${id}.${output.name}`);
    });
  }
  return producers.length === 0
    ? `no node here makes ${type}`
    : `${type} come from ${codes(producers)}`;
}

function missingInputs(
  report: Report,
  drafts: Drafts,
  { id, stage, words }: Draft,
  given: { readonly [name: string]: unknown },
): void {
  for (const [name, spec] of Object.entries(stage?.inputs ?? {})) {
    const list = given[name];
    if (Object.hasOwn(given, name) && !(Array.isArray(list) && list.length === 0)) continue;
    if (spec.optional) continue;
    const producers = producerHint(drafts, spec.type, id);
    report.add({
      code: 'E0505',
      path: words['inputs'] === undefined ? ['nodes', id] : ['nodes', id, 'inputs'],
      at: 'key',
      message: `${container(['nodes', id])} has no source for its input \`${name}\``,
      hint: `add \`inputs: { ${name}: NODE }\`; ${producers}`,
    });
  }
}

const NAME = new RegExp(NAME_PATTERN);

/** Checks `needs` of a node. */
export function readNeeds(report: Report, drafts: Drafts, draft: Draft, edges: Edge[]): string[] {
  const { id, words } = draft;
  const given = words['needs'];
  const single = typeof given === 'string';
  const list: readonly unknown[] = single ? [given] : Array.isArray(given) ? given : [];
  const needs: string[] = [];
  for (const [index, node] of list.entries()) {
    if (typeof node !== 'string') continue;
    const path = single ? ['nodes', id, 'needs'] : ['nodes', id, 'needs', index];
    if (!NAME.test(node)) {
      const hint = `\`needs\` names nodes, not outputs: ${code(node.split('.')[0])}`;
      report.add({
        code: 'E0508',
        path,
        at: 'value',
        message: `${code(node)} is not the name of a node`,
        hint,
      });
    } else if (findNode(report, drafts, id, node, path)) {
      edges.push({ from: node, to: id, path });
      if (!needs.includes(node)) needs.push(node);
    }
  }
  return needs;
}
