import type { Digest } from '../../base/digest.ts';

/** The settings of a command as they are in its key. */
export type ResolvedCommand = {
  readonly argv?: readonly string[];
  readonly run?: string;
  readonly env: { readonly [name: string]: string };
  readonly pass_env: readonly string[];
  /** How the program says its version, and what it said; absent where it is not asked. */
  readonly fingerprint?: readonly string[];
  readonly program?: string;
  /** Names of variables whose values are not told; absent where there are none. */
  readonly secrets?: readonly string[];
  readonly files: { readonly [name: string]: { readonly file: Digest } };
  /** Inputs that are written in another form; absent where none is. */
  readonly as?: { readonly [input: string]: 'extxyz' };
  /** Output name to path; a folder's ends in a slash. */
  readonly outputs: { readonly [name: string]: string };
};
