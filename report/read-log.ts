import { readFileSync } from 'node:fs';
import type { EngineEvent } from '../engine/events.ts';

/**
 * The events of a run, as its log has them so far; none where there is no log. A line that is not whole
 * (it is being written, or its writer was killed) is left out. Of a node's progress only the last is read.
 */
export function readRunLog(path: string): EngineEvent[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return [];
  }
  return withoutOldProgress(text.split('\n')).flatMap(eventOf);
}

const PROGRESS = /"event":"progress","node":("(?:[^"\\]|\\.)*")/;

/** A map node says its progress after every batch: parsing all of it would cost more than it tells. */
function withoutOldProgress(lines: readonly string[]): string[] {
  const seen = new Set<string>();
  const kept: string[] = [];
  for (const line of lines.toReversed()) {
    const node = PROGRESS.exec(line)?.[1];
    if (node !== undefined && seen.has(node)) continue;
    if (node !== undefined) seen.add(node);
    kept.push(line);
  }
  return kept.reverse();
}

function eventOf(line: string): EngineEvent[] {
  try {
    const { event, ...rest } = JSON.parse(line) as { readonly event: string };
    return [{ type: event, ...rest } as unknown as EngineEvent];
  } catch {
    return [];
  }
}
