import { fail, ok, type Result } from '../../../base/result.ts';
import type { SettingIssue } from '../../../engine/stage.ts';
import { contactRadii } from '../../../science/atomic-radii.ts';
import {
  type CompoundPrototype,
  compoundPrototype,
  type PrototypeName,
  sublattices as sublatticeCount,
  touchingEdge,
} from '../../../science/compounds.ts';
import { constantsText } from '../../../science/lattice-constants.ts';
import { IDEAL_C_OVER_A, type LatticeConstants } from '../../../science/prototypes.ts';
import { firstElement, isMixture, type Occupation, resolveOccupations } from '../sublattices.ts';
import { isLattice, type SystemConfig, type WrittenOccupation } from '../system-config.ts';

/** A compound with every choice made. */
export interface Compound {
  readonly structure: PrototypeName;
  readonly lattice_constants: LatticeConstants;
  /** At most one of them a mixture. */
  readonly sublattices: readonly Occupation[];
}

type Resolved = Result<
  { readonly compound: Compound; readonly notes: readonly string[] },
  readonly SettingIssue[]
>;

/** What stands on each sublattice, and the lattice constants, given or where neighbours touch. */
export function resolveCompound(system: SystemConfig): Resolved {
  const structure = system.crystal_structure as PrototypeName;
  const { elements, sublattices, composition } = system;
  if (isLattice(structure)) {
    return issue(['sublattices'], `${structure} has one lattice: give its composition instead`);
  }
  const prototype = compoundPrototype(structure);
  const count = sublatticeCount(prototype);
  if (composition) {
    const message = `${structure} has sublattices: say what stands on each, not in all`;
    return issue(['composition'], message, exampleOf(prototype, elements));
  }
  if (!Array.isArray(sublattices) || sublattices.length !== count) {
    const words = count === 1 ? '1 sublattice' : `${count} sublattices`;
    const path = sublattices ? ['sublattices'] : ['crystal_structure'];
    const message = `${structure} has ${words} (${sitesText(prototype)}): list what stands on each`;
    return issue(path, message, exampleOf(prototype, elements));
  }
  const written = (sublattices as WrittenOccupation[]).map((value, i) => ({ at: [i], value }));
  const occupations = resolveOccupations(elements, written);
  if (!occupations.ok) return occupations;
  const absent = elements.find((symbol) => !occupations.value.some((own) => own[symbol]));
  if (absent !== undefined) return issue(['sublattices'], `${absent} stands on none of them`);
  const lattice = latticeOf(system, prototype, occupations.value);
  if (!lattice.ok) return lattice;
  const { constants, notes } = lattice.value;
  const compound = { structure, lattice_constants: constants, sublattices: occupations.value };
  return ok({ compound, notes });
}

function issue(path: readonly string[], message: string, hint?: string) {
  return fail([{ path: ['system', ...path], message, ...(hint !== undefined && { hint }) }]);
}

/** How many sites of the conventional cell each sublattice has: `1 + 3`. */
function sitesText(prototype: CompoundPrototype): string {
  const counts = Array.from(
    { length: sublatticeCount(prototype) },
    (_, s) => prototype.sites.filter(([sublattice]) => sublattice === s).length,
  );
  return `${counts.join(' + ')} sites`;
}

function exampleOf(prototype: CompoundPrototype, elements: readonly string[]): string {
  const count = sublatticeCount(prototype);
  const own = Array.from({ length: count }, (_, s) => elements[s] ?? elements[0]);
  return `sublattices: [${own.join(', ')}]`;
}

/** Structures whose cell has a `c` of its own. */
const hasC = ({ lattice, name }: CompoundPrototype): boolean =>
  lattice === 'hexagonal' || name === 'L1_0';

function latticeOf(
  { elements, lattice_constants: given }: SystemConfig,
  prototype: CompoundPrototype,
  sublattices: readonly Occupation[],
): Result<
  { readonly constants: LatticeConstants; readonly notes: readonly string[] },
  readonly SettingIssue[]
> {
  const { name, lattice } = prototype;
  const ideal = (a: number): number =>
    lattice === 'hexagonal' ? Math.round(a * IDEAL_C_OVER_A * 1e4) / 1e4 : a;
  if (given) {
    const { a, c } = given;
    if (!hasC(prototype)) {
      if (c === undefined) return ok({ constants: { a }, notes: [] });
      return issue(['lattice_constants', 'c'], `${name} is cubic: it has no c`);
    }
    if (c !== undefined) return ok({ constants: { a, c }, notes: [] });
    const constants = { a, c: ideal(a) };
    return ok({ constants, notes: [`${name}: ${constantsText(constants)}, the ideal c/a`] });
  }
  const contact = contactRadii(elements);
  if (!contact) {
    const hint = 'give lattice_constants: { a: 4.0 }';
    return issue([], `no radius is known here for one of ${elements.join(', ')}`, hint);
  }
  const mixed = sublattices.findIndex(isMixture);
  const edges = Object.entries(sublattices[mixed] ?? { '': 1 }).map(([symbol, x]) => {
    const symbols = sublattices.map((own, s) => (s === mixed ? symbol : firstElement(own)));
    return x * touchingEdge(prototype, symbols, contact.radii);
  });
  const a = Math.round(edges.reduce((sum, edge) => sum + edge, 0) * 1e4) / 1e4;
  const constants = hasC(prototype) ? { a, c: ideal(a) } : { a };
  const words = `${name}: ${constantsText(constants)}, where the first neighbours touch (${contact.words}): an estimate (docs/structures.md says how good)`;
  return ok({ constants, notes: [words] });
}
