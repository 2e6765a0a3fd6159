/** A constraint as ASE writes it: its class and arguments. */
interface Constraint {
  readonly name?: unknown;
  readonly kwargs?: { readonly [argument: string]: unknown };
}

/**
 * The forces (3N) that are left under ASE's constraints, by which its column `fmax` goes: FixAtoms and FixCartesian.
 * Undefined where there is another, whose rule is in ASE's code alone.
 */
export function freeForces(
  forces: Float64Array,
  constraints: readonly unknown[] = [],
): Float64Array | undefined {
  if (constraints.length === 0) return forces;
  const free = forces.slice();
  for (const constraint of constraints as readonly Constraint[]) {
    const fixed = fixedBy(constraint);
    if (!fixed) return undefined;
    const atoms = free.length / 3;
    for (const index of fixed.atoms) {
      const atom = index < 0 ? index + atoms : index;
      for (let k = 0; k < 3; k++) if (fixed.mask[k]) free[3 * atom + k] = 0;
    }
  }
  return free;
}

/** Which atoms a constraint holds, and along which axes; undefined where it is another kind. */
function fixedBy({ name, kwargs = {} }: Constraint) {
  if (name === 'FixAtoms') return { atoms: indices(kwargs.indices), mask: [true, true, true] };
  if (name !== 'FixCartesian') return undefined;
  const { mask = [true, true, true] } = kwargs;
  return { atoms: indices(kwargs.a), mask: mask as readonly boolean[] };
}

const indices = (value: unknown): readonly number[] =>
  Array.isArray(value) ? value : typeof value === 'number' ? [value] : [];
