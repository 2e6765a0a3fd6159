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
  readonly as?: { readonly [input: string]: InputForm };
  /** Output name to path, a folder's ends in a slash; or to the file of structures that becomes a set. */
  readonly outputs: { readonly [name: string]: ResolvedOutput };
};

/** The form in which an input is written, where not as its own bytes. */
export type InputForm = 'extxyz' | 'folder';

export type ResolvedOutput = string | { readonly items: string };

/** Where the program puts an output. */
export const pathOf = (output: ResolvedOutput): string =>
  typeof output === 'string' ? output : output.items;
