const TOKEN = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g;
const MARK = '\u0000not-finite:';

/**
 * Parses JSON as Python writes it: a bare NaN, Infinity or -Infinity is read as that number. Throws
 * SyntaxError on other text.
 */
export function parseTolerantJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const marked = text.replace(TOKEN, (token) =>
      token.startsWith('"') ? token : JSON.stringify(MARK + token),
    );
    return JSON.parse(marked, (_, value) =>
      typeof value === 'string' && value.startsWith(MARK)
        ? Number(value.slice(MARK.length))
        : value,
    );
  }
}
