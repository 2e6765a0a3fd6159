import type { EngineEvent, ItemCounts } from '../engine/events.ts';

/** The sentence for a thing that happens once, or undefined for what only moves a bar. */
export function eventWords(event: EngineEvent, name: (node: string) => string): string | undefined {
  switch (event.type) {
    case 'waiting':
      return `waiting for ${event.holder}`;
    case 'note':
      return event.node === undefined ? event.text : `${name(event.node)}: ${event.text}`;
    case 'item-failed':
      return `${name(event.node)}: ${event.item.slice(0, 19)} failed (${event.class}): ${event.message}`;
    case 'retry':
      return `${name(event.node)}: attempt ${event.attempt} of ${event.attempts}, after: ${event.message}`;
    case 'object-lost':
      return `${event.node === '' ? '' : `${name(event.node)}: `}a kept object is lost (${event.digest.slice(0, 19)}): ${event.why}; it is made again`;
    case 'moved-aside':
      return `${event.path} was changed by someone: moved to ${event.to}`;
    case 'published':
      return event.how === 'restored' ? `${event.path} restored` : undefined;
    case 'run-started':
    case 'node-started':
    case 'progress':
    case 'node-finished':
    case 'summary':
      return undefined;
  }
}

/** `210 items (200 reused)`. */
export function itemWords({ executed, cached, failed }: ItemCounts): string {
  const total = executed + cached + failed;
  const parts = [
    ...(cached > 0 ? [`${cached} reused`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ];
  return `${total} items${parts.length > 0 ? ` (${parts.join(', ')})` : ''}`;
}

/** `1 node`, `5 nodes`. */
export const nodeWords = (count: number): string => (count === 1 ? '1 node' : `${count} nodes`);

/** `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`. */
export function durationWords(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** The length of the longest; there may be more of them than a call takes arguments. */
export const widest = (texts: readonly string[]): number =>
  texts.reduce((most, { length }) => Math.max(most, length), 0);
