import type { Digest } from '../../base/digest.ts';
import type { Explanation } from './explanation.ts';
import type { FoundItem } from './item.ts';
import type { Named } from './named.ts';

/** What of an explanation concerns one item of its node; nothing does where its key is as it was. */
export function itemExplanation(
  explanation: Explanation,
  { entry }: FoundItem,
  sameKey: boolean,
): Explanation {
  const { plan, edits, shares, rest } = explanation;
  const own = (named: readonly Named[]): Named[] =>
    named.flatMap((one) => (one.items.has(entry.item) ? [only(one, entry.item)] : []));
  const costing = shares
    .map((share) => ({ ...share, named: own(share.named) }))
    .filter((share) => share.named.length > 0);
  const [first] = costing;
  const concerned = edits.filter((edit) => costing.some((share) => share.edits.includes(edit)));
  return {
    plan,
    edits: sameKey ? [] : costing.length > 0 ? concerned : edits,
    shares: costing,
    rest: own(rest),
    ...(first ? { revert: first } : {}),
  };
}

const only = (named: Named, item: Digest): Named => ({
  ...named,
  items: new Map([[item, named.items.get(item) ?? 1]]),
});
