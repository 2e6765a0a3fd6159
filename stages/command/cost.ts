import type { CostDeclaration, Flow } from '../../engine/stage.ts';
import type { ResolvedCommand } from './resolved.ts';

/** What a program costs only its own past tells: each is priced from the runs of its like. */
export const commandCost: CostDeclaration<Flow> = {
  kind: (settings) => {
    const { argv, run } = settings as unknown as ResolvedCommand;
    const words = argv ? argv.slice(0, 2).join(' ') : (run?.trim().split('\n')[0] ?? '');
    return words.slice(0, 60);
  },
  features: (_, { items, bytes }) => ({ items, bytes }),
  prior: { cpuSeconds: () => 1, spread: 30 },
};
