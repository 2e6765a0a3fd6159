import type { ActionLimits } from '../../cache/actions.ts';
import { timeoutOf } from '../conduct.ts';
import type { Conduct } from '../pipeline.ts';

/** A failure of the machine that used up its retries stands until the node is given more. */
export function givenMore(conduct: Conduct, given: ActionLimits | undefined): boolean {
  if (!given) return false;
  const limit = lastTimeout(conduct) ?? Number.POSITIVE_INFINITY;
  const before = given.timeoutSeconds ?? Number.POSITIVE_INFINITY;
  return conduct.attempts > given.attempts || limit > before;
}

/** The timeout of the last attempt that a node is given, in seconds. */
export function lastTimeout(conduct: Conduct): number | undefined {
  const { attempts, growth } = conduct;
  let seconds = timeoutOf(conduct);
  for (let attempt = 1; attempt < attempts && seconds !== undefined; attempt++) seconds *= growth;
  return seconds;
}
