import { fail, ok, type Result } from '../../../base/result.ts';
import type { FileReference, SettingIssue } from '../../../engine/stage.ts';
import type { Repeats } from '../../../science/supercell.ts';
import { elementIssue, resolveComposition } from '../resolve-system.ts';
import { basePlugin, type Given, type StrategyChoice } from '../strategy.ts';
import { isMixture, resolveOccupations } from '../sublattices.ts';
import type { SystemConfig, WrittenOccupation } from '../system-config.ts';
import type { LatticeSettings } from './lattice-settings.ts';
import type { SqsConfig } from './sqs-settings.ts';

interface Settings {
  readonly lattice?: LatticeSettings;
}

/** `system: { file }`: the crystal of a file, as it is, or with all sites or one sublattice mixed. */
export const latticeFilePlugin = basePlugin<object, Settings>({
  name: 'lattice file',
  fields: {},
  isAsked: ({ system }) => (system as SystemConfig | undefined)?.file !== undefined,
  resolve: (_, given) => resolve(given),
  isRandom: ({ lattice }) => lattice !== undefined && isMixed(lattice),
  isCostly: ({ lattice }) => lattice?.sqs !== undefined,
  open: ({ lattice }, seed) =>
    lattice && {
      name: 'lattice file',
      bases: async ({ context, tally }) => {
        const { latticeBases } = await import('./lattice-file.ts');
        return latticeBases(context.readFile(lattice.file), lattice, seed, { context, tally });
      },
    },
});

function resolve({ config }: Given): Result<StrategyChoice, readonly SettingIssue[]> {
  const system = config.system as SystemConfig & { readonly file: FileReference };
  const supercell = config.supercell as Repeats | undefined;
  for (const field of ['crystal_structure', 'lattice_constants'] as const) {
    if (system[field] === undefined) continue;
    const message = 'the file already says the lattice: keep one of the two';
    return fail([{ path: ['system', field], message }]);
  }
  const sites = resolveSites(system);
  if (!sites.ok) return sites;
  const sqs = config['sqs'] as boolean | SqsConfig | undefined;
  const isAlloy = isMixed(sites.value);
  if (!isAlloy && sqs !== undefined && sqs !== false) {
    const message = 'there is nothing to mix: no sites have more than one element';
    const hint = 'give a composition, or sublattices';
    return fail([{ path: ['sqs'], message, hint }]);
  }
  const lattice: LatticeSettings = {
    file: system.file,
    elements: [...system.elements].sort(),
    ...sites.value,
    ...(supercell && { supercell }),
    ...(isAlloy && sqs !== false && { sqs: withDefaults(sqs) }),
  };
  return ok({ settings: { lattice } });
}

/** Those defaults that do not depend on the file. */
const withDefaults = (sqs: boolean | SqsConfig | undefined): SqsConfig => ({
  count: 1,
  triplets: 2,
  ...(typeof sqs === 'object' && sqs),
});

type Sites = Pick<LatticeSettings, 'composition' | 'sublattices'>;

const isMixed = ({ composition = {}, sublattices = {} }: Sites): boolean =>
  [composition, ...Object.values(sublattices)].some(isMixture);

/** What stands where: on all sites alike, or on those of some elements. */
function resolveSites(system: SystemConfig): Result<Sites, readonly SettingIssue[]> {
  const { elements, sublattices, composition } = system;
  if (!sublattices) {
    const wrong = elementIssue(elements);
    if (wrong) return fail([wrong]);
    const resolved = composition ? resolveComposition(system) : ok(undefined);
    if (!resolved.ok) return resolved;
    return ok({ ...(resolved.value && { composition: resolved.value }) });
  }
  if (composition) {
    const message = '`sublattices` are given too: keep one of the two';
    return fail([{ path: ['system', 'composition'], message }]);
  }
  if (Array.isArray(sublattices)) {
    const message = 'the sublattices of a file go by the element that stands there';
    const hint = `sublattices: { ${elements[0]}: { ${elements[0]}: 0.5, X: 0.5 } }`;
    return fail([{ path: ['system', 'sublattices'], message, hint }]);
  }
  const written = Object.entries(sublattices as { [symbol: string]: WrittenOccupation }).map(
    ([symbol, value]) => ({ at: [symbol], value }),
  );
  const occupations = resolveOccupations(elements, written);
  if (!occupations.ok) return occupations;
  const own = occupations.value.map((occupation, i) => [written[i]!.at[0], occupation] as const);
  return ok({ sublattices: Object.fromEntries(own) });
}
