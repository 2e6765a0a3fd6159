import type { Cost } from './clock.ts';

/**
 * What one piece of work costs beside others: the CPU time of this process is divided evenly among the
 * shares that are open, moment by moment, so that all of them together come to what was spent.
 */
export interface Share {
  /** Adds what was spent outside this process: a program that the work ran. */
  charge(cpuSeconds: number): void;
  /** Closes the share; says the same again if asked again. */
  end(): Cost;
}

interface Open {
  cpuSeconds: number;
}

/** One process, one clock of its CPU: so one list of what is open. */
const open = new Set<Open>();
let counted = 0;

function divide(): void {
  const { user, system } = process.cpuUsage();
  const now = (user + system) / 1e6;
  for (const one of open) one.cpuSeconds += (now - counted) / open.size;
  counted = now;
}

/** Opens a share; it must be ended, also where the work throws. */
export function openShare(): Share {
  divide();
  const own: Open = { cpuSeconds: 0 };
  const begun = performance.now();
  let cost: Cost | undefined;
  open.add(own);
  return {
    charge: (cpuSeconds) => {
      own.cpuSeconds += cpuSeconds;
    },
    end: () => {
      if (cost) return cost;
      divide();
      open.delete(own);
      cost = { cpuSeconds: own.cpuSeconds, wallSeconds: (performance.now() - begun) / 1000 };
      return cost;
    },
  };
}
