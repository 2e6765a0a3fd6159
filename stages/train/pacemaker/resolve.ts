import type { Canonical, CanonicalObject } from '../../../base/canonical.ts';
import { fail, ok } from '../../../base/result.ts';
import type { FileReference, ResolveResult, SettingIssue } from '../../../engine/stage.ts';
import { forceShare, unknownElements } from '../resolve.ts';
import type { TrainingConfig } from '../training-config.ts';
import { type Overrides, overrideIssues } from './overrides.ts';
import type { PacemakerHow, ResolvedPacemaker } from './resolved.ts';
import type { PacemakerSettings } from './settings.ts';
import { GIVEN, passedNames, workerWords } from './worker.ts';

/** pacemaker's share of the forces where nobody gave one. */
const FORCE_SHARE = 0.3;
const MAX_ORDER = 4;
const SHAPE = { nradmax: [15, 6, 4, 3], lmax: [0, 3, 3, 2] };
/** Two densities, the second under a square root: as a second-moment model has it. */
const EMBEDDING = [1, 1, 1, 0.5];

/** Fills in the defaults, folds `kappa` and `kappa_f` into one share, and says how the versions are asked for. */
export function resolvePacemaker(settings: Canonical): ResolveResult {
  const config = (settings ?? {}) as TrainingConfig;
  const own: PacemakerSettings = config.pacemaker ?? {};
  const share = forceShare(config);
  const issues = [
    ...(share.ok ? [] : [share.error]),
    ...unknownElements(config.e0),
    ...settingsOfAce(config),
    ...shapeIssues(own),
    ...overrideIssues((own.input ?? {}) as Overrides),
  ];
  if (!share.ok || issues.length > 0) return fail(issues);
  const resolved = resolvedFrom(config, own, share.value === 'auto' ? FORCE_SHARE : share.value);
  const how: PacemakerHow = {
    ...(own.python !== undefined && { python: own.python }),
    threads: own.threads ?? 1,
    display_step: own.display_step ?? 20,
    pass_env: own.pass_env ?? [],
  };
  return ok({
    with: resolved as unknown as CanonicalObject,
    how: how as unknown as CanonicalObject,
    notes: withoutEffect(config),
    program: {
      argv: workerWords(how, 'versions'),
      env: GIVEN,
      passEnv: passedNames(how.pass_env),
      pattern: 'versions=(\\{.*\\})',
      fresh: true,
      into: 'program',
      name: 'pacemaker',
      hint: '`mlip-auto setup pacemaker` makes its environment, or name a Python that has it: MLIP_PACEMAKER_PYTHON; `mlip-auto doctor` says what is missing',
    },
  });
}

const ordersOf = ({ max_order: order }: TrainingConfig): number =>
  order === undefined || order === 'auto' ? MAX_ORDER : order;

/** Settings of another back end are refused: `backend` is wrong, or they are. */
function settingsOfAce({ ace }: TrainingConfig): SettingIssue[] {
  if (ace === undefined) return [];
  const message = '`ace` has the settings of `backend: ace`, and this is pacemaker';
  return [{ path: ['ace'], message, hint: 'set `backend: ace`, or leave it out' }];
}

function resolvedFrom(
  config: TrainingConfig,
  own: PacemakerSettings,
  share: number,
): ResolvedPacemaker {
  const { ladder, weighting, initial_potential: initial } = own;
  const input = Object.entries(own.input ?? {}).filter(([, keys]) => Object.keys(keys).length > 0);
  return {
    backend: 'pacemaker',
    cutoff: config.cutoff ?? 'auto',
    b_basis_size: config.b_basis_size ?? 'auto',
    shape: own.shape ?? defaultShape(ordersOf(config)),
    radial: {
      basis: own.radial_basis ?? 'ChebExpCos',
      parameters: own.radial_parameters ?? [5.25],
    },
    embedding: {
      npot: own.embedding?.npot ?? 'FinnisSinclairShiftedScaled',
      fs_parameters: own.embedding?.fs_parameters ?? EMBEDDING,
    },
    repulsion: own.repulsion ?? 'auto',
    force_share: share,
    l1: own.l1 ?? 1e-8,
    l2: own.l2 ?? 1e-8,
    optimizer: own.optimizer ?? 'BFGS',
    max_iter: config.max_iter ?? 1000,
    batch_size: config.batch_size ?? 100,
    seed: own.seed ?? 42,
    e0: config.e0 ?? 'auto',
    ...(weighting && { weighting: weighting as CanonicalObject }),
    ...(ladder && { ladder: { step: ladder.step, type: ladder.type ?? 'power_order' } }),
    ...(initial !== undefined && { initial_potential: initial as unknown as FileReference }),
    ...(input.length > 0 && { input: Object.fromEntries(input) as Overrides }),
  };
}

const defaultShape = (orders: number) => ({
  nradmax: SHAPE.nradmax.slice(0, orders),
  lmax: SHAPE.lmax.slice(0, orders),
});

function shapeIssues({ shape, embedding }: PacemakerSettings): SettingIssue[] {
  const issues: SettingIssue[] = [];
  if (shape && shape.nradmax.length !== shape.lmax.length) {
    const counts = `${shape.nradmax.length} and ${shape.lmax.length}`;
    const message = `nradmax and lmax are for the same orders, and there are ${counts} of them`;
    issues.push({ path: ['pacemaker', 'shape'], message });
  }
  if (shape && shape.lmax[0] !== 0) {
    const message = 'a function of one neighbour has no angular part: the first lmax is 0';
    issues.push({ path: ['pacemaker', 'shape', 'lmax', 0], message });
  }
  if (embedding && embedding.fs_parameters.length % 2 !== 0) {
    const message = 'fs_parameters are pairs: weight and exponent of each density';
    issues.push({ path: ['pacemaker', 'embedding', 'fs_parameters'], message });
  }
  return issues;
}

function withoutEffect(config: TrainingConfig): string[] {
  return [
    ...(config.ridge === undefined
      ? []
      : ['ridge has no effect: pacemaker has pacemaker.l1 and pacemaker.l2']),
    ...(config.max_order !== undefined && config.max_order !== 'auto' && config.pacemaker?.shape
      ? ['max_order has no effect: pacemaker.shape says the orders']
      : []),
  ];
}
