import type { Canonical } from '../../base/canonical.ts';
import type { Document, Path } from '../document/document.ts';
import type { Filling } from './expressions.ts';
import type { Group, Inner, Member, Space } from './groups.ts';
import { innerOutputs, innerPath, innerValues, refuseWords } from './inner.ts';
import { expandMatrix, type Instance } from './matrix.ts';
import { type Given, isMap, readParams } from './params.ts';
import type { Scope } from './references.ts';
import type { Report } from './report.ts';
import { type Sources, withIncluded } from './sources.ts';

/** The words of a node, its expressions replaced. */
export type NodeWords = { readonly [word: string]: unknown };

/** A node as it is written, each of a matrix on its own. */
export interface WrittenNode {
  readonly id: string;
  readonly words: NodeWords;
  /** The file that it is written in. */
  readonly file: string;
  readonly space: Space;
  /** What the pipelines around it wait for. */
  readonly around: readonly Waiting[];
}

/** `needs` of a pipeline that is a node: everything inside waits. */
export interface Waiting {
  readonly id: string;
  readonly space: Space;
  readonly needs: unknown;
}

/** A pipeline that is a node of another. */
export interface InnerNode {
  readonly member: Member;
  readonly words: NodeWords;
}

/** All nodes of a pipeline. */
export interface WrittenNodes {
  /** Those that run, in declaration order. */
  readonly nodes: readonly WrittenNode[];
  /** The words of every node by id, those of skipped ones and of pipelines too. */
  readonly shaped: ReadonlyMap<string, unknown>;
  readonly inner: readonly InnerNode[];
  /** Every file, and whether it is a pipeline or included in one. */
  readonly tops: ReadonlyMap<Document, 'pipeline' | 'included'>;
}

interface Writing {
  readonly report: Report;
  readonly filling: Filling;
  readonly sources: Sources;
  readonly nodes: WrittenNode[];
  readonly shaped: Map<string, unknown>;
  readonly inner: InnerNode[];
  readonly tops: Map<Document, 'pipeline' | 'included'>;
}

/** One pipeline: that of the command line, or one that is a node. */
interface Unit {
  readonly prefix: string;
  readonly scope: Scope;
  readonly space: Space;
  readonly around: readonly Waiting[];
  /** The files of the pipelines around it, and its own. */
  readonly chain: readonly Document[];
}

/**
 * Takes the nodes out of a pipeline's files: expressions filled in, matrices expanded, pipelines that
 * are nodes opened, `when: false` set aside.
 */
export function writtenNodes(
  report: Report,
  filling: Filling,
  sources: Sources,
  given: Given,
): WrittenNodes {
  const writing: Writing = {
    report,
    filling,
    sources,
    nodes: [],
    shaped: new Map(),
    inner: [],
    tops: new Map(),
  };
  const around = { prefix: '', around: [], chain: [report.document] };
  innerOutputs(report, writeUnit(writing, report.document, given, around));
  return writing;
}

function writeUnit(
  writing: Writing,
  document: Document,
  given: Given,
  around: Omit<Unit, 'scope' | 'space'>,
): Space {
  const { report, sources, tops } = writing;
  const documents = withIncluded(report.of(document), sources);
  for (const one of documents) {
    if (one === document) tops.set(one, 'pipeline');
    else if (!tops.has(one)) tops.set(one, 'included');
  }
  const groups = new Map<string, Group>();
  const scope = { params: readParams(report, documents, given) };
  const unit: Unit = { ...around, scope, space: { groups } };
  const places = new Map<string, Document>();
  for (const one of documents) {
    for (const [name, node] of Object.entries(nodesIn(one))) {
      const first = places.get(name);
      if (first) twice(report.of(one), first, name);
      else {
        places.set(name, one);
        groups.set(name, writeGroup(writing, unit, one, name, node));
      }
    }
  }
  return unit.space;
}

function nodesIn({ value }: Document): { readonly [name: string]: Canonical } {
  const nodes = isMap(value) ? value['nodes'] : undefined;
  return isMap(nodes) ? (nodes as { readonly [name: string]: Canonical }) : {};
}

/** Two files have a node of one name; `report` is of the second. */
function twice(report: Report, first: Document, name: string): void {
  const path = ['nodes', name];
  report.diagnostics.push({
    code: 'E0111',
    severity: 'error',
    message: `the node \`${name}\` is in two files`,
    span: report.at({ document: report.document, path }, 'key'),
    hint: 'give one of them another name',
    related: [{ message: 'it is first here', span: report.at({ document: first, path }, 'key') }],
  });
}

function writeGroup(
  writing: Writing,
  unit: Unit,
  document: Document,
  name: string,
  node: Canonical,
): Group {
  const { report, filling } = writing;
  const full = unit.prefix + name;
  const place = { document, path: ['nodes', name] };
  if (document !== report.document || full !== name) report.places.set(full, place);
  const given = isMap(node) ? (node['matrix'] ?? null) : null;
  if (given === null) {
    const member = writeNode(writing, unit, document, full, node, []);
    return { name, matrix: false, members: [member] };
  }
  const path: Path = ['nodes', full, 'matrix'];
  const matrix = filling.fill(unit.scope, given as Canonical, path);
  const instances = matrix === undefined ? undefined : expandMatrix(report, filling, matrix, path);
  if (!instances) return { name, matrix: true, members: [], broken: true };
  const { matrix: _, ...words } = node as NodeWords;
  const write = ({ pairs, values }: Instance): Member => {
    const id = `${full}[${pairs.join(',')}]`;
    report.places.set(id, { ...place, instance: true });
    const scope = { ...unit.scope, matrix: values };
    return writeNode(writing, { ...unit, scope }, document, id, words as Canonical, pairs);
  };
  return { name, matrix: true, members: instances.map(write) };
}

function writeNode(
  writing: Writing,
  unit: Unit,
  document: Document,
  id: string,
  node: Canonical,
  pairs: readonly string[],
): Member {
  const { filling, nodes, shaped } = writing;
  const value = filling.fill(unit.scope, node, ['nodes', id]);
  const words = isMap(value) ? value : {};
  shaped.set(id, value ?? null);
  if (words['when'] === false) return { id, pairs, skipped: true };
  if (innerPath(words) === undefined) {
    const { space, around } = unit;
    nodes.push({ id, words, file: document.source.file, space, around });
    return { id, pairs, skipped: false };
  }
  const inner = writeInner(writing, unit, id, words);
  const member = { id, pairs, skipped: false, inner };
  writing.inner.push({ member, words });
  return member;
}

/** Opens a pipeline that is a node; one that cannot be opened has nothing inside. */
function writeInner(writing: Writing, unit: Unit, id: string, words: NodeWords): Inner {
  const { report, filling, sources } = writing;
  const uses = innerPath(words) as string;
  const path = ['nodes', id, 'uses'];
  const broken: Inner = { uses, space: { groups: new Map() }, outputs: new Map(), broken: true };
  refuseWords(report, id, words);
  const document = sources.open(report, uses, path);
  if (!document) return broken;
  if (unit.chain.includes(document)) {
    const message = `\`${uses}\` is this pipeline itself, or one that it is part of`;
    report.add({ code: 'E0407', path, at: 'value', message, hint: 'take this node away' });
    return broken;
  }
  const { needs } = words;
  const space = writeUnit(writing, document, innerValues(report, filling, id, words), {
    prefix: `${id}/`,
    around: needs === undefined ? unit.around : [...unit.around, { id, space: unit.space, needs }],
    chain: [...unit.chain, document],
  });
  return { uses, space, outputs: innerOutputs(report.of(document), space) };
}
