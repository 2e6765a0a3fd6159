/** What strategies tell while they work, and what is made of it: counts of what was rejected, and notes. */
export interface Tally {
  /** Candidates that cannot be used, by reason: they end in the output `rejected`. */
  reject(reason: string, count?: number): void;
  /** Says a line to the user, once however often it is said. */
  note(text: string): void;
  readonly rejected: { readonly [reason: string]: number };
  readonly notes: readonly string[];
}

/** A tally with nothing on it. */
export function emptyTally(): Tally {
  const rejected: { [reason: string]: number } = {};
  const notes: string[] = [];
  return {
    rejected,
    notes,
    reject: (reason, count = 1) => {
      if (count > 0) rejected[reason] = (rejected[reason] ?? 0) + count;
    },
    note: (text) => {
      if (!notes.includes(text)) notes.push(text);
    },
  };
}
