import type { Canonical } from '../../base/canonical.ts';
import type { Diagnostic } from '../../base/diagnostic.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { isCheap } from '../is-cheap.ts';
import type { SourceFile, ValidNode, ValidPipeline } from '../pipeline.ts';
import type { Stage } from '../stage.ts';
import { readConduct } from './conduct.ts';
import { type Draft, type Drafts, draftsOf, type Edge, outputsOf } from './drafts.ts';
import { type Filled, type Filling, openFilling } from './expressions.ts';
import { settingFiles } from './files.ts';
import { readInputs } from './inputs.ts';
import { readNeeds } from './needs.ts';
import { orderDrafts } from './order.ts';
import { type Given, isMap } from './params.ts';
import { type Published, publishedInside, readPublish } from './publish.ts';
import { readSource } from './read-source.ts';
import { createReport, inOrder, type Report } from './report.ts';
import type { LoadRequest } from './request.ts';
import { resolveSettings, type SettingsOfNode } from './settings.ts';
import { checkNodes, checkTop, type Known } from './shape.ts';
import { openSources, type Sources } from './sources.ts';
import { loadStages, type StageTable, type UsedStage } from './stage-table.ts';
import { type WrittenNodes, writtenNodes } from './written-nodes.ts';

/**
 * Reads a pipeline: text, document, shape, params, stages, settings, edges. What comes out has
 * passed every check; what is wrong is told all at once, in the order of the file.
 */
export async function loadPipeline(
  request: LoadRequest,
): Promise<Result<ValidPipeline, Diagnostic[]>> {
  const read = readSource(request.file, request.probe);
  if (!read.ok) return fail([...read.error]);
  const { document, digest } = read.value;
  const report = createReport(document, read.value.diagnostics);
  const sources = openSources(request.probe, { path: request.file, digest }, document);
  const filled = openFilling(report);
  const given = givenParams(report, sources, request);
  const written = writtenNodes(report, filled, sources, given);
  const table = await loadStages(report, written.nodes, request);
  const drafts = await draftsOf(report, written.nodes, table, request.stages);
  const known: Known = {
    stageNames: request.stages.names,
    stageOf: (id) => drafts.byId.get(id)?.stage,
  };
  for (const [one, kind] of written.tops) checkFile(report.of(one), kind, known);
  checkNodes(report, filled, written.shaped, known);
  const made = makeNodes(report, filled, drafts, table, written, request);
  const order = orderDrafts(report, drafts, made.edges);
  if (report.diagnostics.length > 0) return fail(inOrder(report.diagnostics, request.file));
  const texts = uniqueFiles([
    ...sources.files,
    ...[...new Set(table.values())].flatMap(({ files }) => files),
  ]);
  return ok({
    name: (document.value as { readonly name: string }).name,
    file: request.file,
    nodes: order.map((id) => made.nodes.get(id) as ValidNode),
    files: uniqueFiles([...texts, ...made.files]),
    read: texts.length,
  });
}

/** The values of `--params` and `--set`. */
function givenParams(
  report: Report,
  sources: Sources,
  { paramFiles = [], overrides }: LoadRequest,
): Given {
  const documents = paramFiles.flatMap((file) => {
    const document = sources.openGiven(report, file);
    return document ? [document] : [];
  });
  return { documents, overrides, values: new Map() };
}

/** Checks a file's own words; `report` is of it. */
function checkFile(report: Report, kind: 'pipeline' | 'included', known: Known): void {
  const { value } = report.document;
  const filling = openFilling(report);
  checkTop(report, filling, topWords(value, filling), kind, known);
}

/** The words of a file itself; its nodes as they are written. */
function topWords(value: Canonical, filling: Filling): unknown {
  if (!isMap(value)) return value;
  const { nodes, ...rest } = value as { readonly [word: string]: Canonical };
  const scope = { params: new Map() };
  const top = filling.fill(scope, nodes === null ? { ...rest, nodes } : rest, []);
  return isMap(top) && nodes !== undefined && nodes !== null ? { ...top, nodes } : top;
}

interface Made {
  readonly nodes: ReadonlyMap<string, ValidNode>;
  readonly edges: readonly Edge[];
  readonly files: readonly SourceFile[];
}

function makeNodes(
  report: Report,
  filled: Filled,
  drafts: Drafts,
  table: StageTable,
  { inner }: WrittenNodes,
  { probe }: LoadRequest,
): Made {
  const files = settingFiles(report, filled, probe);
  const edges: Edge[] = [];
  const published: Published = new Map();
  const inside = publishedInside(report, drafts, inner);
  const nodes = new Map<string, ValidNode>();
  for (const draft of drafts.byId.values()) {
    const { id, words } = draft;
    const used = table.get(id);
    const settings = used && resolveSettings(report, filled, files, id, words, used);
    const rest = {
      inputs: readInputs(report, drafts, draft, edges),
      needs: readNeeds(report, draft, edges),
      publish: readPublish(report, draft, published, inside.get(id) ?? []),
      conduct: readConduct(report, id, words, used?.stage.kind),
      span: report.span(['nodes', id], 'key'),
    };
    if (used && draft.stage && settings)
      nodes.set(id, validNode(draft, draft.stage, used, settings, rest));
  }
  return { nodes, edges, files: files.found() };
}

function validNode(
  { id, words }: Draft,
  stage: Stage,
  { module }: UsedStage,
  settings: SettingsOfNode,
  rest: Pick<ValidNode, 'inputs' | 'needs' | 'publish' | 'conduct' | 'span'>,
): ValidNode {
  return {
    id,
    uses: String(words['uses']),
    kind: stage.kind,
    ...(module && { module }),
    ...settings,
    cheap: isCheap(stage, settings.with),
    outputs: outputsOf(stage),
    ...rest,
  };
}

function uniqueFiles(files: readonly SourceFile[]): SourceFile[] {
  return [...new Map(files.map((file) => [file.path, file])).values()];
}
