/** What something cost: CPU seconds of this process and its threads, and wall seconds. */
export interface Cost {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
}

/** Starts measuring; the returned function says what it cost up to its call. */
export function startClock(): () => Cost {
  const cpu = process.cpuUsage();
  const wall = performance.now();
  return () => {
    const { user, system } = process.cpuUsage(cpu);
    return { cpuSeconds: (user + system) / 1e6, wallSeconds: (performance.now() - wall) / 1000 };
  };
}
