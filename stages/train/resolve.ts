import type { Canonical, CanonicalObject } from '../../base/canonical.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { ResolveResult, SettingIssue } from '../../engine/stage.ts';
import { atomicNumber } from '../../science/elements.ts';
import { type ResolvedAce, resolveAce } from './resolve-ace.ts';
import type { TrainingConfig } from './training-config.ts';

/** The settings as they are hashed and run: every default filled in. */
export interface ResolvedTraining {
  readonly cutoff: number | 'auto';
  readonly b_basis_size: number | 'auto';
  readonly max_order: number | 'auto';
  /** k, the share of the forces in the loss: what `kappa` and `kappa_f` come to. */
  readonly force_share: number | 'auto';
  readonly ridge: number | 'auto';
  readonly e0: 'auto' | 'isolated' | 'least_squares' | { readonly [symbol: string]: number };
  /** What differs from the default of the ace back end's own settings; absent where nothing does. */
  readonly ace?: ResolvedAce;
}

/** Fills in the defaults, folds `kappa` and `kappa_f` into one share, drops what has no effect. */
export function resolveTraining(settings: Canonical): ResolveResult {
  const config = (settings ?? {}) as TrainingConfig;
  const share = forceShare(config);
  const unknown = [...unknownElements(config.e0), ...settingsOfAnother(config)];
  const ace = resolveAce(config.ace);
  if (!share.ok || !ace.ok || unknown.length > 0) {
    const own = ace.ok ? [] : ace.error;
    return fail([...(share.ok ? [] : [share.error]), ...unknown, ...own]);
  }
  const resolved: ResolvedTraining = {
    cutoff: config.cutoff ?? 'auto',
    b_basis_size: config.b_basis_size ?? 'auto',
    max_order: config.max_order ?? 'auto',
    force_share: share.value,
    ridge: config.ridge ?? 'auto',
    e0: config.e0 ?? 'auto',
    ...(Object.keys(ace.value).length > 0 && { ace: ace.value }),
  };
  return ok({ with: resolved as unknown as CanonicalObject, notes: withoutEffect(config) });
}

/** k, the share of the forces, out of `kappa` and `kappa_f`; `auto` where neither is given. */
export function forceShare({
  kappa,
  kappa_f,
}: TrainingConfig): Result<number | 'auto', SettingIssue> {
  if (kappa === undefined && kappa_f === undefined) return ok('auto');
  if (kappa === undefined) {
    return fail({
      path: ['kappa_f'],
      message: 'kappa_f is a weight against kappa, and kappa is not given',
      hint: 'give both, or kappa alone as the share of the forces (0 to 1), or neither',
    });
  }
  if (kappa_f === undefined) {
    if (kappa <= 1) return ok(kappa);
    return fail({
      path: ['kappa'],
      message: `kappa alone is the share of the forces in the loss, from 0 to 1, not ${kappa}`,
      hint: 'with kappa_f too, any two weights may be given',
    });
  }
  if (kappa + kappa_f > 0) return ok(kappa_f / (kappa + kappa_f));
  return fail({ path: ['kappa'], message: 'kappa and kappa_f are both 0: nothing to fit' });
}

/** Symbols in `e0` that are no elements. */
export function unknownElements(e0: TrainingConfig['e0']): SettingIssue[] {
  if (typeof e0 !== 'object') return [];
  return Object.keys(e0)
    .filter((symbol) => atomicNumber(symbol) === undefined)
    .map((symbol) => ({ path: ['e0', symbol], message: `${symbol} is no element` }));
}

/** Settings of another back end are refused: `backend` was forgotten, or they were. */
function settingsOfAnother({ pacemaker }: TrainingConfig): SettingIssue[] {
  if (pacemaker === undefined) return [];
  const message = '`pacemaker` has the settings of `backend: pacemaker`, and this is ace';
  return [{ path: ['pacemaker'], message, hint: 'set `backend: pacemaker`, or leave it out' }];
}

/** A solve in one step has no iterations and no batches; said, so that nobody waits for an effect. */
function withoutEffect(config: TrainingConfig): string[] {
  return (['max_iter', 'batch_size'] as const)
    .filter((name) => config[name] !== undefined)
    .map((name) => `${name} has no effect: the ace backend solves a linear problem in one step`);
}
