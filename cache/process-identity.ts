import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { isAlive } from './temporary.ts';

/** What tells a process from every other one, on this machine and elsewhere; what a system does not tell is absent. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** Of the installed system: two machines of one name are told apart. */
  readonly machine?: string;
  /** Changes when the machine starts anew. */
  readonly boot?: string;
  /** The space in which the pid counts: containers have their own. */
  readonly pids?: string;
  /** When the process began, in ticks after boot: a pid is used again one day. */
  readonly began?: string;
}

/** This process. */
export function ownIdentity(): ProcessIdentity {
  const pid = process.pid;
  return {
    pid,
    host: hostname(),
    ...told('machine', () => readFileSync('/etc/machine-id', 'utf8').trim()),
    ...told('boot', () => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    ...told('pids', () => readlinkSync('/proc/self/ns/pid')),
    ...told('began', () => beganAt(pid)),
  };
}

function told(name: string, read: () => string | undefined): { readonly [name: string]: string } {
  try {
    const value = read();
    return value ? { [name]: value } : {};
  } catch {
    return {};
  }
}

/** The 22nd field of /proc/PID/stat; the second, a name in parentheses, may hold anything. */
function beganAt(pid: number): string | undefined {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19];
}

/**
 * What this process knows of another: that it lives, that it is dead, or nothing, where it belongs to another
 * machine or container. Never `dead` on a guess.
 */
export function fateOf(other: ProcessIdentity, own = ownIdentity()): 'alive' | 'dead' | 'unknown' {
  const sameMachine = other.host === own.host && other.machine === own.machine;
  if (!sameMachine) return 'unknown';
  if (other.boot !== own.boot) {
    return other.machine !== undefined && other.boot && own.boot ? 'dead' : 'unknown';
  }
  if (other.pids !== own.pids) return 'unknown';
  if (!isAlive(other.pid)) return 'dead';
  const began = told('began', () => beganAt(other.pid)).began;
  return other.began !== undefined && began !== undefined && began !== other.began
    ? 'dead'
    : 'alive';
}
