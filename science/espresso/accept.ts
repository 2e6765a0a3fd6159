import { fail, ok, type Result } from '../../base/result.ts';
import { cellVolume } from '../cell.ts';
import { elementSymbol } from '../elements.ts';
import type { Structure } from '../structure.ts';
import type { KPointBands, PwOutput } from './pw-xml.ts';
import { BOHR, HARTREE, RYDBERG } from './units.ts';

/** How the electrons were to be filled in. */
export type Occupations = 'smearing' | 'fixed';

/** What a result must fulfil beside being whole. */
export interface AcceptanceLimits {
  readonly occupations: Occupations;
  /** Whether the free energy is the energy at zero smearing already, to third order (cold smearing, Methfessel–Paxton). */
  readonly isFreeEnergyGround: boolean;
  /** eV/atom; outside of it no calculation means what it says. */
  readonly energyWindow: readonly [number, number];
  /** The correction of the forces for the self-consistency error may not exceed this, eV/Å. */
  readonly forceCorrection: number;
}

/** The numbers of an accepted calculation: eV, eV/Å, eV/Å^3 (tension positive, Voigt xx yy zz yz xz xy). */
export interface AcceptedNumbers {
  readonly freeEnergy: number;
  /**
   * At zero smearing: F itself with cold smearing (Marzari et al., PRL 82, 3296, 1999), else the mean of E
   * and F (Gillan, J. Phys. Condens. Matter 1, 689, 1989).
   */
  readonly energy: number;
  readonly forces: Float64Array;
  readonly stress: Float64Array;
}

/**
 * Why a whole result is not accepted; `bands` and `scf` have a remedy. `another`: it is the result of another
 * calculation than the one that was asked for.
 */
export interface Refusal {
  readonly kind: 'bands' | 'scf' | 'unsound' | 'another' | 'other';
  readonly message: string;
}

/** A band counts as empty below this occupation. */
const EMPTY = 1e-4;
/** Bohr; pw.x reads our positions to more digits than this. */
const SAME_PLACE = 1e-6;

/**
 * Accepts a calculation as a label's numbers, or says why not. The convergence flag, the exit code and `JOB
 * DONE.` are believed in nothing: the error itself must be below the threshold, forces and stress must be
 * there, the atoms must be the ones that were asked for, and the bands must reach into the empty ones.
 */
export function acceptPwOutput(
  output: PwOutput,
  structure: Structure,
  limits: AcceptanceLimits,
  forceCorrection: number | undefined,
): Result<AcceptedNumbers, Refusal> {
  const refusal =
    otherAtoms(output, structure) ??
    unconverged(output, forceCorrection, limits) ??
    badBands(output, limits.occupations) ??
    unsound(output, limits);
  if (refusal) return fail(refusal);
  const { energy, smearingEnergy, forces, stress } = output;
  if (!forces) return fail({ kind: 'other', message: 'its XML has no forces' });
  if (!stress) return fail({ kind: 'other', message: 'its XML has no stress' });
  const pressure = HARTREE / (BOHR * BOHR * BOHR);
  return ok({
    freeEnergy: energy * HARTREE,
    energy: (limits.isFreeEnergyGround ? energy : energy - smearingEnergy / 2) * HARTREE,
    forces: forces.map((value) => (value * HARTREE) / BOHR),
    stress: Float64Array.of(...[0, 4, 8, 5, 2, 1].map((at) => -(stress[at] as number) * pressure)),
  });
}

function otherAtoms(output: PwOutput, structure: Structure): Refusal | undefined {
  const { numbers, positions, cell } = structure;
  const isSame = (a: Float64Array, b: Float64Array): boolean =>
    a.length === b.length && a.every((x, i) => Math.abs(x - (b[i] as number) / BOHR) < SAME_PLACE);
  const symbols = output.labels.map((label) => label.replace(/\d+$/, ''));
  const areSame =
    symbols.length === numbers.length &&
    symbols.every((symbol, i) => symbol === elementSymbol(numbers[i] as number)) &&
    isSame(output.positions, positions) &&
    isSame(output.cell, cell);
  return areSame
    ? undefined
    : { kind: 'another', message: 'its XML is about other atoms than those that were asked for' };
}

function unconverged(
  { scfError, threshold }: PwOutput,
  correction: number | undefined,
  limits: AcceptanceLimits,
): Refusal | undefined {
  if (!(scfError <= threshold)) {
    const message = `not converged: the error is ${ry(2 * scfError)}, asked for ${ry(2 * threshold)}`;
    return { kind: 'scf', message };
  }
  const left = correction === undefined ? 0 : (correction * RYDBERG) / BOHR;
  if (left <= limits.forceCorrection) return undefined;
  const message = `the forces still change by ${left.toPrecision(2)} eV/Å with self-consistency: ask for a smaller conv_thr`;
  return { kind: 'unsound', message };
}

const ry = (value: number): string => `${value.toExponential(1)} Ry`;

function badBands(output: PwOutput, occupations: Occupations): Refusal | undefined {
  const { bands, spins } = output;
  if (bands.length === 0) return { kind: 'other', message: 'its XML has no bands' };
  return occupations === 'smearing' ? occupiedTop(bands, spins) : noGap(bands, spins);
}

/** The bands of each spin at each k-point. */
function* channels(
  bands: readonly KPointBands[],
  spins: 1 | 2,
): Generator<{ readonly energies: readonly number[]; readonly filled: readonly number[] }> {
  for (const { eigenvalues, occupations } of bands) {
    const each = eigenvalues.length / spins;
    for (let spin = 0; spin < spins; spin++) {
      const [from, to] = [spin * each, (spin + 1) * each];
      yield { energies: eigenvalues.slice(from, to), filled: occupations.slice(from, to) };
    }
  }
}

function occupiedTop(bands: readonly KPointBands[], spins: 1 | 2): Refusal | undefined {
  let most = 0;
  for (const { filled } of channels(bands, spins))
    most = Math.max(most, Math.abs(filled.at(-1) ?? 1));
  if (most < EMPTY) return undefined;
  const message = `its highest band is occupied (${most.toPrecision(2)}): there are too few bands`;
  return { kind: 'bands', message };
}

/** Fixed occupations mean something only for an insulator, and only a computed empty band shows that it is one. */
function noGap(bands: readonly KPointBands[], spins: 1 | 2): Refusal | undefined {
  let top = Number.NEGATIVE_INFINITY;
  let bottom = Number.POSITIVE_INFINITY;
  for (const { energies, filled } of channels(bands, spins)) {
    if (Math.abs(filled.at(-1) ?? 1) > EMPTY) {
      return { kind: 'bands', message: 'with fixed occupations an empty band must be computed' };
    }
    energies.forEach((energy, i) => {
      if ((filled[i] as number) > 0.5) top = Math.max(top, energy);
      else bottom = Math.min(bottom, energy);
    });
  }
  if (bottom > top) return undefined;
  const overlap = ((top - bottom) * HARTREE).toFixed(3);
  const message = `no gap: bands overlap by ${overlap} eV, so that fixed occupations give a wrong energy (use smearing)`;
  return { kind: 'unsound', message };
}

function unsound(output: PwOutput, { energyWindow }: AcceptanceLimits): Refusal | undefined {
  const perAtom = (output.energy * HARTREE) / output.labels.length;
  const [low, high] = energyWindow;
  const isNumber = Number.isFinite(perAtom) && cellVolume(output.cell) > 0;
  if (isNumber && perAtom >= low && perAtom <= high) return undefined;
  const message = `its energy is ${perAtom.toFixed(3)} eV/atom, outside of ${low} to ${high}`;
  return { kind: 'unsound', message };
}
