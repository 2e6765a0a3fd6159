import type { Plan } from '../plan/plan.ts';
import { nodesAbove } from '../select.ts';
import { type Draws, type Interval, intervalOf, nothing } from './draws.ts';

/** The price of a node in each future. */
export interface NodeDraws {
  readonly cpu: Draws;
  readonly wall: Draws;
}

/** A sum over nodes that is being made. */
export interface OpenTotal {
  add(node: { readonly node: string; readonly wall: Interval }, draws: NodeDraws): void;
  end(): { readonly cpu: Interval; readonly wall: Interval };
}

/** Of more nodes than this, the longest chain is looked for in the middle future only. */
const MOST_CHAINS = 500;

/**
 * Adds nodes up, future by future. The wall time is that of the longest chain, where a node begins when
 * those above it have ended, and no less than all the work spread over every lane.
 */
export function openTotal({ pipeline }: Plan, lanes: number): OpenTotal {
  const cpu = nothing();
  const middles = new Map<string, number>();
  const walls = new Map<string, Draws>();
  const longest = (wall: (node: string) => number): number => {
    const ends = new Map<string, number>();
    let last = 0;
    for (const node of pipeline.nodes) {
      let start = 0;
      for (const id of nodesAbove(node)) start = Math.max(start, ends.get(id) ?? 0);
      const end = start + wall(node.id);
      if (end > 0) ends.set(node.id, end);
      last = Math.max(last, end);
    }
    return last;
  };
  return {
    add({ node, wall }, draws) {
      draws.cpu.forEach((seconds, at) => {
        cpu[at] = (cpu[at] as number) + seconds;
      });
      middles.set(node, wall[1]);
      if (walls.size <= MOST_CHAINS) walls.set(node, draws.wall);
    },
    end() {
      const few = middles.size <= MOST_CHAINS;
      const middle = few ? 0 : longest((id) => middles.get(id) ?? 0);
      const scale = middle / Math.max(intervalOf(cpu)[1], 1e-9);
      const wall = cpu.map((seconds, at) => {
        const chain = few ? longest((id) => walls.get(id)?.[at] ?? 0) : scale * seconds;
        return Math.max(chain, seconds / lanes);
      });
      return { cpu: intervalOf(cpu), wall: intervalOf(wall) };
    },
  };
}
