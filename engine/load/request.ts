import type { Digest } from '../../base/digest.ts';
import type { Result } from '../../base/result.ts';
import type { StageRegistry } from '../registry.ts';

/** A pipeline to load, and all that loading may look at. */
export interface LoadRequest {
  /** Absolute path of the YAML. */
  readonly file: string;
  /** Files of params, from `--params`; later ones win. */
  readonly paramFiles?: readonly string[];
  /** From `--set`, which wins over them. */
  readonly overrides: readonly Override[];
  readonly stages: StageRegistry;
  readonly probe: FileProbe;
}

/** `--set name=text`; a path in it is relative to `base`. */
export interface Override {
  readonly name: string;
  readonly text: string;
  readonly base: string;
}

/** How loading sees the disk. */
export interface FileProbe {
  digestFile(path: string): Result<Digest, 'missing' | 'folder' | 'unreadable'>;
  readFile(path: string): Uint8Array;
}
