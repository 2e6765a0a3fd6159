import { type Diagnostic, errorDiagnostic } from '../../base/diagnostic.ts';
import { type Digest, digestValue } from '../../base/digest.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { State } from '../../cache/state.ts';
import type { FileProbe } from '../load/request.ts';
import type { Site } from './site.ts';

/** A profile that is to be found. */
export interface SiteRequest {
  /** Absolute path of the config file, where there is one. */
  readonly config: string | undefined;
  /** The profile that is asked for, and by what: `--profile` or `MLIP_PROFILE`. */
  readonly profile: { readonly name: string; readonly asker: string } | undefined;
  readonly stages: readonly string[];
  readonly probe: FileProbe;
}

/** A profile and what it was read from; no profile where none is meant. */
export interface FoundSite {
  readonly site: Site | undefined;
  /** The config file as it was; none without a file. */
  readonly source: { readonly path: string; readonly digest: Digest } | undefined;
}

/** Of a workspace without a config file. */
export const NOWHERE: FoundSite = { site: undefined, source: undefined };

/**
 * Finds the profile that is meant: the one asked for, else `default`. Where this build has read the very same
 * file before, the file is not parsed again.
 */
export async function loadSite(
  request: SiteRequest,
  state: State,
  build: string | undefined,
): Promise<Result<FoundSite, readonly Diagnostic[]>> {
  const { config, profile, probe } = request;
  if (config === undefined) return profile ? fail([noConfig(profile)]) : ok(NOWHERE);
  const now = probe.digestFile(config);
  if (!now.ok) return fail([errorDiagnostic('E0103', `cannot read ${config}`)]);
  const key = build === undefined ? undefined : siteKey(request, build);
  const kept = key && state.parses.get(key);
  if (kept) {
    const found = JSON.parse(kept) as FoundSite;
    if (found.source?.digest === now.value) return ok(found);
  }
  const { readConfig } = await import('./read-config.ts');
  const read = readConfig({
    file: config,
    bytes: probe.readFile(config),
    ...(profile && { profile: profile.name }),
    asker: profile?.asker ?? '',
    stages: request.stages,
  });
  if (!read.ok) return read;
  const found = { site: read.value, source: { path: config, digest: now.value } };
  keepSite(request, state, build, found);
  return ok(found);
}

/** Keeps what was found for the next time; does nothing where the state is not to be written. */
export function keepSite(
  request: SiteRequest,
  state: State,
  build: string | undefined,
  found: FoundSite,
): void {
  if (build === undefined || state.mode !== 'write' || !found.source) return;
  state.parses.set(siteKey(request, build), JSON.stringify(found));
}

const siteKey = ({ config, profile }: SiteRequest, build: string): Digest =>
  digestValue('site', 1, { build, config: config ?? null, profile: profile?.name ?? null });

const noConfig = ({ name, asker }: { readonly name: string; readonly asker: string }): Diagnostic =>
  errorDiagnostic('E0801', `${asker} ${name}: there is no mlip.config.yaml here or above`, {
    hint: 'profiles are in the file mlip.config.yaml at the root of a workspace',
  });
