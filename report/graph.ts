import type { GraphNode } from '../engine/events.ts';
import type { Paint } from './paint.ts';

/** How far a tree goes into its nodes. */
const DEEPEST = 40;

const MARKS = { hit: '✓', miss: '✗', maybe: '?' };

/** A graph as a tree for the terminal: what nothing reads stands at the left, what it needs under it. */
export function renderTree(nodes: readonly GraphNode[], paint: Paint): string {
  const byId = new Map(nodes.map((node) => [node.node, node]));
  const needed = new Set(nodes.flatMap(above));
  const shown = new Set<string>();
  const lines: string[] = [];
  const open: Branch[] = nodes
    .filter(({ node }) => !needed.has(node))
    .map(({ node }) => ({ id: node, lead: '', inner: '', depth: 0 }))
    .reverse();
  for (let branch = open.pop(); branch; branch = open.pop()) {
    const { id, lead, inner, depth } = branch;
    if (depth > DEEPEST) {
      lines.push(`${lead}${paint.dim('... deeper than fits: --format dot draws all of it')}`);
      continue;
    }
    const node = byId.get(id) as GraphNode;
    const again = shown.has(id);
    const children = again ? [] : above(node);
    const more = again && above(node).length > 0 ? paint.dim(' (above)') : '';
    lines.push(`${lead}${label(node, paint)}${more}`);
    shown.add(id);
    const last = children.length - 1;
    for (let at = last; at >= 0; at--) {
      const [turn, go] = at === last ? ['└─ ', '   '] : ['├─ ', '│  '];
      const child = children[at] as string;
      open.push({ id: child, lead: inner + turn, inner: inner + go, depth: depth + 1 });
    }
  }
  return lines.join('\n');
}

interface Branch {
  readonly id: string;
  /** What stands before the node's own line, and before the lines under it. */
  readonly lead: string;
  readonly inner: string;
  readonly depth: number;
}

/** The nodes that a node comes after, each once. */
const above = ({ inputs, needs }: GraphNode): string[] => [
  ...new Set([...inputs.map(({ node }) => node), ...needs]),
];

function label(node: GraphNode, paint: Paint): string {
  const colour = { hit: paint.green, miss: paint.red, maybe: paint.yellow }[node.state];
  const words = stateWords(node);
  return `${colour(MARKS[node.state])} ${paint.bold(node.node)} ${paint.dim(`(${node.stage})`)} ${words}`.trimEnd();
}

/** `21 items`, `5 of 21 items to make`; nothing where the mark says it all. */
function stateWords({ items }: GraphNode): string {
  if (!items) return '';
  const total = items.total.toLocaleString('en-US');
  return items.misses === 0
    ? `${total} items`
    : `${items.misses.toLocaleString('en-US')} of ${total} items to make`;
}

const COLOURS = { hit: '#d5f0d8', miss: '#f7d4d0', maybe: '#fbeec2' };

/** A graph in the language of Graphviz. */
export function renderDot(name: string, nodes: readonly GraphNode[]): string {
  const boxes = nodes.map((node) => {
    const words = [node.node, node.stage, stateWords(node)].filter(Boolean).map(escaped);
    return `  ${quoted(node.node)} [label="${words.join('\\n')}", fillcolor="${COLOURS[node.state]}"];`;
  });
  const edges = nodes.flatMap(({ node, inputs, needs }) => [
    ...inputs.map(
      (from) => `  ${quoted(from.node)} -> ${quoted(node)} [label=${quoted(from.output)}];`,
    ),
    ...needs.map((from) => `  ${quoted(from)} -> ${quoted(node)} [style=dashed];`),
  ]);
  const head = '  rankdir=LR; node [shape=box, style="rounded,filled", fontname="sans-serif"];';
  return [`digraph ${quoted(name)} {`, head, ...boxes, ...edges, '}'].join('\n');
}

const escaped = (text: string): string => text.replace(/[\\"]/g, (sign) => `\\${sign}`);
const quoted = (text: string): string => `"${escaped(text)}"`;

/** A graph for Mermaid, as it stands in Markdown. */
export function renderMermaid(nodes: readonly GraphNode[]): string {
  const names = new Map(nodes.map(({ node }, at) => [node, `n${at}`]));
  const boxes = nodes.map((node) => {
    const words = [node.node, node.stage, stateWords(node)].filter(Boolean).map(entities);
    return `  ${names.get(node.node)}["${words.join('<br>')}"]:::${node.state}`;
  });
  const edges = nodes.flatMap(({ node, inputs, needs }) => [
    ...inputs.map(
      (from) => `  ${names.get(from.node)} -- ${entities(from.output)} --> ${names.get(node)}`,
    ),
    ...needs.map((from) => `  ${names.get(from)} -.-> ${names.get(node)}`),
  ]);
  const styles = Object.entries(COLOURS).map(
    ([state, colour]) => `  classDef ${state} fill:${colour},stroke:#666,color:#222;`,
  );
  return ['graph LR', ...boxes, ...edges, ...styles].join('\n');
}

/** Signs that mean something to Mermaid or HTML, by their numbers. */
const entities = (text: string): string =>
  text.replace(/[^\w ./,-]/gu, (sign) => `#${sign.codePointAt(0)};`);
