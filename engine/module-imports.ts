/** What a JavaScript source imports. */
export interface Imports {
  /** Every literal that is imported, required or re-exported, each once. */
  readonly specifiers: readonly string[];
  /** The text of an import whose target is no literal. */
  readonly unknown?: string;
}

const STATIC =
  /(?:^|[^.\w$])(?:import\b[^'"`;()]*?(?:\bfrom\s*)?|export\b[^'"`;()]*?\bfrom\s*)(["'])([^"'\n]+)\1/g;
const CALL = /(^|[^.\w$])(import|require)\s*\(\s*/g;
const LITERAL = /^(["'`])([^"'`\n$]+)\1\s*[,)]/;

/**
 * Finds the imports of a source text without parsing it: comments are left out, and whatever looks
 * like an import counts. One too many makes a digest cover more than it must, which costs a rerun;
 * one too few would hide a change.
 */
export function importsOf(source: string): Imports {
  const text = withoutComments(source);
  const specifiers = new Set<string>();
  for (const match of text.matchAll(STATIC)) specifiers.add(match[2] as string);
  for (const match of text.matchAll(CALL)) {
    const rest = text.slice(match.index + match[0].length);
    const literal = LITERAL.exec(rest)?.[2];
    if (literal !== undefined) specifiers.add(literal);
    else if (match[2] === 'import') return { specifiers: [...specifiers], unknown: shown(rest) };
  }
  return { specifiers: [...specifiers] };
}

const shown = (rest: string): string => `import(${(rest.split('\n')[0] as string).slice(0, 40)}`;

/** Takes comments out; texts, templates and regular expressions stay as they are. */
function withoutComments(source: string): string {
  let text = '';
  let at = 0;
  while (at < source.length) {
    const two = source.slice(at, at + 2);
    if (two === '//') {
      at = endOf(source, '\n', at);
    } else if (two === '/*') {
      at = endOf(source, '*/', at + 2) + 2;
      text += ' ';
    } else {
      const end = literalEnd(source, at, text);
      text += source.slice(at, end);
      at = end;
    }
  }
  return text;
}

const endOf = (source: string, what: string, from: number): number => {
  const end = source.indexOf(what, from);
  return end < 0 ? source.length : end;
};

/** Where the literal at `at` ends, or the next character where there is none. */
function literalEnd(source: string, at: number, before: string): number {
  const character = source[at] as string;
  if (character === '"' || character === "'" || character === '`') {
    return closing(source, at + 1, character);
  }
  if (character === '/' && /(^|[=(,:[!&|?{};\n]|\breturn)\s*$/.test(before.slice(-20))) {
    return closing(source, at + 1, '/');
  }
  return at + 1;
}

function closing(source: string, from: number, quote: string): number {
  let inClass = false;
  for (let at = from; at < source.length; at++) {
    const character = source[at];
    if (character === '\\') at++;
    else if (character === '\n' && quote !== '`') return at;
    else if (quote === '/' && character === '[') inClass = true;
    else if (quote === '/' && character === ']') inClass = false;
    else if (character === quote && !inClass) return at + 1;
  }
  return source.length;
}
