import { type Diagnostic, type DiagnosticCode, errorDiagnostic } from '../../base/diagnostic.ts';
import { lastQuote, missingBracket, openBracket, unquotedExpression } from './flow-trouble.ts';
import type { SourceText } from './source-text.ts';
import type { Parsed, YAMLError } from './yaml.ts';

/**
 * What is wrong with the syntax, in plain words. Only the first error is told, and the first tab:
 * what a YAML parser says after an error is mostly about the error.
 */
export function syntaxDiagnostics(source: SourceText, parsed: Parsed): Diagnostic[] {
  const directive = yamlDirective(source, parsed);
  if (directive) return [directive];
  const errors = [...parsed.errors].sort((a, b) => a.pos[0] - b.pos[0]);
  const first = errors[0];
  if (!first) return [];
  const told = [explain(source, first)];
  const tab = errors.find(({ code }) => code === 'TAB_AS_INDENT');
  if (tab && tab !== first) told.push(explain(source, tab));
  return told;
}

function yamlDirective(source: SourceText, parsed: Parsed): Diagnostic | undefined {
  const { yaml } = parsed.directives ?? {};
  if (!yaml?.explicit || yaml.version === '1.2') return undefined;
  return errorDiagnostic('E0117', 'this file asks for YAML 1.1; pipelines are YAML 1.2', {
    span: source.span(Math.max(0, source.text.indexOf('%YAML')), 9),
    hint: 'take the %YAML line away',
  });
}

function explain(source: SourceText, error: YAMLError): Diagnostic {
  const expression = unquotedExpression(source, error.pos[0]);
  if (expression) {
    return tell(source, 'E0118', expression.offset, expression.length, {
      message: 'inside `{ }` and `[ ]` an expression needs quotes',
      hint: `write "${expression.text}"`,
    });
  }
  return (explainers[error.code] ?? other)(source, error);
}

interface Words {
  readonly message: string;
  readonly hint: string;
}

const tell = (
  source: SourceText,
  code: DiagnosticCode,
  offset: number,
  length: number,
  { message, hint }: Words,
): Diagnostic => errorDiagnostic(code, message, { span: source.span(offset, length), hint });

type Explainer = (source: SourceText, error: YAMLError) => Diagnostic;

const explainers: { readonly [code: string]: Explainer | undefined } = {
  TAB_AS_INDENT: (source, { pos }) =>
    tell(source, 'E0106', source.lineStart(source.lineAt(pos[0])), pos[1] - pos[0], {
      message: 'a tab is used for indentation',
      hint: 'indent with spaces: YAML takes no tabs',
    }),
  MISSING_CHAR: missingCharacter,
  BAD_INDENT: badIndent,
  MULTILINE_IMPLICIT_KEY: (source, { pos }) => keyWithoutColon(source, source.lineAt(pos[0])),
  BLOCK_AS_IMPLICIT_KEY: nestedOnOneLine,
  BLOCK_IN_FLOW: (source, { pos }) => brackets(source, pos[0]),
  UNEXPECTED_TOKEN: (source, { pos }) => brackets(source, pos[0]),
  BAD_SCALAR_START: (source, { pos }) =>
    tell(source, 'E0117', pos[0], 1, {
      message: `a value cannot begin with \`${source.text[pos[0]]}\``,
      hint: 'put the value in quotes',
    }),
  BAD_DQ_ESCAPE: (source, { pos }) =>
    tell(source, 'E0117', pos[0], pos[1] - pos[0] + 1, {
      message: `\`${source.text.slice(pos[0], pos[1] + 1)}\` means nothing inside double quotes`,
      hint: "use single quotes ('...'), where a backslash is a backslash",
    }),
  MULTIPLE_DOCS: (source, { pos }) =>
    tell(source, 'E0116', pos[0], 3, {
      message: 'a second YAML document begins here',
      hint: 'one file is one pipeline: take the `---` away, or make two files',
    }),
};

function other(source: SourceText, { pos, message }: YAMLError): Diagnostic {
  return tell(source, 'E0117', pos[0], pos[1] - pos[0], {
    message: `YAML cannot read this: ${message.split('\n')[0]}`,
    hint: 'look for a quote, a bracket or a colon that is missing here or just above',
  });
}

