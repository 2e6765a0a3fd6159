import { fail, ok, type Result } from '../../base/result.ts';
import { parseXml, type XmlElement, xmlAll, xmlAt } from '../xml.ts';
import { type PwEcho, readEcho } from './pw-echo.ts';

/** What one k-point (of one spin) has: energies in Ha, occupations from 0 to 1 (2 electrons without spin). */
export interface KPointBands {
  readonly weight: number;
  readonly eigenvalues: readonly number[];
  readonly occupations: readonly number[];
}

/** The numbers of a calculation as pw.x's XML has them: Hartree atomic units, its own signs. */
export interface PwOutput {
  /** Version of the program that wrote it, `6.7MaX`. */
  readonly version: string;
  /** As it calls it: PZ, PBE, ... */
  readonly functional: string;
  /** Total energy, Ha; with smearing the free energy F = E - TS. */
  readonly energy: number;
  /** -TS, Ha; 0 without smearing. */
  readonly smearingEnergy: number;
  /** 3N, Ha/bohr; undefined where it has none. */
  readonly forces?: Float64Array;
  /** 3x3, Ha/bohr^3, compression positive; undefined where it has none. */
  readonly stress?: Float64Array;
  /** Estimated error of the energy, Ha, and the threshold that was asked for. */
  readonly scfError: number;
  readonly threshold: number;
  readonly iterations: number;
  readonly electrons: number;
  readonly bands: readonly KPointBands[];
  /** With collinear spin, each k-point has the bands of both spins one after the other. */
  readonly spins: 1 | 2;
  /** As calculated: symbols of the species, positions and cell in bohr. */
  readonly labels: readonly string[];
  readonly positions: Float64Array;
  readonly cell: Float64Array;
  /** CPU seconds. */
  readonly cpuSeconds: number;
  /** What it says it was asked for. */
  readonly echo: PwEcho;
}

/**
 * Reads the XML of pw.x (schema QEXSD). Only a whole document counts: one that is cut off (a full disk, which
 * pw.x does not notice) or lacks a number is a failure that says what is missing.
 */
export function parsePwXml(text: string): Result<PwOutput, string> {
  const parsed = parseXml(text);
  if (!parsed.ok) return fail(`its XML is not whole: ${parsed.error}`);
  const root = parsed.value;
  const output = xmlAt(root, 'output');
  if (!root.name.endsWith('espresso') || !output) return fail('its XML has no output');
  if (!xmlAt(root, 'closed')) return fail('its XML was not closed');
  try {
    return ok(read(root, output));
  } catch (error) {
    if (error instanceof Missing) return fail(`its XML has no ${error.message}`);
    throw error;
  }
}

/** A number or element that is not there; caught in this file. */
class Missing extends Error {}

function read(root: XmlElement, output: XmlElement): PwOutput {
  const structure = at(output, 'atomic_structure');
  const atoms = xmlAll(at(structure, 'atomic_positions'), 'atom');
  const convergence = at(output, 'convergence_info/scf_conv');
  const bands = at(output, 'band_structure');
  const forces = xmlAt(output, 'forces');
  const stress = xmlAt(output, 'stress');
  return {
    version: at(root, 'general_info/creator').attributes.VERSION ?? '',
    functional: at(output, 'dft/functional').text.trim(),
    energy: number(output, 'total_energy/etot'),
    smearingEnergy: xmlAt(output, 'total_energy/demet') ? number(output, 'total_energy/demet') : 0,
    ...(forces && { forces: numbers(forces, 'forces', 3 * atoms.length) }),
    ...(stress && { stress: numbers(stress, 'stress', 9) }),
    scfError: number(convergence, 'scf_error'),
    threshold: number(root, 'input/electron_control/conv_thr'),
    iterations: number(convergence, 'n_scf_steps'),
    electrons: number(bands, 'nelec'),
    bands: xmlAll(bands, 'ks_energies').map(kPoint),
    spins: at(bands, 'lsda').text.trim() === 'true' ? 2 : 1,
    labels: atoms.map(({ attributes }) => attributes.name ?? ''),
    positions: Float64Array.from(atoms.flatMap((atom) => [...numbers(atom, 'position', 3)])),
    cell: Float64Array.from(
      ['a1', 'a2', 'a3'].flatMap((name) => [
        ...numbers(at(structure, `cell/${name}`), 'cell vector', 3),
      ]),
    ),
    cpuSeconds: number(root, 'timing_info/total/cpu'),
    echo: readEcho(root),
  };
}

const kPoint = (element: XmlElement): KPointBands => ({
  weight: Number(at(element, 'k_point').attributes.weight),
  eigenvalues: [...numbers(at(element, 'eigenvalues'), 'eigenvalues')],
  occupations: [...numbers(at(element, 'occupations'), 'occupations')],
});

function at(element: XmlElement, path: string): XmlElement {
  const found = xmlAt(element, path);
  if (!found) throw new Missing(path);
  return found;
}

function number(element: XmlElement, path: string): number {
  const value = Number(at(element, path).text.trim() || Number.NaN);
  if (!Number.isFinite(value)) throw new Missing(`number in ${path}`);
  return value;
}

/** The numbers in an element, all finite; `length` of them where it is known. */
function numbers({ text }: XmlElement, name: string, length?: number): Float64Array {
  const values = Float64Array.from(text.trim().split(/\s+/).filter(Boolean), Number);
  const isWhole = length === undefined || values.length === length;
  if (!isWhole || !values.every(Number.isFinite)) throw new Missing(`whole ${name}`);
  return values;
}
