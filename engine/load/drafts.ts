import type { Path } from '../document/document.ts';
import type { Stage } from '../stage.ts';
import type { Report } from './report.ts';
import { codes } from './words.ts';

/** A node as it is written, with its stage where that is known. */
export interface Draft {
  readonly id: string;
  readonly words: { readonly [word: string]: unknown };
  readonly stage: Stage | undefined;
}

/** The nodes by name, in declaration order. */
export type Drafts = ReadonlyMap<string, Draft>;

/** `to` comes after `from`, and says so at `path`. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly path: Path;
}

/** The outputs of a stage, its default first. */
export function outputsOf(stage: Stage): { readonly name: string; readonly type: string }[] {
  return Object.entries(stage.outputs)
    .sort(([, a], [, b]) => Number(b.default ?? false) - Number(a.default ?? false))
    .map(([name, { type }]) => ({ name, type }));
}

/** The node of this name; one that is not there is reported at `path`, which belongs to node `id`. */
export function findNode(
  report: Report,
  drafts: Drafts,
  id: string,
  node: string,
  path: Path,
): Draft | undefined {
  const draft = drafts.get(node);
  if (draft) return draft;
  const others = [...drafts.keys()].filter((name) => name !== id);
  report.add({
    code: 'E0501',
    path,
    at: 'value',
    message: `there is no node \`${node}\``,
    hint: report.suggest(node, others),
  });
  return undefined;
}

/** The sources that give a type, at most three of them, as they are written in `inputs`. */
export function producersOf(drafts: Drafts, type: string, except: string): readonly string[] {
  const producers: string[] = [];
  for (const { id, stage } of drafts.values()) {
    if (producers.length >= 3) break;
    if (!stage || id === except) continue;
    outputsOf(stage).forEach((output, index) => {
      if (output.type === type) producers.push(index === 0 ? id : `${id}.${output.name}`);
    });
  }
  return producers;
}

/** Where a type comes from, in words. */
export function producerHint(drafts: Drafts, type: string, except: string): string {
  const producers = producersOf(drafts, type, except);
  return producers.length === 0
    ? `no node here makes ${type}`
    : `${type} come from ${codes(producers)}`;
}
