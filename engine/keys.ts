import { type Canonical, type CanonicalObject, canonicalText } from '../base/canonical.ts';
import { type Digest, digestBytes } from '../base/digest.ts';
import type { ValidNode } from './pipeline.ts';

/**
 * A key and the text it is the digest of. The text is kept as an object, so its digest in the store
 * is the key itself: what is hashed, what is explained and what is handed on are the same bytes.
 */
export interface Key {
  readonly digest: Digest;
  readonly preimage: string;
}

const keyOf = (tag: string, version: number, value: CanonicalObject): Key => {
  const preimage = canonicalText([tag, version, value]);
  return { digest: digestBytes(preimage), preimage };
};

/** Digests of every input's sources, by input name; an input without sources is absent. */
export type InputDigests = { readonly [input: string]: readonly Digest[] };

/** What tells one stage's code from another's: the stage's word, or the digest of a user's code. */
const codeOf = (node: ValidNode): CanonicalObject =>
  node.module ? { code: node.module.code } : { stage: node.uses };

/** The key of a whole stage's node, and of a map stage's node as one (its items have their own). */
export function nodeKey(node: ValidNode, inputs: InputDigests): Key {
  const { name, version, readingVersion } = node.backend;
  return keyOf('node', 1, {
    ...codeOf(node),
    backend: name,
    version,
    reading: readingVersion,
    with: node.with,
    inputs: inputs as { [name: string]: readonly Canonical[] },
  });
}

/**
 * The key of one item's calculation, the paid part. Neither siblings nor the node, the pipeline or
 * the item's attributes are in it, so that any node of the workspace finds the label again.
 */
export function calculationKey(node: ValidNode, settings: CanonicalObject, item: Digest): Key {
  return keyOf('calculation', 1, {
    ...(node.module ? { code: node.module.code } : {}),
    backend: node.backend.name,
    version: node.backend.version,
    with: settings,
    item,
  });
}

/** The key of reading a value out of a raw output; without a version the reading is the identity. */
export function readingKey(node: ValidNode, raw: Digest): Key {
  return keyOf('reading', 1, {
    ...(node.module ? { code: node.module.code } : {}),
    backend: node.backend.name,
    version: node.backend.readingVersion ?? 'identity',
    raw,
  });
}

/**
 * {@link calculationKey} for many items of a node: the text around the item is worked out once for settings
 * that are the same object.
 */
export function calculationKeys(node: ValidNode): (settings: CanonicalObject, item: Digest) => Key {
  const around = new WeakMap<CanonicalObject, (item: Digest) => Key>();
  return (settings, item) => {
    let keyed = around.get(settings);
    if (!keyed) {
      keyed = aroundDigest((some) => calculationKey(node, settings, some));
      around.set(settings, keyed);
    }
    return keyed(item);
  };
}

/** {@link readingKey} for many raw outputs of a node. */
export const readingKeys = (node: ValidNode): ((raw: Digest) => Key) =>
  aroundDigest((raw) => readingKey(node, raw));

/** A digest that no text holds but where it was put. */
const MARK = digestBytes('the place of a digest in a preimage');

/** Keys whose preimages differ in one digest only: the text before and after it stays. */
function aroundDigest(keyOfDigest: (digest: Digest) => Key): (digest: Digest) => Key {
  const [before = '', after, ...more] = keyOfDigest(MARK).preimage.split(MARK);
  if (after === undefined || more.length > 0) return keyOfDigest;
  return (digest) => new KeyAround(before, digest, after);
}

/** A key whose text is put together when it is asked for: a set has a hundred thousand of them. */
class KeyAround implements Key {
  readonly digest: Digest;
  readonly #before: string;
  readonly #of: Digest;
  readonly #after: string;

  constructor(before: string, of: Digest, after: string) {
    this.#before = before;
    this.#of = of;
    this.#after = after;
    this.digest = digestBytes(this.preimage);
  }

  get preimage(): string {
    return this.#before + this.#of + this.#after;
  }
}

/** The key of a view: a projection of an input's bytes. */
export function viewKey(
  node: ValidNode,
  view: { readonly name: string; readonly version: number },
  of: Digest,
): Key {
  return keyOf('view', 1, { ...codeOf(node), view: view.name, version: view.version, of });
}
