import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Digest, digestHex } from '../base/digest.ts';
import { codeOf, guarded } from './failure.ts';

/** Folders of work that is not done yet, by the key of its result: kept over attempts and runs. */
export interface Checkpoints {
  /** The folder of a key, made where there is none. */
  folder(key: Digest): string;
  /** Removes the folder of a key, if it has one: its result is there. */
  remove(key: Digest): void;
}

/** The checkpoints under a state's folder. Which there are is read once, so that most keys cost nothing. */
export function openCheckpoints(state: string): Checkpoints {
  const root = join(state, 'checkpoints');
  let known: Set<string> | undefined;
  const names = (): Set<string> => {
    known ??= new Set(namesIn(root));
    return known;
  };
  return {
    folder(key) {
      const name = digestHex(key);
      const path = join(root, name);
      guarded('make a checkpoint', () => mkdirSync(path, { recursive: true }));
      names().add(name);
      return path;
    },
    remove(key) {
      const name = digestHex(key);
      if (!names().delete(name)) return;
      guarded('remove a checkpoint', () =>
        rmSync(join(root, name), { recursive: true, force: true }),
      );
    },
  };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}
