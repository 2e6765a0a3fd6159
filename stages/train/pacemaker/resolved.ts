import type { Canonical, CanonicalObject } from '../../../base/canonical.ts';
import type { FileReference } from '../../../engine/stage.ts';
import type { ResolvedTraining } from '../resolve.ts';

/** The settings of a fit by pacemaker as they are hashed and run: every default filled in. */
export interface ResolvedPacemaker {
  readonly backend: 'pacemaker';
  readonly cutoff: number | 'auto';
  readonly b_basis_size: number | 'auto';
  /** By correlation order. */
  readonly shape: { readonly nradmax: readonly number[]; readonly lmax: readonly number[] };
  readonly radial: { readonly basis: string; readonly parameters: readonly number[] };
  readonly embedding: { readonly npot: string; readonly fs_parameters: readonly number[] };
  readonly repulsion: 'auto' | 'none';
  /** k of the loss, the share of the forces: pacemaker's kappa. */
  readonly force_share: number;
  readonly l1: number;
  readonly l2: number;
  readonly optimizer: 'BFGS' | 'L-BFGS-B';
  readonly max_iter: number;
  readonly batch_size: number;
  readonly seed: number;
  readonly e0: ResolvedTraining['e0'];
  readonly weighting?: CanonicalObject;
  readonly ladder?: { readonly step: number; readonly type: 'power_order' | 'body_order' };
  readonly initial_potential?: FileReference;
  /** Other keys of input.yaml, by section. */
  readonly input?: { readonly [section: string]: { readonly [key: string]: Canonical } };
  /** The versions of what fits, as the worker says them; filled in by the engine. */
  readonly program?: string;
}

/** What changes no result. */
export interface PacemakerHow {
  readonly python?: string;
  readonly threads: number;
  readonly display_step: number;
  readonly pass_env: readonly string[];
}
