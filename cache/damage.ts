/** What a row of the index is about. */
export type DamagedRow =
  | 'record'
  | 'parsed pipeline'
  | 'cost'
  | 'last key'
  | 'input file'
  | 'published file'
  | 'run';

/** A row of the index that is not as it was written: what it was about, and of what. */
export interface Damage {
  readonly row: DamagedRow;
  readonly of: string;
  /** One bit had turned, and was turned back; or sets that list it tell the same. Without this the row counts for nothing. */
  readonly mended?: 'bit' | 'sets';
}

/** The damaged rows that were come upon since the index was opened, each once. */
export interface DamageLog {
  add(damage: Damage): void;
  all(): readonly Damage[];
}

export function openDamageLog(): DamageLog {
  const found = new Map<string, Damage>();
  return {
    add: (damage) => found.set(`${damage.row} ${damage.of}`, damage),
    all: () => [...found.values()],
  };
}

const mendedWords = (damages: readonly Damage[]): string =>
  damages.every(({ mended }) => mended === 'bit')
    ? 'one bit each, turned back'
    : 'all mended, from what sets say that list them';

/** Damages in words, for people. */
export function damageWords(damages: readonly Damage[]): string {
  const [first] = damages;
  if (!first) return '';
  const some = damages.length === 1 ? 'a row' : `${damages.length} rows`;
  const lost = damages.filter(({ mended }) => !mended).length;
  const end =
    lost === 0
      ? mendedWords(damages)
      : `${lost === damages.length ? '' : `${lost} of them `}not to be mended, so that what they stood for is made again`;
  return `the disk changed ${some} of the index (${first.row} ${first.of.slice(0, 60)}${damages.length > 1 ? ', ...' : ''}): ${end}; look after the disk, \`mlip-auto cache verify\` hashes everything`;
}
