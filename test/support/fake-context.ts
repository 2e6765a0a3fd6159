import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CanonicalObject } from '../../base/canonical.ts';
import { compiledUrl } from '../../base/compiled.ts';
import { type Digest, digestBytes } from '../../base/digest.ts';
import type { ComputeTask, FileReference, StageContext } from '../../engine/stage.ts';

/** A stage's context without an engine: objects in a map, compute in this thread. */
export interface FakeContext extends StageContext {
  readonly objects: Map<Digest, Uint8Array>;
  readonly notes: string[];
  /** Makes an object that an input may name, before the stage runs. */
  give(bytes: Uint8Array | string): Digest;
  /** Makes a file of the settings. */
  giveFile(bytes: Uint8Array | string, name?: string): FileReference;
  /** Removes the scratch folder. */
  dispose(): void;
}

/** What a fake context starts with. */
export interface FakeSetting {
  with?: CanonicalObject;
  how?: CanonicalObject;
  inputs?: { readonly [name: string]: readonly Digest[] };
  objects?: Map<Digest, Uint8Array>;
}

/** A context whose `with` and inputs are given; objects may be shared between two of them. */
export function fakeContext(setting: FakeSetting = {}): FakeContext {
  const objects = setting.objects ?? new Map<Digest, Uint8Array>();
  const names = new Map<Digest, string>();
  const notes: string[] = [];
  let folder: string | undefined;
  const give = (bytes: Uint8Array | string): Digest => {
    const digest = digestBytes(bytes);
    objects.set(digest, Buffer.from(bytes as string));
    return digest;
  };
  const read = (digest: Digest): Uint8Array => {
    const bytes = objects.get(digest);
    if (!bytes) throw new Error(`nothing is known of ${digest}`);
    return bytes;
  };
  const scratch = (): string => {
    folder ??= mkdtempSync(join(tmpdir(), 'mlip-fake-'));
    return folder;
  };
  return {
    with: setting.with ?? {},
    objects,
    notes,
    give,
    giveFile: (bytes, name = 'file') => {
      const file = give(bytes);
      names.set(file, name);
      return { file };
    },
    dispose: () => folder && rmSync(folder, { recursive: true, force: true }),
    inputs: Object.keys(setting.inputs ?? {}),
    input: (name) => setting.inputs?.[name] ?? [],
    read,
    readFile: ({ file }) => ({ bytes: read(file), name: names.get(file) ?? 'file' }),
    put: give,
    putFile: (path) => {
      const digest = give(readFileSync(path));
      rmSync(path);
      return digest;
    },
    scratch,
    checkpoint: () => folderIn(scratch(), 'checkpoint'),
    how: setting.how ?? {},
    ...surroundings,
    note: (text) => void notes.push(text),
  };
}

function folderIn(parent: string, name: string): string {
  const path = join(parent, name);
  mkdirSync(path, { recursive: true });
  return path;
}

/** What does not depend on the stage. */
const surroundings = {
  compute: async <Out>({ module, name }: ComputeTask, payload: unknown): Promise<Out> => {
    const loaded = await import(compiledUrl(module));
    return loaded[name](structuredClone(payload));
  },
  workers: 2,
  limitSeconds: undefined,
  exec: async () => {
    throw new Error('a fake context runs no programs');
  },
  converse: async () => {
    throw new Error('a fake context runs no programs');
  },
  keep: () => undefined,
  progress: () => undefined,
  signal: new AbortController().signal,
};
