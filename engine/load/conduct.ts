import { durationSeconds } from '../../base/duration.ts';
import type { Allowance, Conduct, Resources } from '../pipeline.ts';
import type { Report } from './report.ts';

/** The words of a node, or of a profile, that say how it runs. */
export interface ConductWords {
  readonly retry?: { readonly attempts?: number; readonly grow?: number } | undefined;
  readonly timeout?: string | undefined;
  readonly resources?:
    | { readonly cores?: number; readonly memory?: string; readonly time?: string }
    | undefined;
}

/** What is said of how a node runs; the rest is as it was. */
export function conductOf({ retry, timeout, resources }: ConductWords): Partial<Conduct> {
  return {
    ...(retry?.attempts !== undefined && { attempts: retry.attempts }),
    ...(retry?.grow !== undefined && { growth: retry.grow }),
    ...(typeof timeout === 'string' && { timeoutSeconds: durationSeconds(timeout) }),
    ...(resources && Object.keys(resources).length > 0 && { resources: resourcesOf(resources) }),
  };
}

const resourcesOf = ({
  cores,
  memory,
  time,
}: NonNullable<ConductWords['resources']>): Resources => ({
  ...(cores !== undefined && { cores }),
  ...(memory !== undefined && { memory }),
  ...(typeof time === 'string' && { timeSeconds: durationSeconds(time) }),
});

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
    resources,
    allow_missing: allowed,
  } = words as ConductWords & {
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
    attempts: 1,
    growth: 1,
    ...conductOf({ retry, timeout, resources }),
    ...(allowed !== undefined && { allowMissing: readAllowance(allowed) }),
  };
}

function readAllowance(allowed: number | string): Allowance {
  if (typeof allowed === 'number') return { count: allowed };
  return { share: Number.parseFloat(allowed) / 100 };
}
