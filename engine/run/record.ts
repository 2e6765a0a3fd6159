import type { Outputs, StageFailure } from '../stage.ts';
import type { Cost } from './clock.ts';
import { BadRequest } from './secrets.ts';
import { TimeLimit } from './time-limit.ts';

/** The record of an action that went well just now. */
export const recordOf = (outputs: Outputs, cost: Cost) =>
  ({ outputs, outcome: 'ok', cost, made: Date.now(), origin: 'run' }) as const;

/** What a stage threw, as a failure: the engine goes on, and nothing of it is cached. */
export function thrownFailure(error: unknown, who: string): StageFailure {
  const message = `${who}: ${error instanceof Error ? error.message : String(error)}`;
  if (error instanceof BadRequest) return { class: 'invalid', message };
  if (!(error instanceof TimeLimit)) return { class: 'infra', message };
  const hint = 'give it a longer `timeout`, or let it grow: `retry: { attempts: 3, grow: 2 }`';
  return { class: 'infra', message, hint };
}
