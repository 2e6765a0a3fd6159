/** A program and its arguments as a line that a shell reads as the same: for people who want to run it again. */
export const shellWords = (argv: readonly string[]): string => argv.map(quoted).join(' ');

const PLAIN = /^[\w@%+=:,./-]+$/;

const quoted = (word: string): string =>
  PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
