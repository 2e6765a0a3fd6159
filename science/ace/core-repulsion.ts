import { exp, pow } from '../elementary.ts';
import { innerCutoff } from './inner-cutoff.ts';
import type { AceBond } from './potential.ts';
import { cosineStep } from './radial.ts';

/** A function of the distance: its value and derivative. */
export type PairFunction = (r: number) => readonly [number, number];

/**
 * What a neighbour adds to the core repulsion of an atom, eV, at distances below the bond's cutoff;
 * undefined where the bond has no core. `numbers` are the two atomic numbers.
 */
export function coreRepulsion(
  bond: AceBond,
  numbers: readonly [number, number],
): PairFunction | undefined {
  if (bond.corePrefactor === 0) return undefined;
  return bond.innerCutoffKind === 'zbl' ? zbl(bond, numbers) : (r) => hardCore(bond, r);
}

/** Beyond this exponent the core is nothing. */
const LARGEST_EXPONENT = 50;

/**
 * |prefactor| exp(-|exponent| r^2) / r, cut off smoothly; inside the inner cutoff only where that is
 * by distance.
 */
function hardCore(bond: AceBond, r: number): readonly [number, number] {
  const rate = Math.abs(bond.coreExponent);
  if (rate * r * r >= LARGEST_EXPONENT) return [0, 0];
  const bare = (Math.abs(bond.corePrefactor) * exp(-rate * r * r)) / r;
  const bareSlope = -bare * (1 / r + 2 * rate * r);
  const [cut, cutSlope] = cosineStep(r / bond.cutoff, 1 / bond.cutoff);
  const value = bare * cut;
  const slope = bareSlope * cut + bare * cutSlope;
  if (bond.innerCutoffKind !== 'distance') return [value, slope];
  const [p, dp] = innerCutoff(r, bond.innerCutoff, bond.innerCutoffWidth);
  return [value * p, slope * p + value * dp];
}

/** e^2 / (4 pi epsilon_0) in eV Å: found by comparing with pyace, which has it so. */
const COULOMB = 14.39964535195054;
/** The universal screening function: shares and decays. */
const SCREENING = [
  [0.18175, 3.1998],
  [0.50986, 0.94229],
  [0.28022, 0.4029],
  [0.02817, 0.20162],
] as const;

/**
 * Half the repulsion of Ziegler, Biersack and Littmark (The Stopping and Range of Ions in Matter,
 * 1985) times the prefactor: one half for each atom. Over the last `cutoffWidth` a polynomial of
 * degree 4 in the distance brings value, slope and curvature to zero (before that it is a constant),
 * and the same smooth step as the inner cutoff's goes over it all.
 */
function zbl(bond: AceBond, [zi, zj]: readonly [number, number]): PairFunction {
  const scale = 0.5 * bond.corePrefactor;
  const width = bond.cutoffWidth;
  const start = bond.cutoff - width;
  const bare = (r: number): readonly [number, number, number] => screened(zi, zj, r);
  const [end, slope, curvature] = bare(bond.cutoff);
  const cubic = (-3 * slope + width * curvature) / (width * width);
  const quartic = (2 * slope - width * curvature) / (width * width * width);
  const shift = -end + (width * slope) / 2 - (width * width * curvature) / 12;
  return (r) => {
    const [value, derivative] = bare(r);
    const t = r > start ? r - start : 0;
    const added = t * t * t * (cubic / 3 + (quartic / 4) * t) + shift;
    const addedSlope = t * t * (cubic + quartic * t);
    const [p, dp] = innerCutoff(r, bond.cutoff, width);
    const whole = scale * (value + added);
    return [p * whole, p * scale * (derivative + addedSlope) + dp * whole];
  };
}

/** The screened Coulomb repulsion with its first two derivatives. */
function screened(zi: number, zj: number, r: number): readonly [number, number, number] {
  const length = 0.4685 / (pow(zi, 0.23) + pow(zj, 0.23));
  let [phi, slope, curvature] = [0, 0, 0];
  for (const [share, decay] of SCREENING) {
    const rate = decay / length;
    const part = share * exp(-rate * r);
    phi += part;
    slope -= rate * part;
    curvature += rate * rate * part;
  }
  const bare = (COULOMB * zi * zj) / r;
  return [
    bare * phi,
    bare * (slope - phi / r),
    bare * (curvature - (2 * slope) / r + (2 * phi) / (r * r)),
  ];
}