function missingCharacter(source: SourceText, error: YAMLError): Diagnostic {
  const { pos, message } = error;
  if (/closing ["']/.test(message)) {
    const quote = message.includes('"') ? '"' : "'";
    return tell(source, 'E0108', lastQuote(source.text, quote, pos[0]), 1, {
      message: `this ${quote} is never closed`,
      hint: `add the closing ${quote} at the end of the text`,
    });
  }
  if (message.includes('followed by map values')) {
    return keyWithoutColon(source, source.lineAt(Math.max(0, pos[0])));
  }
  if (message.includes('block sequence') || message.includes('Missing ,')) {
    return brackets(source, pos[0]);
  }
  return other(source, error);
}

function badIndent(source: SourceText, error: YAMLError): Diagnostic {
  if (error.message.startsWith('Flow')) return brackets(source, error.pos[0]);
  return indentation(source, source.lineAt(error.pos[0]));
}

const indentOf = (line: string): number => /^ */.exec(line)?.[0].length ?? 0;

function indentation(source: SourceText, number: number): Diagnostic {
  const line = source.line(number);
  const indent = indentOf(line);
  let above = number - 1;
  while (above > 0 && /^\s*(#.*)?$/.test(source.line(above))) above--;
  const other = indentOf(source.line(above));
  const isItem = line.trimStart().startsWith('- ') || line.trim() === '-';
  const what = isItem ? 'list item' : 'key';
  return tell(source, 'E0107', source.lineStart(number) + indent, line.trimEnd().length - indent, {
    message: `this ${what} does not line up with what is above it`,
    hint:
      indent === other
        ? 'keys (`name: value`) and list items (`- value`) cannot be mixed in one column'
        : `it is indented by ${spaces(indent)}, the line above by ${spaces(other)}: ` +
          'what belongs together begins in the same column',
  });
}

const spaces = (count: number): string => (count === 1 ? '1 space' : `${count} spaces`);

/** A line such as `key:value`, `key`, or `- item` between keys. */
function keyWithoutColon(source: SourceText, number: number): Diagnostic {
  const line = source.line(number);
  const start = source.lineStart(number) + indentOf(line);
  const tight = /^\s*(?:- )?["']?([\w.-]+)["']?:(\S.*)$/.exec(line);
  if (tight) {
    return tell(source, 'E0110', source.lineStart(number) + line.indexOf(':'), 1, {
      message: 'a space is missing after the colon',
      hint: `write \`${tight[1]}: ${tight[2]}\``,
    });
  }
  if (/^\s*-(\s|$)/.test(line)) return indentation(source, number);
  const word = /^\s*([\w.-]+)\s*(#.*)?$/.exec(line)?.[1];
  return tell(source, 'E0110', start, line.trim().length, {
    message: 'a `:` is missing: this line is neither `key: value` nor `- item`',
    hint: word
      ? `write \`${word}:\`, or quote the text above if it should go on here`
      : 'is it a key without its colon, or text that needs quotes?',
  });
}

/** `a: b: c`, or a value followed by deeper lines. */
function nestedOnOneLine(source: SourceText, { pos }: YAMLError): Diagnostic {
  const number = source.lineAt(pos[0]);
  const rest = source.line(number).slice(pos[0] - source.lineStart(number));
  const colon = rest.search(/:(\s|$)/);
  if (colon >= 0) {
    return tell(source, 'E0117', pos[0] + colon, 1, {
      message: 'a second `: ` on one line',
      hint: `if it is part of the text, quote it: "${rest.trim()}"; if it is a map, begin a new line or use { }`,
    });
  }
  let below = number + 1;
  while (/^\s*(#.*)?$/.test(source.line(below)) && source.lineStart(below) < source.text.length) {
    below++;
  }
  return indentation(source, below);
}

function brackets(source: SourceText, offset: number): Diagnostic {
  const number = source.lineAt(offset);
  if (/^\s*-(\s|$)/.test(source.line(number)) && !openBracket(source.text, offset)) {
    return indentation(source, number);
  }
  const { offset: at, message, hint } = missingBracket(source, offset);
  return tell(source, 'E0109', at, 1, { message, hint });
}
