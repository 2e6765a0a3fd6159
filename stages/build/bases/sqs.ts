import { basePlugin } from '../strategy.ts';
import type { SystemConfig } from '../system-config.ts';
import { resolveSqs } from './sqs-resolve.ts';
import { type SqsConfig, type SqsSettings, sqsFields } from './sqs-settings.ts';

/** `sqs`: special quasirandom structures; what a system of several elements becomes unless told otherwise. */
export const sqsPlugin = basePlugin<{ readonly sqs?: boolean | SqsConfig }, SqsSettings>({
  name: 'sqs',
  fields: sqsFields,
  more: 'sqs.count',
  replaces: 'crystal',
  isAsked: ({ sqs, system }) =>
    sqs !== false && (sqs !== undefined || isAlloy(system as SystemConfig | undefined)),
  resolve: ({ sqs }, given) => resolveSqs(typeof sqs === 'object' ? sqs : {}, given),
  isRandom: ({ sqs }) => sqs !== undefined,
  isCostly: ({ sqs }) => sqs !== undefined,
  open: async ({ system, supercell, sqs }, seed) => {
    if (!system || !sqs) return undefined;
    const { sqsStrategy } = await import('./sqs-strategy.ts');
    return sqsStrategy(system, sqs, supercell, seed);
  },
});

/** A lattice, and more than one element with a fraction above 0. */
function isAlloy(system: SystemConfig | undefined): boolean {
  if (system?.crystal_structure === undefined) return false;
  const fractions = Object.values(system.composition ?? {});
  return fractions.filter((x) => x > 0).length > 1;
}
