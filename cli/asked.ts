import { type Digest, digestValue } from '../base/digest.ts';
import { type Asked, parseKey } from '../engine/load/cached.ts';

/** The name of the profile that is asked for: `--profile`, else MLIP_PROFILE where it is not empty. */
export function askedProfile(
  option: string | undefined,
): { readonly name: string; readonly asker: string } | undefined {
  if (option !== undefined) return { name: option, asker: '--profile' };
  const name = process.env['MLIP_PROFILE'];
  return name ? { name, asker: 'MLIP_PROFILE' } : undefined;
}

/**
 * What a command line asks to be run, by this build: with the files that it reads (the config file among them), all
 * that the answer depends on.
 */
export const runKey = (
  asked: Asked,
  build: string,
  config: string | undefined,
  profile: string | undefined,
): Digest =>
  digestValue('run', 1, {
    parse: parseKey(asked, build),
    config: config ?? null,
    profile: askedProfile(profile)?.name ?? null,
  });
