import type { Trouble } from './trouble.ts';

/** Aids to convergence of one attempt. None of them changes the Hamiltonian, so none is in a key. */
export interface Aids {
  readonly mixingBeta: number;
  readonly mixingMode: 'plain' | 'local-TF';
  readonly diagonalization: Diagonalization;
  readonly maxSteps: number;
  /** Bands beyond those that pw.x takes by itself, as a factor and at least 4. */
  readonly moreBands: number;
  /** What the attempt begins from. */
  readonly start: 'nothing' | 'density' | 'restart';
}

export type Diagonalization = 'david' | 'ppcg' | 'paro' | 'cg';

/** One rung: what is changed after which trouble. */
export interface Rung {
  readonly name: string;
  readonly after: Trouble['kind'];
  /** Whether it is of use, given the trouble and what is in force. */
  fits(trouble: Trouble, aids: Aids): boolean;
  apply(aids: Aids): Aids;
}

export const FIRST_AIDS: Aids = {
  mixingBeta: 0.7,
  mixingMode: 'plain',
  diagonalization: 'david',
  maxSteps: 80,
  moreBands: 0,
  start: 'nothing',
};

/** A slope of log10 of the error below which more steps alone are enough. */
const ON_ITS_WAY = -0.1;

const isOnItsWay = (trouble: Trouble): boolean =>
  trouble.kind === 'scf' && trouble.slope !== undefined && trouble.slope < ON_ITS_WAY;

const goOn = (name: string): Rung => ({
  name,
  after: 'scf',
  fits: isOnItsWay,
  apply: (aids) => ({ ...aids, start: 'density' }),
});

const beta = (name: string, factor: number): Rung => ({
  name,
  after: 'scf',
  fits: (_, { mixingBeta }) => mixingBeta > 0.05,
  apply: (aids) => ({
    ...aids,
    mixingBeta: Math.round(aids.mixingBeta * factor * 1000) / 1000,
    start: 'density',
    maxSteps: 150,
  }),
});

const solver = (diagonalization: Diagonalization): Rung => ({
  name: `diagonalization ${diagonalization}`,
  after: 'diagonalisation',
  fits: (_, aids) => aids.diagonalization !== diagonalization,
  apply: (aids) => ({ ...aids, diagonalization, start: 'nothing' }),
});

/**
 * The ladder, tried from the top; each rung once. After aiida-quantumespresso's PwBaseWorkChain: go on where
 * the error falls, else mix less (its handler takes 0.8; its statistics favour a half), mix by local
 * Thomas–Fermi screening (surfaces), another eigenvalue solver (cg last: slow and sure), more bands, and
 * going on after a lack of time.
 */
export const LADDER: readonly Rung[] = [
  goOn('more steps'),
  goOn('more steps, again'),
  beta('half the mixing', 0.5),
  beta('a quarter of the mixing', 0.5),
  {
    name: 'local-TF mixing',
    after: 'scf',
    fits: (_, { mixingMode }) => mixingMode !== 'local-TF',
    apply: (aids) => ({
      ...aids,
      mixingMode: 'local-TF',
      mixingBeta: 0.3,
      start: 'nothing',
      maxSteps: 200,
    }),
  },
  beta('an eighth of the mixing', 0.5),
  solver('ppcg'),
  solver('paro'),
  solver('cg'),
  bands('more bands', 0.05),
  bands('many more bands', 0.2),
  bands('half as many bands again', 0.5),
];

function bands(name: string, share: number): Rung {
  return {
    name,
    after: 'bands',
    fits: (_, aids) => aids.moreBands < share,
    apply: (aids) => ({ ...aids, moreBands: share, start: 'nothing' }),
  };
}

/** The next rung for a trouble that was not tried yet; undefined where the ladder is exhausted for it. */
export function nextRung(
  ladder: readonly Rung[],
  trouble: Trouble,
  aids: Aids,
  tried: ReadonlySet<string>,
): Rung | undefined {
  return ladder.find(
    (rung) => rung.after === trouble.kind && !tried.has(rung.name) && rung.fits(trouble, aids),
  );
}
