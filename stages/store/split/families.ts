import { digestValue } from '../../../base/digest.ts';
import type { Candidate } from '../candidate.ts';

/** The most neighbours of a file that make one family. */
const LONGEST_BLOCK = 10;

/**
 * The family of each labelled structure of one source: its attribute, else its parent, else a block of
 * at most 10 neighbours of the same group, composition and atom count. A block is named after its first
 * structure (and how many blocks before it began with the same one), so that frames put in elsewhere
 * leave it alone. `begun` counts these over all sources.
 */
export function familiesOf(
  source: readonly Candidate[],
  begun: Map<string, number>,
): readonly string[] {
  let block = { kind: '', name: '', length: 0 };
  return source.map((candidate) => {
    const { family, parent } = candidate.attributes;
    const said = family ?? parent;
    if (said !== undefined) {
      block = { kind: '', name: '', length: 0 };
      return said;
    }
    const kind = kindOf(candidate);
    if (kind !== block.kind || block.length === LONGEST_BLOCK) {
      const before = begun.get(candidate.item) ?? 0;
      begun.set(candidate.item, before + 1);
      const name = digestValue('block', 1, [candidate.item, before]);
      block = { kind, name, length: 0 };
    }
    block.length++;
    return block.name;
  });
}

/** Group and composition (with it the atom count) as a text. */
function kindOf(candidate: Candidate): string {
  const counts = new Map<number, number>();
  for (const number of candidate.structure().numbers) {
    counts.set(number, (counts.get(number) ?? 0) + 1);
  }
  const composition = [...counts].sort(([a], [b]) => a - b);
  return JSON.stringify([candidate.attributes.group ?? '', composition]);
}
