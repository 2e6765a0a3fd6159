import { type Static, Type } from '../../../base/doors/typebox.ts';
import { fail, ok, type Result } from '../../../base/result.ts';
import type { SettingIssue } from '../../../engine/stage.ts';
import { atomicNumber } from '../../../science/elements.ts';
import { emtElements } from '../../../science/emt/parameters.ts';
import { distortionPlugin, type Given, type StrategyChoice } from '../strategy.ts';
import type { PhononSettings } from './phonon-settings.ts';

const closed = { additionalProperties: false } as const;

const LennardJonesSchema = Type.Object(
  {
    epsilon: Type.Number({ exclusiveMinimum: 0, description: 'eV; the depth' }),
    sigma: Type.Number({ exclusiveMinimum: 0, description: 'Å; where the energy is 0' }),
    cutoff: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, description: 'Å. Default: 2.5 sigma' }),
    ),
  },
  { ...closed, description: 'Lennard-Jones as the forces' },
);

const fields = {
  phonons: Type.Optional(
    Type.Object(
      {
        temperatures: Type.Array(Type.Number({ minimum: 0, maximum: 5000 }), {
          minItems: 1,
          description: 'K; copies at each',
        }),
        n_structures: Type.Optional(
          Type.Integer({
            minimum: 1,
            maximum: 100000,
            description: 'Copies at each temperature and strain point. Default: 3',
          }),
        ),
        statistics: Type.Optional(
          Type.Union([Type.Literal('quantum'), Type.Literal('classical')], {
            description:
              'Whether modes have the width of quantum oscillators, zero-point motion included, or the classical one. Default: quantum',
          }),
        ),
        potential: Type.Optional(
          Type.String({
            format: 'file',
            description: 'A .yace file as the forces. Default: EMT, for Al, Ni, Cu, Pd, Ag, Pt, Au',
          }),
        ),
        lennard_jones: Type.Optional(LennardJonesSchema),
      },
      {
        ...closed,
        description:
          'Copies of each strain point displaced along its harmonic modes, as wide as each is at a temperature; force constants by displacing every atom, of crystals of up to 512 atoms',
      },
    ),
  ),
};

type Config = Static<ReturnType<typeof Type.Object<typeof fields>>>;

/** `phonons`: thermal displacements along the modes of the crystal, not atom by atom. */
export const phononPlugin = distortionPlugin<Config, { readonly phonons?: PhononSettings }>({
  name: 'phonon',
  phase: 'disorder',
  more: 'distortion.phonons.n_structures',
  fields,
  resolve,
  isRandom: ({ phonons }) => phonons !== undefined,
  isCostly: ({ phonons }) => phonons !== undefined,
  check: async ({ phonons }, files) => {
    if (!phonons) return undefined;
    const { openForces } = await import('./phonon-forces.ts');
    const opened = openForces(phonons, files);
    return opened.ok ? undefined : opened.error;
  },
  open: async ({ phonons }, seed, files) => {
    if (!phonons) return undefined;
    const { openForces } = await import('./phonon-forces.ts');
    const { phononCopies } = await import('./phonon-copies.ts');
    const forces = openForces(phonons, files);
    if (!forces.ok) throw new Error(`internal error: not checked: ${forces.error.message}`);
    return phononCopies(phonons, forces.value, seed);
  },
});

function resolve(
  { phonons: config }: Config,
  { system }: Given,
): Result<StrategyChoice, readonly SettingIssue[]> {
  if (!config) return ok({ settings: {} });
  const { temperatures, n_structures = 3, statistics = 'quantum', lennard_jones: lj } = config;
  if (config.potential && lj) {
    const message = '`potential` is given too: keep one of the two';
    return fail([{ path: ['distortion', 'phonons', 'lennard_jones'], message }]);
  }
  const isEmt = !config.potential && !lj;
  const foreign = Object.keys(system?.composition ?? {}).find(
    (symbol) => !emtElements.has(atomicNumber(symbol) as number),
  );
  if (isEmt && foreign !== undefined) {
    const message = `EMT, the forces of phonons, does not know ${foreign}`;
    const hint = 'potential: a .yace file, or lennard_jones: { epsilon: 0.01, sigma: 3.4 }';
    return fail([{ path: ['distortion', 'phonons'], message, hint }]);
  }
  const phonons = {
    temperatures,
    n_structures,
    statistics,
    ...(config.potential !== undefined && { potential: config.potential }),
    ...(lj && { lennard_jones: { cutoff: Math.round(2.5e6 * lj.sigma) / 1e6, ...lj } }),
  };
  const words = isEmt ? 'EMT' : lj ? 'Lennard-Jones' : 'the potential';
  return ok({
    settings: { phonons },
    notes: [
      `phonons: ${statistics}, force constants of ${words} by displacements of 0.01 Å; only the waves that fit in the cell`,
    ],
  });
}
