import type { SourceText } from './source-text.ts';

/** A stretch of the text. */
interface Stretch {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/** An expression without quotes on the line of `offset`, at or before it, inside brackets. */
export function unquotedExpression(source: SourceText, offset: number): Stretch | undefined {
  const number = source.lineAt(offset);
  const start = source.lineStart(number);
  for (const match of source.line(number).matchAll(/\$\{\{.*?\}\}/g)) {
    const at = start + match.index;
    const quoted = /["']/.test(source.text[at - 1] ?? '');
    if (!quoted && at <= offset && openBracket(source.text, at)) {
      return { offset: at, length: match[0].length, text: match[0] };
    }
  }
  return undefined;
}

/** Where the quote is that opens a text which runs on to `end`. */
export function lastQuote(text: string, quote: string, end: number): number {
  for (let at = end - 1; at > 0; at--) {
    if (text[at] === quote && /[\s:,[{-]/.test(text[at - 1] ?? '')) return at;
  }
  return Math.max(0, text.lastIndexOf(quote, end - 1));
}

/** The bracket that is open at `offset`, if any, with comments and quoted texts passed over. */
export function openBracket(text: string, offset: number): Stretch | undefined {
  const open: number[] = [];
  for (let at = 0; at < offset; at++) {
    const character = text[at] as string;
    const before = text[at - 1] ?? '\n';
    if (character === '#' && /\s/.test(before)) {
      at = lineEnd(text, at);
    } else if ((character === '"' || character === "'") && /[\s,[{:]/.test(before)) {
      at = quoteEnd(text, at, character);
    } else if (character === '[' || character === '{') {
      if (open.length > 0 || /[\s,:]/.test(before)) open.push(at);
    } else if (character === ']' || character === '}') {
      open.pop();
    }
  }
  const last = open.at(-1);
  return last === undefined ? undefined : { offset: last, length: 1, text: text[last] as string };
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function quoteEnd(text: string, at: number, quote: string): number {
  for (let end = at + 1; end < text.length; end++) {
    if (quote === '"' && text[end] === '\\') end++;
    else if (text[end] === quote) return end;
  }
  return text.length;
}

/** What is wrong with the brackets around `offset`. */
export function missingBracket(
  source: SourceText,
  offset: number,
): { readonly offset: number; readonly message: string; readonly hint: string } {
  const { text } = source;
  const character = text[offset] ?? '';
  const open = openBracket(text, offset);
  if (!open) {
    const closes = character === ']' || character === '}';
    return {
      offset,
      message: closes
        ? `this \`${character}\` closes nothing`
        : 'this does not belong to what is before it',
      hint: closes ? 'take it away' : 'is a comma, a quote or a new line missing before it?',
    };
  }
  const closing = open.text === '[' ? ']' : '}';
  const sameLine = source.lineAt(open.offset) === source.lineAt(offset);
  if (sameLine && text.slice(offset, lineEnd(text, offset)).includes(closing)) {
    return {
      offset,
      message: `a comma is missing between the entries of this \`${open.text} ${closing}\``,
      hint: `separate entries with commas: ${open.text === '[' ? '[1, 2]' : '{ a: 1, b: 2 }'}`,
    };
  }
  return {
    offset: open.offset,
    message: `this \`${open.text}\` is never closed`,
    hint: `add the closing \`${closing}\``,
  };
}
