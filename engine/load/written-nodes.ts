import type { Canonical } from '../../base/canonical.ts';
import type { Document } from '../document/document.ts';
import type { Filling } from './expressions.ts';
import type { Group, Member, Space } from './groups.ts';
import { expandMatrix, type Instance } from './matrix.ts';
import { isMap } from './params.ts';
import type { Scope } from './references.ts';
import type { Report } from './report.ts';

/** The words of a node, its expressions replaced. */
export type NodeWords = { readonly [word: string]: unknown };

/** A node as it is written, each of a matrix on its own. */
export interface WrittenNode {
  readonly id: string;
  readonly words: NodeWords;
  /** The file that it is written in. */
  readonly file: string;
  readonly space: Space;
}

/** All nodes of a pipeline. */
export interface WrittenNodes {
  /** Those that run, in declaration order. */
  readonly nodes: readonly WrittenNode[];
  /** Those and the skipped ones, by id, as their shape is checked. */
  readonly shaped: ReadonlyMap<string, unknown>;
}

/** Takes the nodes out of a document: expressions filled in, matrices expanded, `when: false` set aside. */
export function writtenNodes(report: Report, filling: Filling, scope: Scope): WrittenNodes {
  const { document } = report;
  const groups = new Map<string, Group>();
  const writing: Writing = {
    report,
    filling,
    scope,
    document,
    space: { groups },
    nodes: [],
    shaped: new Map(),
  };
  for (const [name, node] of Object.entries(nodesIn(document))) {
    groups.set(
      name,
      isMap(node) && (node['matrix'] ?? null) !== null
        ? writeMatrix(writing, name, node)
        : {
            name,
            matrix: false,
            members: [writeNode(writing, name, scope, node, [])],
          },
    );
  }
  return writing;
}

interface Writing {
  readonly report: Report;
  readonly filling: Filling;
  readonly scope: Scope;
  readonly document: Document;
  readonly space: Space;
  readonly nodes: WrittenNode[];
  readonly shaped: Map<string, unknown>;
}

function nodesIn({ value }: Document): { readonly [name: string]: Canonical } {
  const nodes = isMap(value) ? value['nodes'] : undefined;
  return isMap(nodes) ? (nodes as { readonly [name: string]: Canonical }) : {};
}

function writeMatrix(writing: Writing, name: string, node: NodeWords): Group {
  const { report, filling, scope, document } = writing;
  const path = ['nodes', name, 'matrix'];
  const matrix = filling.fill(scope, node['matrix'] as Canonical, path);
  const instances = matrix === undefined ? undefined : expandMatrix(report, filling, matrix, path);
  if (!instances) return { name, matrix: true, members: [], broken: true };
  const { matrix: _, ...words } = node;
  const write = ({ pairs, values }: Instance): Member => {
    const id = `${name}[${pairs.join(',')}]`;
    report.places.set(id, { document, path: ['nodes', name], instance: true });
    return writeNode(writing, id, { ...scope, matrix: values }, words as Canonical, pairs);
  };
  return { name, matrix: true, members: instances.map(write) };
}

function writeNode(
  writing: Writing,
  id: string,
  scope: Scope,
  node: Canonical,
  pairs: readonly string[],
): Member {
  const { filling, document, space, nodes, shaped } = writing;
  const value = filling.fill(scope, node, ['nodes', id]);
  const words = isMap(value) ? value : {};
  shaped.set(id, value ?? null);
  const skipped = words['when'] === false;
  if (!skipped) nodes.push({ id, words, file: document.source.file, space });
  return { id, pairs, skipped };
}
