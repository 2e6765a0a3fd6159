import type { Canonical } from '../../../base/canonical.ts';
import type { SettingIssue } from '../../../engine/stage.ts';

/** Keys of input.yaml, by section. */
export type Overrides = { readonly [section: string]: { readonly [key: string]: Canonical } };

/** Keys that a setting of the train stage decides; said by two, one of them would be believed for nothing. */
const DECIDED: readonly (readonly [key: string, setting: string])[] = [
  ['potential.bonds.ALL.rcut', 'cutoff'],
  ['potential.bonds.ALL.radbase', 'pacemaker.radial_basis'],
  ['potential.bonds.ALL.radparameters', 'pacemaker.radial_parameters'],
  ['potential.embeddings.ALL', 'pacemaker.embedding'],
  ['potential.functions.number_of_functions_per_element', 'b_basis_size'],
  ['potential.functions.ALL.nradmax_by_orders', 'pacemaker.shape'],
  ['potential.functions.ALL.lmax_by_orders', 'pacemaker.shape'],
  ['potential.initial_potential', 'pacemaker.initial_potential'],
  ['potential.filename', 'pacemaker.initial_potential'],
  ['fit.loss.kappa', 'kappa'],
  ['fit.loss.L1_coeffs', 'pacemaker.l1'],
  ['fit.loss.L2_coeffs', 'pacemaker.l2'],
  ['fit.maxiter', 'max_iter'],
  ['fit.optimizer', 'pacemaker.optimizer'],
  ['fit.repulsion', 'pacemaker.repulsion'],
  ['fit.weighting', 'pacemaker.weighting'],
  ['fit.ladder_step', 'pacemaker.ladder'],
  ['fit.ladder_type', 'pacemaker.ladder'],
  ['backend.batch_size', 'batch_size'],
  ['backend.display_step', 'pacemaker.display_step'],
];

/** Keys that are made from the dataset. */
const MADE: readonly (readonly [key: string, why: string])[] = [
  ['potential.elements', 'the elements are those of the dataset'],
  ['data.filename', 'the data are the fit part of the dataset'],
  [
    'data.test_filename',
    'the test set is the test part of the dataset: see the split of the store',
  ],
  ['data.test_size', 'the test set is the test part of the dataset: see the split of the store'],
  ['data.datapath', 'the data are those of the dataset'],
  ['data.reference_energy', 'energies of lone atoms are the setting `e0`'],
  ['fit.callbacks', 'code that is in no key may not take part in a fit'],
];

/** What is wrong with the user's own keys. */
export function overrideIssues(input: Overrides): SettingIssue[] {
  const issue = (key: string, message: string, hint: string): SettingIssue[] => {
    const path = key.split('.');
    return at(input, path) === undefined
      ? []
      : [{ path: ['pacemaker', 'input', ...path], message, hint }];
  };
  return [
    ...DECIDED.flatMap(([key, setting]) =>
      issue(
        key,
        `\`${key}\` is decided by the setting \`${setting}\``,
        `set \`${setting}\` instead`,
      ),
    ),
    ...MADE.flatMap(([key, why]) => issue(key, `\`${key}\` cannot be set: ${why}`, 'leave it out')),
  ];
}

/** A value with the user's keys laid over it: maps are merged, everything else is replaced. */
export function overlaid(base: Canonical, over: Canonical | undefined): Canonical {
  if (over === undefined) return base;
  if (!isMap(base) || !isMap(over)) return over;
  const merged = Object.entries(over).map(([key, value]) => [
    key,
    Object.hasOwn(base, key) ? overlaid(base[key] as Canonical, value) : value,
  ]);
  return { ...base, ...Object.fromEntries(merged) };
}

function at(value: Canonical, [key, ...rest]: readonly string[]): Canonical | undefined {
  if (key === undefined) return value;
  return isMap(value) && Object.hasOwn(value, key) ? at(value[key] as Canonical, rest) : undefined;
}

const isMap = (value: Canonical | undefined): value is { readonly [key: string]: Canonical } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
