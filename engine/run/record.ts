import type { Outputs, StageFailure } from '../stage.ts';
import type { Cost } from './clock.ts';

/** The record of an action that went well just now. */
export const recordOf = (outputs: Outputs, cost: Cost) =>
  ({ outputs, outcome: 'ok', cost, made: Date.now(), origin: 'run' }) as const;

/** What a stage threw, as a failure: the engine goes on, and nothing of it is cached. */
export function thrownFailure(error: unknown, who: string): StageFailure {
  const message = error instanceof Error ? error.message : String(error);
  return { class: 'infra', message: `${who}: ${message}` };
}
