import { childCpu } from '../child-cpu.ts';

/** What something cost: CPU seconds of this process, its threads and the programs that it ran; wall seconds. */
export interface Cost {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
}

/** Starts measuring; the returned function says what it cost up to its call. */
export function startClock(): () => Cost {
  const cpu = process.cpuUsage();
  const programs = childCpu();
  const wall = performance.now();
  return () => {
    const { user, system } = process.cpuUsage(cpu);
    const cpuSeconds = (user + system) / 1e6 + childCpu() - programs;
    return { cpuSeconds, wallSeconds: (performance.now() - wall) / 1000 };
  };
}
