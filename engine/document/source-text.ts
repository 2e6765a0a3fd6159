import type { Span } from '../../base/diagnostic.ts';

/** The text of a file, and its lines. Offsets are in UTF-16 units. */
export interface SourceText {
  readonly file: string;
  readonly text: string;
  /** A place in it; what goes past the end of the line is cut off, and at least one unit is marked. */
  span(offset: number, length: number): Span;
  /** The number of the line, from 0, that holds `offset`. */
  lineAt(offset: number): number;
  /** A line by its number from 0, without its end; '' past the last. */
  line(number: number): string;
  /** Where a line begins. */
  lineStart(number: number): number;
}

/** Prepares a text for naming places in it; line starts are found at first use. */
export function sourceText(file: string, text: string): SourceText {
  let starts: number[] | undefined;
  const lines = (): number[] => {
    starts ??= lineStarts(text);
    return starts;
  };
  const lineStart = (number: number): number => lines()[number] ?? text.length;
  const line = (number: number): string =>
    text.slice(lineStart(number), lineStart(number + 1)).replace(/\r?\n$/, '');
  const lineAt = (offset: number): number => {
    let low = 0;
    let high = lines().length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((lines()[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  const span = (offset: number, length: number): Span => {
    const number = lineAt(Math.min(offset, text.length));
    const lineText = line(number);
    const column = Math.min(offset - lineStart(number), lineText.length);
    const room = Math.max(1, lineText.length - column);
    return {
      file,
      line: number + 1,
      column: column + 1,
      length: Math.min(Math.max(1, length), room),
      lineText,
    };
  };
  return { file, text, span, lineAt, line, lineStart };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
