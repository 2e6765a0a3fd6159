/** What `doctor` found of one thing. `wrong` is there and will fail; `missing` matters only to who uses it. */
export interface Finding {
  readonly name: string;
  readonly state: 'ok' | 'missing' | 'wrong';
  readonly words: string;
  /** What to do about it. */
  readonly hint?: string;
}

export const good = (name: string, words: string): Finding => ({ name, state: 'ok', words });

export const missing = (name: string, words: string, hint: string): Finding => ({
  name,
  state: 'missing',
  words,
  hint,
});

export const wrong = (name: string, words: string, hint: string): Finding => ({
  name,
  state: 'wrong',
  words,
  hint,
});
