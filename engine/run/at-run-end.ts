const works = new Set<() => Promise<void>>();

/** Has some work done when the run under way ends: for what a run leaves open to use again. */
export function atRunEnd(work: () => Promise<void>): void {
  works.add(work);
}

/** Does what was left to do. */
export async function endRun(): Promise<void> {
  for (const work of works) await work();
  works.clear();
}
