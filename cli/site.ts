import type { Diagnostic } from '../base/diagnostic.ts';
import { ok, type Result } from '../base/result.ts';
import type { State } from '../cache/state.ts';
import type { LoadRequest } from '../engine/load/request.ts';
import type { SourceFile } from '../engine/pipeline.ts';
import type { Site } from '../engine/site/site.ts';
import { registry } from '../stages/index.ts';
import { askedProfile } from './asked.ts';
import { buildId } from './build-id.ts';

/** The profile in force, and how to keep it for the next time. */
export interface SiteFound {
  readonly site: Site | undefined;
  /** The config file as it was read; none where there is none. */
  readonly config: SourceFile | undefined;
  readonly keep: (state: State) => void;
}

/** Finds the profile in force. Where there is no config file and none is asked for, nothing is loaded for it. */
export async function siteHere(
  config: string | undefined,
  option: string | undefined,
  { probe }: LoadRequest,
  state: State,
): Promise<Result<SiteFound, readonly Diagnostic[]>> {
  const profile = askedProfile(option);
  if (config === undefined && !profile) {
    return ok({ site: undefined, config: undefined, keep: () => {} });
  }
  const { keepSite, loadSite } = await import('../engine/site/load-site.ts');
  const request = { config, profile, stages: registry.names, probe };
  const found = await loadSite(request, state, buildId());
  if (!found.ok) return found;
  const keep = (writable: State): void => keepSite(request, writable, buildId(), found.value);
  const { site, source } = found.value;
  return ok({ site, config: source, keep });
}
