import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { compiledUrl } from '../../base/compiled.ts';
import { openDigestSet } from '../../base/digest-set.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { ComputeTask, FileReference, SettingIssue, StageFailure } from '../../engine/stage.ts';
import { openFilters } from './filters/filters.ts';
import { openStrategies } from './open-strategies.ts';
import type { Base } from './parent.ts';
import { resolveBuild } from './resolve.ts';
import type { ResolvedBuild } from './resolved.ts';
import type { BaseTools } from './strategy.ts';
import { type StructureBuilder, structureBuilder } from './structure-builder.ts';
import { emptyTally } from './tally.ts';

/**
 * The builder of some settings, as in `with` of a node that `uses: build`, for programs that need no
 * pipeline; files are paths. The bases are made here, all that is made of them lazily in
 * {@link StructureBuilder.build}, each structure once and none that the filters reject. `number_of_structures`
 * chooses among all there are and is the pipeline's: stop reading instead. A failure says what is
 * wrong with the settings or a file.
 */
export async function openStructureBuilder(
  settings: object,
): Promise<Result<StructureBuilder, readonly SettingIssue[] | StageFailure>> {
  if ('number_of_structures' in settings) {
    const message = 'it is for pipelines: take as many from build() as are wanted';
    return fail([{ path: ['number_of_structures'], message }]);
  }
  const resolved = resolveBuild(settings as never);
  if (!resolved.ok) return resolved;
  const { seed = 0, filters, ...chosen } = resolved.value.with as unknown as ResolvedBuild;
  const opened = await openStrategies(chosen, seed, plainContext);
  if (!opened.ok) return opened;
  const { bases: strategies, ...pieces } = opened.value;
  const tally = emptyTally();
  const bases: Base[] = [];
  for (const strategy of strategies) {
    const found = await strategy.bases({ context: plainContext, tally });
    if (!found.ok) return found;
    for await (const base of found.value) bases.push(base);
  }
  return ok({
    *build() {
      const seen = openDigestSet();
      const filter = openFilters(filters);
      for (const built of structureBuilder({ ...pieces, bases }).build()) {
        if (seen.has(built.digest) || built.flaw || filter(built.structure)) continue;
        seen.add(built.digest);
        yield built;
      }
    },
  });
}

/** Files by their paths; tasks here and now instead of on worker threads. */
const plainContext = {
  readFile: (path: FileReference | string) => ({
    bytes: readFileSync(path as string),
    name: basename(path as string),
  }),
  compute: async ({ module, name }: ComputeTask, payload: unknown) =>
    (await import(compiledUrl(module)))[name](payload),
  workers: 1,
  signal: new AbortController().signal,
} as unknown as BaseTools['context'];
