import type { Canonical, CanonicalObject } from '../../base/canonical.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { FileReference, ResolveResult, SettingIssue } from '../../engine/stage.ts';
import { contactRadii } from '../../science/atomic-radii.ts';
import { compoundPrototype, type PrototypeName, touchingEdge } from '../../science/compounds.ts';
import { atomicNumber } from '../../science/elements.ts';
import { measuredConstants } from '../../science/lattice-constants.ts';
import {
  type Config,
  type CrystalConfig,
  type Given,
  type Limits,
  PROPERTIES,
  type PropertyName,
} from './settings.ts';

/** A crystal as the key has it. */
export type Crystal = {
  readonly name: string;
  readonly reference?: Given;
} & (
  | { readonly file: FileReference }
  | { readonly prototype: PrototypeName; readonly symbols: readonly string[]; readonly a: number }
);

/** What is in the key: nothing where only the errors are asked for. */
export interface Settings {
  readonly crystals?: readonly Crystal[];
  readonly properties?: readonly PropertyName[];
  readonly reference?: 'emt' | 'stillinger-weber';
  readonly dimers?: true;
  readonly limits?: Limits;
}

/** The settings with the crystals' starts written out. */
export function resolve(settings: Canonical): ResolveResult {
  const config = settings as unknown as Config;
  const crystals: Crystal[] = [];
  const issues: SettingIssue[] = [...limitIssues(config)];
  config.crystals?.forEach((one, at) => {
    const crystal = crystalOf(one, ['crystals', at]);
    if (!crystal.ok) issues.push(...crystal.error);
    else if (crystals.some(({ name }) => name === crystal.value.name)) {
      const message = `there are two crystals called "${crystal.value.name}"`;
      issues.push({ path: ['crystals', at], message, hint: 'give one of them another `name`' });
    } else crystals.push(crystal.value);
  });
  if (issues.length > 0) return fail(issues);
  const chosen: Settings = {
    ...(config.crystals && { crystals, properties: propertiesOf(config) }),
    ...(config.crystals && config.reference && { reference: config.reference }),
    ...(config.dimers && { dimers: true }),
    ...(config.limits && { limits: config.limits }),
  };
  return ok({ with: chosen as unknown as CanonicalObject });
}

const propertiesOf = ({ properties = PROPERTIES }: Config): PropertyName[] =>
  PROPERTIES.filter((name) => properties.includes(name));

type Path = SettingIssue['path'];

function crystalOf(
  { name, elements, crystal_structure, lattice_constant, file, reference }: CrystalConfig,
  path: Path,
): Result<Crystal, readonly SettingIssue[]> {
  const rest = reference && { reference };
  if (file !== undefined) {
    if (elements ?? crystal_structure ?? lattice_constant) {
      return fail([{ path, message: 'a crystal of a file has its elements and lattice from it' }]);
    }
    // The engine has put the digest where the path was.
    const content = file as unknown as FileReference;
    return ok({ name: name ?? 'file', file: content, ...rest });
  }
  if (!elements || !crystal_structure) {
    const hint = 'elements: [Cu], crystal_structure: fcc; or file: FILE';
    return fail([{ path, message: 'a crystal is said by elements and crystal_structure', hint }]);
  }
  const wrong = elements.findIndex((symbol) => atomicNumber(symbol) === undefined);
  if (wrong >= 0) {
    const message = `"${elements[wrong]}" is no chemical element`;
    return fail([{ path: [...path, 'elements', wrong], message }]);
  }
  const sites = sublattices(crystal_structure);
  if (elements.length !== sites) {
    const message = `${crystal_structure} has ${sites} sublattice${sites === 1 ? '' : 's'}, not ${elements.length}: one element each`;
    return fail([{ path: [...path, 'elements'], message }]);
  }
  const a = lattice_constant ?? startOf(crystal_structure, elements);
  if (a === undefined) {
    const message = `no radius is known here for one of ${elements.join(', ')}`;
    return fail([{ path, message, hint: 'say a `lattice_constant`' }]);
  }
  const words = `${elements.join('-')} ${crystal_structure}`;
  return ok({ name: name ?? words, prototype: crystal_structure, symbols: elements, a, ...rest });
}

const sublattices = (name: PrototypeName): number =>
  1 + Math.max(...compoundPrototype(name).sites.map(([sublattice]) => sublattice));

function startOf(name: PrototypeName, symbols: readonly string[]): number | undefined {
  const measured = symbols.length === 1 ? measuredConstants(symbols[0]!, name)?.a : undefined;
  if (measured !== undefined) return measured;
  const contact = contactRadii(symbols);
  return (
    contact && Math.round(touchingEdge(compoundPrototype(name), symbols, contact.radii) * 1e4) / 1e4
  );
}

/** Limits on what is not worked out. */
function limitIssues(config: Config): SettingIssue[] {
  const { limits, crystals, dimers } = config;
  const issues: SettingIssue[] = [];
  if (limits?.dimer_holes !== undefined && !dimers) {
    const message = 'a limit on the holes of dimer curves, and none is worked out';
    issues.push({ path: ['limits', 'dimer_holes'], message, hint: 'dimers: true' });
  }
  for (const name of Object.keys(limits?.crystals ?? {}) as (keyof typeof NEEDS)[]) {
    const path = ['limits', 'crystals', name];
    if (!crystals) {
      issues.push({
        path,
        message: 'a limit on crystals, and none is said',
        hint: 'crystals: [...]',
      });
    } else if (NEEDS[name] && !propertiesOf(config).includes(NEEDS[name])) {
      issues.push({
        path,
        message: `a limit on what is not among the properties`,
        hint: `properties: [${NEEDS[name]}, ...]`,
      });
    }
  }
  return issues;
}

/** The property that each limit needs; null where the crystal at rest says it. */
const NEEDS = {
  volume_percent: null,
  bulk_modulus_percent: 'equation_of_state',
  equation_of_state_mev_per_atom: 'equation_of_state',
  elastic_constants_percent: 'elastic_constants',
  vacancy_formation_ev: 'vacancy',
  phonons_thz: 'phonons',
  energy_drift_mev_per_atom_per_ps: 'energy_drift',
} as const satisfies {
  readonly [name in keyof NonNullable<Limits['crystals']>]-?: PropertyName | null;
};
