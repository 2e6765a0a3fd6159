import { addPrograms, programsGone } from '../child-cpu.ts';
import { killAtExit } from './at-exit.ts';
import { Lane } from './lane.ts';
import type { ShellKind } from './script.ts';

/** The shells of this process that start programs: as many as programs ran at a time. */
const idle: Lane[] = [];
const all = new Set<Lane>();
let kind: Promise<ShellKind> | undefined;

/** A lane that nobody uses, and what kind of shell it is. Give it back with {@link giveBack}. */
export async function takeLane(): Promise<{ readonly lane: Lane; readonly kind: ShellKind }> {
  for (let lane = idle.pop(); lane; lane = idle.pop()) {
    if (!lane.dead && kind) return { lane, kind: await kind };
    forget(lane, 0);
  }
  const lane = new Lane();
  if (all.size === 0) listen();
  all.add(lane);
  addPrograms(lane);
  kind ??= lane.kind();
  try {
    return { lane, kind: await kind };
  } catch (error) {
    kind = undefined;
    await retire(lane);
    throw error;
  }
}

export function giveBack(lane: Lane): void {
  idle.push(lane);
}

/** Ends a lane and what runs in it. */
export async function retire(lane: Lane): Promise<void> {
  const used = lane.cpuSeconds();
  await lane.end();
  forget(lane, used);
}

/** Ends the lanes that nobody uses, with what their programs left running. */
export async function endIdleLanes(): Promise<void> {
  await Promise.all(idle.splice(0).map(retire));
}

/** A lane's programs are programs of this process once it has ended. */
function forget(lane: Lane, used: number): void {
  all.delete(lane);
  programsGone(lane, used);
}

let listening = false;

/** No program outlives this process: not its end, nor a terminal that hangs up. */
function listen(): void {
  if (listening) return;
  listening = true;
  killAtExit(() => {
    for (const lane of all) lane.signal('SIGKILL');
  });
}
