import type { CanonicalObject } from '../../../base/canonical.ts';
import { compiledUrl } from '../../../base/compiled.ts';
import { type Digest, digestBytes } from '../../../base/digest.ts';
import { decodeSet } from '../../../base/item-set.ts';
import type { ComputeTask, StageContext } from '../../../engine/stage.ts';
import { type Attributes, readStructure, type Structure } from '../../../science/structure.ts';
import { resolveBuild } from '../../../stages/build/resolve.ts';
import { stage } from '../../../stages/build/stage.ts';

/** What a run of the build stage gave. */
export interface Built {
  readonly setDigest: Digest;
  readonly items: readonly {
    readonly digest: Digest;
    readonly structure: Structure;
    readonly attributes: Attributes;
  }[];
  readonly rejected: {
    readonly kept: number;
    readonly rejected: { readonly [reason: string]: number };
  };
  readonly notes: readonly string[];
}

/** The resolved settings; throws with the issues' text where there are any. */
export function resolved(settings: object): { with: CanonicalObject; notes: readonly string[] } {
  const result = resolveBuild(settings as never);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return { with: result.value.with, notes: result.value.notes ?? [] };
}

/** Resolves and runs the build stage over a store in memory; `file` is what an import reads. */
export async function build(settings: object, file: string | Uint8Array = ''): Promise<Built> {
  const objects = new Map<Digest, Uint8Array>();
  const notes: string[] = [];
  const put = (bytes: Uint8Array | string): Digest => {
    const digest = digestBytes(bytes);
    objects.set(digest, Buffer.from(bytes));
    return digest;
  };
  const context = {
    with: resolved(settings).with,
    put,
    readFile: () => ({ bytes: Buffer.from(file), name: 'given.xyz' }),
    note: (text: string) => notes.push(text),
    compute: async ({ module, name }: ComputeTask, payload: unknown) =>
      (await import(compiledUrl(module)))[name](structuredClone(payload)),
    workers: 2,
  } as unknown as StageContext;
  const result = await stage.backend().run(context);
  if (!result.ok) throw new Error(result.error.message);
  const get = (digest: Digest): Uint8Array => objects.get(digest) as Uint8Array;
  const { structures, rejected } = result.value as { structures: Digest; rejected: Digest };
  const json = (digest: Digest) => JSON.parse(Buffer.from(get(digest)).toString('utf8'));
  return {
    setDigest: structures,
    items: decodeSet(get(structures)).map(({ item, attributes }) => ({
      digest: item,
      structure: readStructure(get(item)),
      attributes: json(attributes) as Attributes,
    })),
    rejected: json(rejected) as Built['rejected'],
    notes,
  };
}
