import type { Path } from '../document/document.ts';
import type { ValidInput } from '../pipeline.ts';
import type { InputSpec, OutputSpec, Stage } from '../stage.ts';
import {
  type Draft,
  type Drafts,
  type Edge,
  findMembers,
  outputsOf,
  producerHint,
} from './drafts.ts';
import { type Member, sourceWords } from './groups.ts';
import { leavesOf } from './inner.ts';
import { missingInputs } from './missing-inputs.ts';
import { isMap } from './params.ts';
import type { Report } from './report.ts';
import { code } from './words.ts';

/** Where a source leads. */
interface Source {
  readonly node: string;
  readonly output: string;
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
  const sources = new Map<string, readonly Source[]>();
  for (const [name, value] of Object.entries(given)) {
    const path = ['nodes', id, 'inputs', name];
    const spec = stage && specOf(report, stage, name, path);
    sources.set(name, readSources({ report, drafts, draft, name, spec, edges }, value, path));
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
  readonly draft: Draft;
  readonly name: string;
  readonly spec: InputSpec | undefined;
  readonly edges: Edge[];
}

/** The sources that a text or a list of them names; skipped nodes are none. */
function readSources(reading: Reading, value: unknown, path: Path): readonly Source[] {
  const { spec } = reading;
  const texts: [string, Path][] =
    typeof value === 'string'
      ? [[value, path]]
      : (Array.isArray(value) ? value : []).flatMap((text, index): [string, Path][] =>
          typeof text === 'string' ? [[text, [...path, index]]] : [],
        );
  if (spec && !spec.many && texts.length > 1)
    return tooMany(reading, path, `this is a list of ${texts.length}`);
  const sources: Source[] = [];
  let alive = 0;
  let skips = 0;
  for (const [text, place] of texts) {
    const found = readSource(reading, text, place);
    alive += found.alive;
    skips += found.skipped;
    sources.push(...found.sources);
  }
  if (spec && !spec.many && sources.length > 1) {
    return tooMany(reading, path, `${code(texts[0]?.[0])} is ${sources.length} nodes of a matrix`);
  }
  if (skips > 0 && alive === 0 && spec && !spec.optional) skipped(reading, path);
  return sources;
}

function tooMany({ report, name }: Reading, path: Path, what: string): readonly Source[] {
  report.add({
    code: 'E0506',
    path,
    at: 'value',
    message: `input \`${name}\` takes one source, ${what}`,
    hint: what.endsWith('matrix')
      ? 'name one, as in labels[element=Cu]; a node with the same matrix writes "labels[element=${{ matrix.element }}]"'
      : 'join them in a node before, or name one',
  });
  return [];
}

function skipped({ report, name, draft }: Reading, path: Path): void {
  report.add({
    code: 'E0509',
    path,
    at: 'value',
    message: `input \`${name}\` of node \`${draft.id}\` has no source: what it names is skipped by its \`when\``,
    hint: 'skip this node as well, with the same `when`, or name another source',
  });
}

interface Found {
  /** How many nodes the text names that run, and how many that do not. */
  readonly alive: number;
  readonly skipped: number;
  readonly sources: readonly Source[];
}

const NONE: Found = { alive: 0, skipped: 0, sources: [] };

function readSource(reading: Reading, text: string, path: Path): Found {
  const { report, drafts, draft, edges } = reading;
  const words = sourceWords(text);
  if (!words) return unreadable(report, draft, text, path);
  const found = findMembers(report, draft, words, path);
  if (!found) return NONE;
  const alive = found.members.filter((member) => !member.skipped);
  const sources: Source[] = [];
  for (const member of alive) {
    const leaves = leavesOf(member, words.output);
    if (!leaves) noOutput(report, member, words.output, path);
    for (const { id, output: named } of leaves ?? []) {
      edges.push({ from: id, to: draft.id, path });
      const { stage } = drafts.byId.get(id) as Draft;
      const output = stage && (named ?? outputsOf(stage)[0]?.name ?? '');
      if (!stage || output === undefined) continue;
      if (!fits(reading, stage, id, output, path)) return { ...NONE, alive: alive.length };
      sources.push({ node: id, output });
    }
  }
  return { alive: alive.length, skipped: found.members.length - alive.length, sources };
}

/** A pipeline inside does not say that it gives this. */
function noOutput(
  report: Report,
  { id, inner }: Member,
  output: string | undefined,
  path: Path,
): void {
  if (!inner || inner.broken) return;
  const what = output === undefined ? 'outputs' : `output \`${output}\``;
  report.add({
    code: 'E0502',
    path,
    at: 'value',
    message: `node \`${id}\` (pipeline \`${inner.uses}\`) has no ${what}`,
    hint:
      inner.outputs.size === 0
        ? `say in ${inner.uses} what it gives: \`outputs: { NAME: NODE }\``
        : report.suggest(output ?? '', [...inner.outputs.keys()]),
  });
}

/** Whether a node has the output, of a type that the input takes; a wrong type is told, and kept as an edge. */
function fits(reading: Reading, from: Stage, node: string, output: string, path: Path): boolean {
  const { report, drafts, draft, name, spec } = reading;
  const type = outputType(reading, from, node, output, path);
  if (type === undefined) return false;
  if (!spec || spec.type === 'any' || type === spec.type) return true;
  const fitting = outputsOf(from).find((one) => one.type === spec.type);
  report.add({
    code: 'E0504',
    path,
    at: 'value',
    message: `input \`${name}\` of node \`${draft.id}\` takes ${code(spec.type)}, and ${code(`${node}.${output}`)} has type ${code(type)}`,
    hint: fitting
      ? `${code(`${node}.${fitting.name}`)} has type ${code(spec.type)}`
      : producerHint(drafts, spec.type, draft.id),
  });
  return false;
}

function unreadable(report: Report, { space }: Draft, text: string, path: Path): Found {
  const inner = /^\$?\{*\s*(?:nodes\.)?([A-Za-z_][\w-]*)(?:\.outputs)?(?:\.([\w-]+))?\s*\}*$/.exec(
    text,
  );
  const guess =
    inner?.[1] && space.groups.has(inner[1]) ? [inner[1], inner[2]].filter(Boolean).join('.') : '';
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
  return NONE;
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
