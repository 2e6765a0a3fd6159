import { fail, ok, type Result } from '../../../base/result.ts';
import type { FileReference, SettingIssue } from '../../../engine/stage.ts';
import { atomicNumber } from '../../../science/elements.ts';
import type { Repeats } from '../../../science/supercell.ts';
import { resolveComposition } from '../resolve-system.ts';
import { basePlugin, type Given, type StrategyChoice } from '../strategy.ts';
import type { SystemConfig } from '../system-config.ts';
import type { LatticeSettings } from './lattice-settings.ts';

interface Settings {
  readonly lattice?: LatticeSettings;
}

/** `system: { file }`: the crystal of a file, as it is or decorated at random. */
export const latticeFilePlugin = basePlugin<object, Settings>({
  name: 'lattice file',
  fields: {},
  isAsked: ({ system }) => (system as SystemConfig | undefined)?.file !== undefined,
  resolve: (_, given) => resolve(given),
  isRandom: ({ lattice }) => Object.keys(lattice?.composition ?? {}).length > 1,
  open: ({ lattice }, seed) =>
    lattice && {
      name: 'lattice file',
      bases: async ({ context, tally }) => {
        const { latticeBase } = await import('./lattice-file.ts');
        return latticeBase(context.readFile(lattice.file), lattice, seed, tally);
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
  const wrong = system.elements.findIndex((symbol) => atomicNumber(symbol) === undefined);
  if (wrong >= 0) {
    const message = `"${system.elements[wrong]}" is no chemical element`;
    return fail([{ path: ['system', 'elements', wrong], message }]);
  }
  const composition = system.composition ? resolveComposition(system) : ok(undefined);
  if (!composition.ok) return composition;
  const lattice: LatticeSettings = {
    file: system.file,
    elements: [...system.elements].sort(),
    ...(composition.value && { composition: composition.value }),
    ...(supercell && { supercell }),
  };
  return ok({ settings: { lattice } });
}
