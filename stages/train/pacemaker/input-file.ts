import type { Canonical } from '../../../base/canonical.ts';
import { overlaid } from './overrides.ts';
import type { PacemakerHow, ResolvedPacemaker } from './resolved.ts';
import { yamlLines } from './yaml-text.ts';

/** What the dataset says, beside the settings. */
export interface InputFacts {
  /** Symbols, in the order of the potential. */
  readonly elements: readonly string[];
  /** Å. */
  readonly cutoff: number;
  readonly functionsPerElement: number;
  readonly hasTest: boolean;
}

/** The same where the dataset is not there yet, and may still decide. */
export type OpenFacts = { readonly [fact in keyof InputFacts]: InputFacts[fact] | 'auto' } & {
  readonly elements: readonly string[];
};

/** The names of its files, in the folder in which pacemaker runs. */
export const FILES = { fit: 'fit.pckl.gzip', test: 'test.pckl.gzip', input: 'input.yaml' } as const;

/** pacemaker's input.yaml, as a value: the settings in its words, with the user's own keys laid over them. */
export function inputValue(
  settings: ResolvedPacemaker,
  facts: OpenFacts,
  { display_step }: Pick<PacemakerHow, 'display_step'>,
): Canonical {
  const { seed, weighting, ladder, shape, input } = settings;
  const base = {
    seed,
    potential: potentialOf(settings, facts),
    data: { filename: FILES.fit, ...(facts.hasTest && { test_filename: FILES.test }) },
    fit: {
      loss: { kappa: settings.force_share, L1_coeffs: settings.l1, L2_coeffs: settings.l2 },
      ...(weighting && { weighting: { type: 'EnergyBasedWeightingPolicy', seed, ...weighting } }),
      optimizer: settings.optimizer,
      maxiter: settings.max_iter,
      ...(settings.repulsion === 'auto' && { repulsion: 'auto' }),
      ...(ladder && { ladder_step: ladder.step, ladder_type: ladder.type }),
    },
    backend: { evaluator: 'tensorpot', batch_size: settings.batch_size, display_step },
  };
  if (shape.nradmax.length !== shape.lmax.length) throw new Error('internal error: a bad shape');
  return overlaid(base as unknown as Canonical, input as Canonical | undefined);
}

/** Its text. */
export const inputText = (value: Canonical): string =>
  `${yamlLines(value as { readonly [key: string]: Canonical }).join('\n')}\n`;

const potentialOf = (
  { embedding, radial, shape }: ResolvedPacemaker,
  { elements, cutoff, functionsPerElement }: OpenFacts,
) => ({
  deltaSplineBins: 0.001,
  elements,
  embeddings: {
    ALL: {
      npot: embedding.npot,
      fs_parameters: embedding.fs_parameters,
      ndensity: embedding.fs_parameters.length / 2,
    },
  },
  bonds: {
    ALL: {
      radbase: radial.basis,
      radparameters: radial.parameters,
      rcut: cutoff,
      dcut: 0.01,
      NameOfCutoffFunction: 'cos',
    },
  },
  functions: {
    number_of_functions_per_element: functionsPerElement,
    ALL: { nradmax_by_orders: shape.nradmax, lmax_by_orders: shape.lmax },
  },
});
