import type { Path } from '../document/document.ts';
import type { StageRegistry } from '../registry.ts';
import type { Stage } from '../stage.ts';
import { declaredStage } from './declared-stage.ts';
import { chosen, type Group, type Member, type SourceWords, type Space } from './groups.ts';
import { isMap } from './params.ts';
import type { Report } from './report.ts';
import type { StageTable } from './stage-table.ts';
import { code, codes, listed } from './words.ts';
import type { NodeWords, Waiting, WrittenNode } from './written-nodes.ts';

/** A node as it is written, with its stage where that is known. */
export interface Draft {
  readonly id: string;
  readonly words: NodeWords;
  readonly space: Space;
  readonly around: readonly Waiting[];
  /** With the inputs and outputs of this node, where its settings decide them. */
  readonly stage: Stage | undefined;
}

/** All nodes as they are written. */
export interface Drafts {
  /** In declaration order. */
  readonly byId: ReadonlyMap<string, Draft>;
  /** Which stages make a type that no node here makes and some node wants; for hints. */
  readonly makers: ReadonlyMap<string, readonly string[]>;
}

/** Puts nodes and their stages together. Other stages are loaded only where something is missing. */
export async function draftsOf(
  report: Report,
  written: readonly WrittenNode[],
  table: StageTable,
  stages: StageRegistry,
): Promise<Drafts> {
  const byId = new Map(
    written.map(({ id, words, space, around }): [string, Draft] => {
      const used = table.get(id);
      return [
        id,
        { id, words, space, around, stage: used && declaredStage(report, id, words, used) },
      ];
    }),
  );
  const made = new Set<string>();
  const wanted = new Set<string>();
  for (const { stage, words } of byId.values()) {
    if (!stage) continue;
    for (const { type } of Object.values(stage.outputs)) made.add(type);
    for (const [name, { type, optional }] of Object.entries(stage.inputs)) {
      if (type === 'any') continue;
      if (!optional || (isMap(words['inputs']) && name in words['inputs'])) wanted.add(type);
    }
  }
  const lacking = [...wanted].some((type) => !made.has(type));
  return { byId, makers: lacking ? await makersOf(stages) : new Map() };
}

async function makersOf(stages: StageRegistry): Promise<Map<string, string[]>> {
  const makers = new Map<string, string[]>();
  for (const name of stages.names) {
    for (const { type } of Object.values((await stages.load(name)).outputs)) {
      makers.set(type, [...(makers.get(type) ?? []), name]);
    }
  }
  return makers;
}

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

/** What `text` names, chosen from the space of `draft`; one that is not there is reported at `path`. */
export function findMembers(
  report: Report,
  { id, space }: Pick<Draft, 'id' | 'space'>,
  { node, choice }: SourceWords,
  path: Path,
): { readonly group: Group; readonly members: readonly Member[] } | undefined {
  const group = space.groups.get(node);
  if (group?.broken) return undefined;
  const members = group && chosen(group, choice);
  if (group && members && members.length > 0) return { group, members };
  const name = choice === undefined ? node : `${node}[${choice}]`;
  const others = group
    ? group.members.map((member) => member.id)
    : [...space.groups.keys()].filter((one) => one !== id);
  const hint = group && !group.matrix ? `\`${node}\` has no matrix` : report.suggest(name, others);
  report.add({ code: 'E0501', path, at: 'value', message: `there is no node \`${name}\``, hint });
  return undefined;
}

/** The sources that give a type, at most three of them, as they are written in `inputs`. */
export function producersOf(drafts: Drafts, type: string, except: string): readonly string[] {
  const producers: string[] = [];
  for (const { id, stage } of drafts.byId.values()) {
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
  if (producers.length > 0) return `${code(type)} comes from ${codes(producers)}`;
  const uses = (drafts.makers.get(type) ?? []).map((name) => `\`uses: ${name}\``);
  const add = uses.length > 0 ? `: add one with ${listed(uses, 'or')}` : '';
  return `no node here makes ${code(type)}${add}`;
}
