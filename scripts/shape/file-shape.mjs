import ts from 'typescript';

const MOST_LINES = 300;
const MOST_FUNCTION_LINES = 50;
/** Rooms that talk to people; the others give values and events. */
const MAY_SPEAK = /^(cli|report|bench|scripts|test)\//;
/** Rooms whose numbers reach digests, and the file that stands for what they may not call. */
const EXACT = /^(science|stages)\//;
const EXACT_ITSELF = 'science/elementary.ts';
/** Functions of Math that differ between engines; sqrt and the roundings are exact everywhere. */
const INEXACT = new Set(
  [
    ['pow', 'exp', 'expm1', 'log', 'log2', 'log10', 'log1p', 'cbrt', 'hypot'],
    ['sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'atan2'],
    ['sinh', 'cosh', 'tanh', 'asinh', 'acosh', 'atanh', 'random'],
  ].flat(),
);

/**
 * What is wrong with the shape of one file, as `path:line: words`.
 * @param {string} path relative to the root, with `/`
 * @param {string} text
 * @returns {readonly string[]}
 */
export function fileShape(path, text) {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  /** @type {string[]} */
  const problems = [];
  const lines = text.replace(/\n$/, '').split('\n').length;
  if (lines >= MOST_LINES) problems.push(`${path}:1: ${lines} lines; at most ${MOST_LINES - 1}`);
  /** @param {ts.Node} node */
  const visit = (node) => {
    const words =
      tooLong(source, path, node) ?? inexact(path, node) ?? speaks(path, node) ?? undefined;
    if (words !== undefined) problems.push(`${path}:${lineOf(source, node)}: ${words}`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return problems;
}

/**
 * @param {ts.SourceFile} source
 * @param {ts.Node} node
 */
const lineOf = (source, node) => source.getLineAndCharacterOfPosition(node.getStart()).line + 1;

/**
 * @param {ts.SourceFile} source
 * @param {string} path
 * @param {ts.Node} node
 */
function tooLong(source, path, node) {
  if (!ts.isFunctionLike(node) || !('body' in node) || !node.body) return undefined;
  // A group of tests is a list, and a test a story: neither is a function.
  const inTest = path.startsWith('test/');
  if (inTest && ts.isCallExpression(node.parent)) return undefined;
  if (inTest && /\b(describe|test|it)[.(]/.test(node.getText())) return undefined;
  const last = source.getLineAndCharacterOfPosition(node.end).line + 1;
  const lines = last - lineOf(source, node) + 1;
  if (lines < MOST_FUNCTION_LINES) return undefined;
  const name = node.name ? node.name.getText() : 'a function';
  return `${name} has ${lines} lines; at most ${MOST_FUNCTION_LINES - 1}`;
}

/**
 * @param {string} path
 * @param {ts.Node} node
 */
function inexact(path, node) {
  if (!EXACT.test(path) || path === EXACT_ITSELF) return undefined;
  const why = 'differs between engines: science/elementary.ts has one that does not';
  if (
    ts.isBinaryExpression(node) &&
    [ts.SyntaxKind.AsteriskAsteriskToken, ts.SyntaxKind.AsteriskAsteriskEqualsToken].includes(
      node.operatorToken.kind,
    )
  ) {
    return `** ${why}`;
  }
  if (ts.isBindingElement(node) || ts.isPropertyAccessExpression(node)) {
    const name = (
      ts.isBindingElement(node) ? (node.propertyName ?? node.name) : node.name
    ).getText();
    const ofMath = ts.isBindingElement(node)
      ? ts.isVariableDeclaration(node.parent.parent) &&
        node.parent.parent.initializer?.getText() === 'Math'
      : node.expression.getText() === 'Math';
    if (ofMath && INEXACT.has(name)) return `Math.${name} ${why}`;
  }
  return undefined;
}

/**
 * @param {string} path
 * @param {ts.Node} node
 */
function speaks(path, node) {
  if (MAY_SPEAK.test(path) || !ts.isPropertyAccessExpression(node)) return undefined;
  const of = node.expression.getText();
  if (of === 'console') return 'console: say it with an event, or give it back';
  if (of === 'process' && node.name.text === 'exit')
    return 'process.exit: only cli/ ends the program';
  return undefined;
}
