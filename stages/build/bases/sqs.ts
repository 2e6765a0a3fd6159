import { basePlugin } from '../strategy.ts';
import { isLattice, type SystemConfig } from '../system-config.ts';
import { alloyLattice } from './alloy.ts';
import { resolveSqs } from './sqs-resolve.ts';
import { type SqsConfig, type SqsSettings, sqsFields } from './sqs-settings.ts';

/** `sqs`: special quasirandom structures; what a system of several elements becomes unless told otherwise. */
export const sqsPlugin = basePlugin<{ readonly sqs?: boolean | SqsConfig }, SqsSettings>({
  name: 'sqs',
  fields: sqsFields,
  more: 'sqs.count',
  replaces: 'crystal',
  isAsked: ({ sqs, system }) => {
    const asked = system as SystemConfig | undefined;
    if (sqs === false || mixesItself(asked)) return false;
    return sqs !== undefined || isAlloy(asked);
  },
  resolve: ({ sqs }, given) => resolveSqs(typeof sqs === 'object' ? sqs : {}, given),
  isRandom: ({ sqs }) => sqs !== undefined,
  isCostly: ({ sqs }) => sqs !== undefined,
  open: async ({ system, supercell, sqs }, seed) => {
    if (!system || !sqs) return undefined;
    const { sqsStrategy } = await import('./sqs-strategy.ts');
    const alloy = { lattice: alloyLattice(system), composition: system.composition };
    return sqsStrategy(alloy, sqs, supercell, seed);
  },
});

/** Of a file or with sublattices: who reads these asks for the SQS as well. */
const mixesItself = (system: SystemConfig | undefined): boolean =>
  system !== undefined &&
  (system.file !== undefined ||
    system.sublattices !== undefined ||
    (system.crystal_structure !== undefined && !isLattice(system.crystal_structure)));

/** A lattice, and more than one element with a fraction above 0. */
function isAlloy(system: SystemConfig | undefined): boolean {
  if (system?.crystal_structure === undefined) return false;
  const fractions = Object.values(system.composition ?? {});
  return fractions.filter((x) => x > 0).length > 1;
}
