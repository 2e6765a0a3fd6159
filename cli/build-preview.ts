import { setEntries } from '../base/item-set.ts';
import { unknownNode } from '../engine/node-names.ts';
import { decide } from '../engine/plan/decide.ts';
import { readObject } from '../engine/plan/items.ts';
import { look } from '../engine/plan/look.ts';
import type { HitPlan, MissPlan, SourceDigests } from '../engine/plan/plan.ts';
import type { Surroundings } from '../engine/plan/surroundings.ts';
import { execute } from '../engine/run/execute.ts';
import type { StageFailure } from '../engine/stage.ts';
import { paint } from '../report/paint.ts';
import { type BuildPreview, histogram, renderPreview } from '../report/preview.ts';
import { cellVolume } from '../science/cell.ts';
import { nearestDistance } from '../science/nearest.ts';
import { type Attributes, readStructure } from '../science/structure.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { type Opened, openPipeline, type Reading, writable } from './open.ts';
import { quietSetting } from './quiet-setting.ts';
import { sayDiagnostics, wantsColor } from './say.ts';

/**
 * `mlip-auto build preview FILE [NODE]`: builds what the build nodes make (it is kept, a run finds it) and
 * shows how many of each kind there are, and how their distances and volumes are spread. Nothing is labelled.
 */
export async function buildPreview(
  file: string,
  node: string | undefined,
  options: Reading & { readonly json: boolean },
): Promise<ExitCode> {
  const read = await openPipeline(file, options, 'as-found', { allowsSilent: true });
  const opened = read.ok ? writable(read.value) : read;
  if (!opened.ok) {
    sayDiagnostics(opened.error, options.json);
    return EXIT.usage;
  }
  const { pipeline, state } = opened.value;
  const builders = pipeline.nodes.filter(({ uses }) => uses === 'build').map(({ id }) => id);
  try {
    if (node !== undefined && !builders.includes(node)) {
      sayDiagnostics([unknownNode('build preview', node, builders)], options.json);
      return EXIT.usage;
    }
    const wanted = node === undefined ? builders : [node];
    const { hits, failures, notes } = await evaluated(opened.value, wanted);
    for (const hit of hits) say(previewOf(opened.value, hit, notes(hit.node.id)), options.json);
    for (const [id, failure] of failures) sayFailure(id, failure);
    return failures.size > 0 ? EXIT.failed : EXIT.done;
  } finally {
    state.close();
  }
}

interface Evaluated {
  readonly hits: readonly HitPlan[];
  readonly failures: ReadonlyMap<string, StageFailure>;
  notes(node: string): readonly string[];
}

/** Builds the wanted nodes, however long that takes. */
async function evaluated(opened: Opened, wanted: readonly string[]): Promise<Evaluated> {
  const { setting: silent, close } = quietSetting(opened);
  const said: { readonly node: string; readonly text: string }[] = [];
  const setting = {
    ...silent,
    emit: (event: Parameters<typeof silent.emit>[0]) => {
      if (event.type === 'note') said.push({ node: event.node ?? '', text: event.text });
    },
  };
  const failures = new Map<string, StageFailure>();
  const { state, pipeline } = opened;
  const around: Surroundings = { state, pipeline: pipeline.name, load: setting.load, deep: false };
  const build = async (miss: MissPlan, sources: SourceDigests): Promise<HitPlan | MissPlan> => {
    if (!wanted.includes(miss.node.id)) return miss;
    const { result } = await execute(setting, around, miss, sources);
    if (result.ok) return decide(around, miss.node, sources);
    failures.set(miss.node.id, result.error);
    return miss;
  };
  try {
    const { plan } = await look(pipeline, around, build);
    const hits = plan.nodes.filter(
      (node): node is HitPlan => node.state === 'hit' && wanted.includes(node.node.id),
    );
    const notes = (id: string) => said.filter(({ node }) => node === id).map(({ text }) => text);
    return { hits, failures, notes };
  } finally {
    await close();
  }
}

function previewOf({ state }: Opened, hit: HitPlan, notes: readonly string[]): BuildPreview {
  const { structures, rejected } = hit.outputs as Record<'structures' | 'rejected', never>;
  const groups: { [group: string]: number } = {};
  const families = new Set<string>();
  const distances: number[] = [];
  const volumes: number[] = [];
  let atoms = 0;
  let count = 0;
  for (const { item, attributes } of setEntries(readObject(state, structures))) {
    count += 1;
    const structure = readStructure(readObject(state, item));
    const text = Buffer.from(readObject(state, attributes)).toString('utf8');
    const { group = '', family = '' } = JSON.parse(text) as Attributes;
    groups[group] = (groups[group] ?? 0) + 1;
    families.add(family);
    atoms += structure.numbers.length;
    const distance = nearestDistance(structure);
    if (distance !== undefined) distances.push(distance);
    const volume = cellVolume(structure.cell);
    const isBulk = structure.periodic.every(Boolean) && volume > 0;
    if (isBulk) volumes.push(volume / structure.numbers.length);
  }
  const counts = JSON.parse(Buffer.from(readObject(state, rejected)).toString('utf8'));
  const [shortest, volume] = [histogram(distances), histogram(volumes)];
  return {
    type: 'preview',
    node: hit.node.id,
    structures: count,
    atoms,
    families: families.size,
    groups,
    rejected: counts.rejected,
    ...(shortest && { shortest_distance: shortest }),
    ...(volume && { volume_per_atom: volume }),
    notes,
  };
}

function say(preview: BuildPreview, json: boolean): void {
  const text = json
    ? JSON.stringify(preview)
    : renderPreview(preview, paint(wantsColor(process.stdout)));
  process.stdout.write(`${text}\n`);
}

function sayFailure(node: string, { message, hint }: StageFailure): void {
  process.stderr.write(`${node}: ${message}${hint ? `\n  ${hint}` : ''}\n`);
}
