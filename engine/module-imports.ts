import { type Expression, type Node, type Options, parse } from 'acorn';

/** What a JavaScript source imports. */
export interface Imports {
  /** Every literal that is imported, required or re-exported, each once, in order. */
  readonly specifiers: readonly string[];
  /** Those among them that may be loaded only while the code runs: all but `import ... from` and `export ... from`. */
  readonly late: readonly string[];
  /** The text of an import whose target is no literal. */
  readonly unknown?: string;
  /** Why the source cannot be read at all. */
  readonly broken?: string;
}

/**
 * Finds the imports of a source text by its syntax: `import` and `export ... from`, `import()`, `require()` and
 * `require.resolve()` (also of `createRequire`), `import.meta.resolve()`, and `new URL('./x', import.meta.url)`,
 * which is how workers and data files are named. What only looks like one, in a comment or a text, is none.
 */
export function importsOf(source: string): Imports {
  const program = read(source);
  if (typeof program === 'string') return { specifiers: [], late: [], broken: program };
  const found: Found = {
    source,
    specifiers: new Set(),
    late: new Set(),
    unknown: undefined,
    bound: false,
  };
  const loaders = new Set(['require']);
  walk(program, (node) => bindings(node, loaders, found));
  walk(program, (node) => imports(node, loaders, found));
  const { unknown } = found;
  const { specifiers, late } = found;
  return {
    specifiers: [...specifiers],
    late: [...late],
    ...(unknown !== undefined && { unknown }),
  };
}

interface Found {
  readonly source: string;
  readonly specifiers: Set<string>;
  readonly late: Set<string>;
  unknown: string | undefined;
  /** A parameter is called `require`: bundlers do that, and what it is called with is no file. */
  bound: boolean;
}

/** As a module, else as a script; gives the syntax error of the module where it is neither. */
function read(source: string): Node | string {
  const options: Options = {
    ecmaVersion: 'latest',
    allowHashBang: true,
    allowReturnOutsideFunction: true,
    allowAwaitOutsideFunction: true,
  };
  try {
    return parse(source, { ...options, sourceType: 'module' });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    try {
      return parse(source, { ...options, sourceType: 'script' });
    } catch {
      return error.message;
    }
  }
}

/** A node of any kind, whose members are not known. */
type Any = Node & { readonly [member: string]: unknown };

function walk(node: Node, visit: (node: Any) => void): void {
  const waiting: Node[] = [node];
  for (let one = waiting.pop(); one; one = waiting.pop()) {
    visit(one as Any);
    const inside = Object.values(one).flat().filter(isNode);
    waiting.push(...inside.reverse());
  }
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

/** Which names load files: `const load = createRequire(import.meta.url)` makes one more. */
function bindings(node: Any, loaders: Set<string>, found: Found): void {
  if (node.type === 'VariableDeclarator') {
    const { id, init } = node as unknown as { id: Any; init: Any | null };
    if (id.type === 'Identifier' && init && isCreateRequire(init))
      loaders.add(id['name'] as string);
  }
  const params = node['params'];
  if (Array.isArray(params) && params.some((one: Any) => one['name'] === 'require')) {
    found.bound = true;
  }
}

const nameOf = (node: Any): unknown =>
  node.type === 'MemberExpression' ? (node['property'] as Any)['name'] : node['name'];

const isCreateRequire = (node: Any): boolean =>
  node.type === 'CallExpression' && nameOf(node['callee'] as Any) === 'createRequire';

function imports(node: Any, loaders: ReadonlySet<string>, found: Found): void {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
      if (node['source']) add(found, node, node['source'] as Expression, false);
      return;
    case 'ImportExpression':
      add(found, node, node['source'] as Expression);
      return;
    case 'CallExpression': {
      const kind = loaderKind(node['callee'] as Any, loaders);
      const [target] = node['arguments'] as Expression[];
      if (kind && target && !(kind === 'require' && found.bound && literal(target) === undefined)) {
        add(found, node, target);
      }
      return;
    }
    case 'NewExpression':
      addUrl(found, node);
      return;
  }
}

/** Whether a call loads a file. */
function loaderKind(callee: Any, loaders: ReadonlySet<string>): 'require' | 'meta' | undefined {
  if (callee.type === 'Identifier' && loaders.has(callee['name'] as string)) return 'require';
  if (isCreateRequire(callee)) return 'require';
  if (callee.type !== 'MemberExpression') return undefined;
  const object = callee['object'] as Any;
  const member = nameOf(callee);
  if (object.type === 'MetaProperty') return member === 'resolve' ? 'meta' : undefined;
  if (object['name'] === 'module' && member === 'require') return 'require';
  if (object.type === 'Identifier' && loaders.has(object['name'] as string)) {
    return member === 'resolve' ? 'require' : undefined;
  }
  return undefined;
}

/** `new URL('./x', import.meta.url)`: a file beside the module. */
function addUrl(found: Found, node: Any): void {
  const [target, base] = node['arguments'] as (Any | undefined)[];
  if ((node['callee'] as Any)['name'] !== 'URL' || !target || base?.type !== 'MemberExpression') {
    return;
  }
  const text = literal(target as unknown as Expression);
  const here = (base['object'] as Any).type === 'MetaProperty' && nameOf(base) === 'url';
  if (here && text !== undefined && /^\.{0,2}\//.test(text)) addText(found, text, true);
}

function add(found: Found, node: Node, target: Expression, late = true): void {
  const text = literal(target);
  if (text !== undefined) addText(found, text, late);
  else found.unknown ??= found.source.slice(node.start, node.end).split('\n')[0]?.slice(0, 60);
}

function addText(found: Found, text: string, late: boolean): void {
  found.specifiers.add(text);
  if (late) found.late.add(text);
}

/** The text of a literal, or of a template without expressions. */
function literal(node: Expression): string | undefined {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined;
  if (node.type !== 'TemplateLiteral' || node.expressions.length > 0) return undefined;
  return node.quasis[0]?.value.cooked ?? undefined;
}
