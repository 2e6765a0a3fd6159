import { neighbourList } from '../neighbours.ts';
import type { Structure } from '../structure.ts';
import type { AceBasis } from './basis.ts';
import { fillComplex } from './channels.ts';
import { contractCentre, contractTiles } from './design-contract.ts';
import { gatherChannels } from './design-gather.ts';
import { planDesign } from './design-plan.ts';
import { beginStructure, type DesignWorkspace, makeWorkspace } from './design-workspace.ts';
import { elementIndices } from './element-indices.ts';
import { addDerivatives } from './products.ts';

/**
 * The design rows of one structure: energy and forces of every function with coefficient 1.
 * `rows` is row-major, `columns` numbers a row: row 0 is the energy (each function summed over its
 * atoms), row 1 + 3 i + x the force on atom i along x (-dB/dr). So
 * `rows * coefficients = [E - sum E0, F]`, in eV and eV/Å with coefficients in eV.
 */
export interface DesignBlock {
  readonly rows: Float64Array;
  /** 1 + 3 N. */
  readonly rowCount: number;
  /** basis.functionCount: the stride of a row. */
  readonly columns: number;
}

const workspaces = new WeakMap<AceBasis, DesignWorkspace>();

/**
 * The design rows of a structure. Every element of it must be in the basis (see
 * `missingElements`), any other is a bug and throws. The first call compiles the basis (some
 * milliseconds): use one basis object for many structures.
 *
 * Per atom: the channels A and their derivatives by each neighbouring atom (all images of an atom
 * together), then dB/dA of every function (sparse), then the product of the two in tiles of eight
 * columns, which stay in the processor's first cache.
 */
export function designRows(basis: AceBasis, structure: Structure): DesignBlock {
  let work = workspaces.get(basis);
  if (!work) {
    work = makeWorkspace(planDesign(basis));
    workspaces.set(basis, work);
  }
  const atoms = structure.numbers.length;
  const columns = basis.functionCount;
  const species = elementIndices(basis.spec.elements, structure);
  const list = neighbourList(structure, basis.spec.cutoff);
  beginStructure(work, list, atoms, columns);
  for (let i = 0; i < atoms; i++) {
    gatherChannels(work, list, species, i);
    differentiate(work, species[i]!);
    contractTiles(work, species[i]!, columns, atoms);
    contractCentre(work, species[i]!, columns, i);
  }
  const rowCount = 1 + 3 * atoms;
  return { rows: work.rows.slice(0, rowCount * columns), rowCount, columns };
}

/** Adds the functions' values to the energy row and fills the sparse dB/dA. */
function differentiate(work: DesignWorkspace, central: number): void {
  const { complex, derivatives, rows, plan } = work;
  const { products, weights, offset, count, channel } = plan.centres[central]!;
  fillComplex(plan.layout, work.channels, complex);
  derivatives.fill(0, 0, channel.length);
  for (let f = 0; f < count; f++) {
    const value = addDerivatives(products, f, weights, complex, derivatives);
    rows[offset + f] = rows[offset + f]! + value;
  }
}
