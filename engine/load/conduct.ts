import { durationSeconds } from '../../base/duration.ts';
import type { Allowance, Conduct } from '../pipeline.ts';
import type { Report } from './report.ts';

/** How a node is run, read from words that fit the shape. None of it is in a key. */
export function readConduct(
  report: Report,
  id: string,
  words: { readonly [word: string]: unknown },
  kind: 'whole' | 'map' | undefined,
): Conduct {
  const {
    retry,
    timeout,
    allow_missing: allowed,
  } = words as {
    readonly retry?: { readonly attempts?: number; readonly grow?: number };
    readonly timeout?: string;
    readonly allow_missing?: number | string;
  };
  if (allowed !== undefined && kind === 'whole') {
    report.add({
      code: 'E0211',
      path: ['nodes', id, 'allow_missing'],
      at: 'key',
      message: `\`allow_missing\` is for stages that go item by item; \`${id}\` has no items`,
      hint: 'move it to the node whose items may be missing, such as the oracle',
    });
  }
  return {
    attempts: retry?.attempts ?? 1,
    growth: retry?.grow ?? 1,
    ...(typeof timeout === 'string' && { timeoutSeconds: durationSeconds(timeout) }),
    ...(allowed !== undefined && { allowMissing: readAllowance(allowed) }),
  };
}

function readAllowance(allowed: number | string): Allowance {
  if (typeof allowed === 'number') return { count: allowed };
  return { share: Number.parseFloat(allowed) / 100 };
}
