import { type Static, Type } from '../../../base/doors/typebox.ts';
import { ok } from '../../../base/result.ts';
import { cbrt } from '../../../science/elementary.ts';
import { type RandomStream, randomStream } from '../../../science/random.ts';
import { strainStructure } from '../../../science/strain.ts';
import { amountText } from '../parent.ts';
import { distortionPlugin } from '../strategy.ts';
import type { DistortionStrategy } from './strategy.ts';

const fields = {
  random_strain: Type.Optional(
    Type.Number({
      exclusiveMinimum: 0,
      maximum: 0.4,
      description:
        'Radius of a ball of symmetric strains (by the Frobenius norm) from which cells are drawn evenly, without rotation. Default when n_random_strains is given: 0.05',
    }),
  ),
  n_random_strains: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 100000,
      description: 'How many. Default: 0, or 6 when random_strain is given',
    }),
  ),
};

type Config = Static<ReturnType<typeof Type.Object<typeof fields>>>;

interface RandomStrainSettings {
  readonly radius: number;
  readonly count: number;
  readonly seed: number;
}

/** Cells under strains from a ball; strain i of a parent depends on (seed, parent, i) alone. */
export const randomStrains = (settings: RandomStrainSettings): DistortionStrategy => ({
  name: 'random strain',
  group: 'strain',
  *distort({ structure, digest }) {
    const { radius, count, seed } = settings;
    for (let index = 0; index < count; index++) {
      const random = randomStream({ purpose: 'random strain', seed, parent: digest, index });
      yield {
        structure: strainStructure(structure, strainFromBall(radius, random)),
        operation: `random strain ${amountText(radius)} #${index}`,
      };
    }
  },
});

/**
 * A symmetric strain, evenly from the ball of this Frobenius norm: a normal direction in the six
 * dimensions and the sixth root of a uniform number as its length.
 */
export function strainFromBall(radius: number, random: RandomStream): Float64Array {
  const draws = Array.from({ length: 6 }, () => random.gaussian());
  const norm = Math.sqrt(draws.reduce((sum, x) => sum + x * x, 0));
  const scale = (radius * cbrt(Math.sqrt(random.uniform()))) / norm;
  const [xx, yy, zz, yz, xz, xy] = draws.map((x, i) => scale * (i < 3 ? x : x / Math.sqrt(2))) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return Float64Array.of(xx, xy, xz, xy, yy, yz, xz, yz, zz);
}

/** `random_strain` and `n_random_strains`. */
export const randomStrainPlugin = distortionPlugin<
  Config,
  { readonly random_strain?: number; readonly n_random_strains?: number }
>({
  name: 'random strain',
  phase: 'strain',
  more: 'distortion.n_random_strains',
  fields,
  resolve: ({ random_strain: radius, n_random_strains: count }) => {
    const isAsked = count !== 0 && (radius !== undefined || count !== undefined);
    if (!isAsked) return ok({ settings: {} });
    const settings = { random_strain: radius ?? 0.05, n_random_strains: count ?? 6 };
    return ok({ settings });
  },
  isRandom: ({ n_random_strains: count }) => count !== undefined,
  open: ({ random_strain: radius = 0, n_random_strains: count = 0 }, seed) =>
    count > 0 ? randomStrains({ radius, count, seed }) : undefined,
});
