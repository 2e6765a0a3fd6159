import type { Canonical } from '../../base/canonical.ts';
import { type Diagnostic, errorDiagnostic } from '../../base/diagnostic.ts';
import { type Digest, digestBytes } from '../../base/digest.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { type ReadDocument, readDocument } from '../document/read.ts';
import type { SourceFile, ValidNode, ValidPipeline } from '../pipeline.ts';
import type { Stage } from '../stage.ts';
import { readConduct } from './conduct.ts';
import { type Draft, type Drafts, draftsOf, type Edge, outputsOf } from './drafts.ts';
import { type Filled, type Filling, openFilling } from './expressions.ts';
import { settingFiles } from './files.ts';
import { readInputs } from './inputs.ts';
import { readNeeds } from './needs.ts';
import { orderDrafts } from './order.ts';
import { isMap, readParams } from './params.ts';
import { type Published, readPublish } from './publish.ts';
import type { Scope } from './references.ts';
import { createReport, inOrder, type Report } from './report.ts';
import type { LoadRequest } from './request.ts';
import { type ResolvedSettings, resolveSettings } from './settings.ts';
import { checkShape } from './shape.ts';
import { loadStages, type StageTable, type UsedStage } from './stage-table.ts';
import { writtenNodes } from './written-nodes.ts';

/**
 * Reads a pipeline: text, document, shape, params, stages, settings, edges. What comes out has
 * passed every check; what is wrong is told all at once, in the order of the file.
 */
export async function loadPipeline(
  request: LoadRequest,
): Promise<Result<ValidPipeline, Diagnostic[]>> {
  const read = readFile(request);
  if (!read.ok) return fail([...read.error]);
  const report = createReport(read.value.document, read.value.diagnostics);
  const filled = openFilling(report);
  const scope = { params: readParams(report, request.overrides) };
  const top = topWords(read.value.document.value, filled, scope);
  const written = writtenNodes(report, filled, scope);
  const table = await loadStages(report, written.nodes, request);
  const drafts = await draftsOf(report, written.nodes, table, request.stages);
  checkShape(report, filled, {
    top,
    nodes: written.shaped,
    stageNames: request.stages.names,
    stageOf: (id) => drafts.byId.get(id)?.stage,
  });
  const made = makeNodes(report, filled, drafts, table, request);
  const order = orderDrafts(report, drafts, made.edges);
  if (report.diagnostics.length > 0) return fail(inOrder(report.diagnostics));
  const source = { path: request.file, digest: read.value.digest };
  return ok({
    name: (top as { readonly name: string }).name,
    file: request.file,
    nodes: order.map((id) => made.nodes.get(id) as ValidNode),
    files: uniqueFiles([
      source,
      ...[...table.values()].flatMap(({ files }) => files),
      ...made.files,
    ]),
  });
}

function readFile({
  file,
  probe,
}: LoadRequest): Result<ReadDocument & { readonly digest: Digest }, readonly Diagnostic[]> {
  const found = probe.digestFile(file);
  if (!found.ok) {
    const { code, words, hint } = {
      missing: { code: 'E0101', words: 'there is no file', hint: 'check the path' },
      folder: { code: 'E0102', words: 'this is a folder:', hint: 'name the .yaml file inside' },
      unreadable: { code: 'E0103', words: 'cannot read', hint: 'check its permissions' },
    }[found.error] as { code: Diagnostic['code']; words: string; hint: string };
    return fail([errorDiagnostic(code, `${words} ${file}`, { hint })]);
  }
  const bytes = probe.readFile(file);
  const document = readDocument(file, bytes);
  if (!document.ok) return document;
  if (document.value.document.value === null) {
    const hint = 'pipelines/cu-oneshot.yaml of this program is a whole one to start from';
    return fail([errorDiagnostic('E0105', `${file} is empty`, { hint })]);
  }
  return ok({ ...document.value, digest: digestBytes(bytes) });
}

/** The words of the file itself; its nodes as they are written. */
function topWords(value: Canonical, filling: Filling, scope: Scope): unknown {
  if (!isMap(value)) return value;
  const { nodes, ...rest } = value as { readonly [word: string]: Canonical };
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
  { probe }: LoadRequest,
): Made {
  const files = settingFiles(report, filled, probe);
  const edges: Edge[] = [];
  const published: Published = new Map();
  const nodes = new Map<string, ValidNode>();
  for (const draft of drafts.byId.values()) {
    const { id, words } = draft;
    const used = table.get(id);
    const settings = used && resolveSettings(report, filled, files, id, words, used);
    const rest = {
      inputs: readInputs(report, drafts, draft, edges),
      needs: readNeeds(report, draft, edges),
      publish: readPublish(report, draft, published),
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
  settings: ResolvedSettings,
  rest: Pick<ValidNode, 'inputs' | 'needs' | 'publish' | 'conduct' | 'span'>,
): ValidNode {
  return {
    id,
    uses: String(words['uses']),
    kind: stage.kind,
    ...(module && { module }),
    ...settings,
    cheap: stage.kind === 'whole' && stage.cheap === true,
    outputs: outputsOf(stage),
    ...rest,
  };
}

function uniqueFiles(files: readonly SourceFile[]): SourceFile[] {
  return [...new Map(files.map((file) => [file.path, file])).values()];
}
