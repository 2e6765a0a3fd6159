import type { AceBasisSpec } from '../../science/ace/basis.ts';
import { defaultCutoff } from '../../science/ace-fit/cutoff-rule.ts';
import type { Observation } from '../../science/ace-fit/observation.ts';
import { elementsOf } from '../../science/ace-fit/reference-energies.ts';
import { defaultBasisSize } from '../../science/ace-fit/size-rule.ts';
import type { ResolvedTraining } from './resolve.ts';

/** The basis by settings and default rules, and what was chosen for the user. */
export function chooseBasis(
  observations: readonly Observation[],
  settings: ResolvedTraining,
): { readonly spec: AceBasisSpec; readonly notes: readonly string[] } {
  const elements = elementsOf(observations);
  const notes: string[] = [];
  let { cutoff, b_basis_size: size } = settings;
  if (cutoff === 'auto') {
    const choice = defaultCutoff(observations.map(({ structure }) => structure));
    cutoff = choice.cutoff;
    notes.push(`cutoff: ${cutoff} Å (${choice.words})`);
  }
  if (size === 'auto') {
    const rows = observations.reduce((sum, { forces }) => sum + 1 + (forces?.length ?? 0), 0);
    size = defaultBasisSize(rows, elements.length);
    notes.push(`b_basis_size: ${size} functions an element (for ${rows} rows of data)`);
  }
  const spec = { elements, cutoff, maxOrder: settings.max_order, functionsPerElement: size };
  return { spec, notes };
}
