import type { Diagnostic, Span } from '../base/diagnostic.ts';

/** How diagnostics are shown. */
export interface RenderOptions {
  readonly color: boolean;
  /** A path as the reader would write it; as it is where left out. */
  readonly displayPath?: (path: string) => string;
}

/** The most of a line that is shown. */
const WIDTH = 100;

type Paint = (style: keyof typeof STYLES, text: string) => string;

const STYLES = { error: '1;31', warning: '1;33', place: '1;34', note: '1;36', bold: '1' };

/** The most diagnostics of one code that a person is shown. */
const MOST_OF_A_CODE = 20;

/** Diagnostics as texts, in their order; of each code the first, and how many more there are. */
export function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  options: RenderOptions,
): readonly string[] {
  const counts = new Map<string, number>();
  const texts: string[] = [];
  for (const diagnostic of diagnostics) {
    const count = (counts.get(diagnostic.code) ?? 0) + 1;
    counts.set(diagnostic.code, count);
    if (count <= MOST_OF_A_CODE) texts.push(renderDiagnostic(diagnostic, options));
  }
  for (const [code, count] of counts) {
    const more = count - MOST_OF_A_CODE;
    if (more > 0) texts.push(`and ${more.toLocaleString('en-US')} more of ${code}: --json has all`);
  }
  return texts;
}

/**
 * A diagnostic as text without an end of line: what is wrong, the place with its line and a caret
 * under it, what to do, and other places that take part.
 */
export function renderDiagnostic(diagnostic: Diagnostic, options: RenderOptions): string {
  const { code, severity, message, span, hint, related = [] } = diagnostic;
  const paint: Paint = (style, text) =>
    options.color ? `\u001b[${STYLES[style]}m${text}\u001b[0m` : text;
  const spans = [...(span ? [span] : []), ...related.map((one) => one.span)];
  const gutter = Math.max(0, ...spans.map(({ line }) => String(line).length));
  const show = (place: Span, style: keyof typeof STYLES): string[] =>
    excerpt(place, gutter, style, paint, options.displayPath ?? ((path) => path));
  const lines = [
    `${paint(severity, `${severity}[${code}]`)}${paint('bold', `: ${tame(message)}`)}`,
  ];
  if (span) lines.push(...show(span, severity));
  if (hint) lines.push(note('=', hint, gutter, paint));
  for (const other of related) {
    lines.push(`${paint('note', 'note')}: ${tame(other.message)}`, ...show(other.span, 'note'));
  }
  return lines.join('\n');
}

function note(mark: string, text: string, gutter: number, paint: Paint): string {
  return `${' '.repeat(gutter + 1)}${paint('place', mark)} ${tame(text)}`;
}

function excerpt(
  { file, line, column, length, lineText }: Span,
  gutter: number,
  style: keyof typeof STYLES,
  paint: Paint,
  displayPath: (path: string) => string,
): string[] {
  const window = cut(lineText, column - 1, length);
  const number = String(line).padStart(gutter);
  const bar = paint('place', '|');
  return [
    `${' '.repeat(gutter)}${paint('place', '-->')} ${displayPath(file)}:${line}:${column}`,
    `${' '.repeat(gutter)} ${bar}`,
    `${paint('place', number)} ${bar} ${window.text}`,
    `${' '.repeat(gutter)} ${bar} ${window.before}${paint(style, '^'.repeat(window.marked))}`,
  ];
}

interface Window {
  readonly text: string;
  /** What stands under the text before the mark: blanks, and tabs as they are. */
  readonly before: string;
  readonly marked: number;
}

/** The part of a line around the mark, so that a line of any length stays readable. */
function cut(line: string, offset: number, length: number): Window {
  const from = line.length <= WIDTH || offset < WIDTH / 2 ? 0 : offset - WIDTH / 4;
  const to = Math.min(line.length, from + WIDTH);
  const lead = from > 0 ? '...' : '';
  const text = `${lead}${tame(line.slice(from, to))}${to < line.length ? '...' : ''}`;
  const before = lead.replace(/./g, ' ') + blanks(line.slice(from, offset));
  const marked = columns(line.slice(offset, Math.min(offset + length, to)));
  return { text, before, marked: Math.max(1, marked) };
}

const blanks = (text: string): string =>
  [...text].map((c) => (c === '\t' ? '\t' : ' '.repeat(width(c)))).join('');

const columns = (text: string): number => [...text].reduce((sum, c) => sum + width(c), 0);

/** Columns on a terminal: two for East Asian wide characters and emoji, none for combining marks. */
function width(character: string): number {
  if (/\p{M}/u.test(character)) return 0;
  return /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u.test(
    character,
  )
    ? 2
    : 1;
}

/** Control characters of a user's file must not steer the terminal. */
const tame = (text: string): string =>
  text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (c) =>
    c === '\t' ? c : '\ufffd',
  );
