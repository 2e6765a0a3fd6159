import type { Path } from '../document/document.ts';
import type { ValidInput } from '../pipeline.ts';
import type { InputSpec, OutputSpec, Stage } from '../stage.ts';
import { type Draft, type Drafts, type Edge, findNode, outputsOf, producerHint } from './drafts.ts';
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
  if (spec && spec.type !== 'any' && type !== spec.type) {
    const fitting = outputsOf(from.stage).find((one) => one.type === spec.type);
    report.add({
      code: 'E0504',
      path,
      at: 'value',
      message: `input \`${name}\` of node \`${id}\` takes ${code(spec.type)}, and ${code(`${node}.${found}`)} has type ${code(type)}`,
      hint: fitting
        ? `${code(`${node}.${fitting.name}`)} has type ${code(spec.type)}`
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
    inner?.[1] && drafts.byId.has(inner[1]) ? [inner[1], inner[2]].filter(Boolean).join('.') : '';
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
