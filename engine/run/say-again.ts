import type { Digest } from '../../base/digest.ts';
import type { EngineEvent, ItemCounts, RunSummary } from '../events.ts';
import type { ProgramProbe } from '../program-probe.ts';

/** What a run says that finds everything up to date. */
export interface Said {
  readonly pipeline: string;
  readonly file: string;
  /** As they end: in the order of the pipeline. */
  readonly nodes: readonly string[];
  /** Of map nodes, by id. */
  readonly items: { readonly [node: string]: ItemCounts };
  readonly summary: RunSummary;
  /** The programs whose versions were in keys, and what each version stands on. */
  readonly programs?: readonly { readonly probe: ProgramProbe; readonly memo: Digest }[];
}

/** What people are told of very many nodes: their number, and that of the published files. */
export interface Brief {
  readonly nodes: number;
  readonly published: number;
}

/** Reads what was kept; `undefined` where a program may have another version now. */
export async function readSaid(answer: string): Promise<Said | undefined> {
  const said = JSON.parse(answer) as Said;
  if (!said.programs) return said;
  const { programMemo } = await import('../program-memo.ts');
  return said.programs.every(({ probe, memo }) => programMemo(probe) === memo) ? said : undefined;
}

/** Says what was said then: under this run's own name, and at its own cost. */
export function sayAgain(
  { pipeline, file, nodes, items, summary }: Said,
  run: string,
  cost: RunSummary['cost'],
  emit: (event: EngineEvent) => void,
): void {
  emit({ type: 'run-started', run, pipeline, file, nodes });
  for (const node of nodes) {
    const counts = items[node];
    const end = { type: 'node-finished', node, outcome: 'cached', seconds: 0 } as const;
    emit(counts ? { ...end, items: counts } : end);
  }
  emit({ ...summary, cost });
}
