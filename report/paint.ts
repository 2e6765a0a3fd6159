/** Colours for a terminal, or none. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  green(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
}

const code =
  (number: number, on: boolean) =>
  (text: string): string =>
    on ? `\u001b[${number}m${text}\u001b[${number < 30 ? 22 : 39}m` : text;

export const paint = (on: boolean): Paint => ({
  bold: code(1, on),
  dim: code(2, on),
  green: code(32, on),
  red: code(31, on),
  yellow: code(33, on),
});
