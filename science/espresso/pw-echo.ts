import { type XmlElement, xmlAll, xmlAt } from '../xml.ts';
import type { KMesh } from './k-mesh.ts';
import { HARTREE } from './units.ts';

/** What the XML says the calculation was asked for, as far as it says it. Energies in Ha. */
export interface PwEcho {
  readonly ecutwfc?: number;
  readonly ecutrho?: number;
  readonly threshold?: number;
  readonly isSpinPolarised?: boolean;
  readonly occupations?: string;
  readonly smearing?: string;
  readonly degauss?: number;
  readonly mesh?: KMesh;
  readonly charge?: number;
  /** File names by label of the species. */
  readonly pseudopotentials: { readonly [label: string]: string };
  /** By label of the species; eV up to version 7.0, Ha later. */
  readonly hubbard: { readonly [label: string]: { readonly manifold: string; readonly u: number } };
}

/** What a calculation was to be asked for. Cutoffs, width and threshold in Ry, U in eV. */
export interface AskedTheory {
  readonly ecutwfc: number;
  readonly ecutrho?: number;
  readonly threshold: number;
  readonly isSpinPolarised: boolean;
  readonly occupations: 'smearing' | 'fixed';
  readonly smearing?: string;
  readonly degauss?: number;
  readonly mesh: KMesh;
  readonly charge: number;
  /** The names that a file of an element may have. */
  readonly pseudopotentials: { readonly [symbol: string]: readonly string[] };
  readonly hubbard: {
    readonly [symbol: string]: { readonly manifold: string; readonly u: number };
  };
}

/** Reads the input that pw.x repeats in its XML; of what it does not repeat, nothing is said. */
export function readEcho(root: XmlElement): PwEcho {
  const input = xmlAt(root, 'input');
  const text = (path: string): string | undefined =>
    (input && xmlAt(input, path))?.text.trim() || undefined;
  const number = (path: string): number | undefined => numberOf(text(path));
  const smearing = input && xmlAt(input, 'bands/smearing');
  const mesh = input && xmlAt(input, 'k_points_IBZ/monkhorst_pack');
  const points = ['nk1', 'nk2', 'nk3'].map((name) => Number(mesh?.attributes[name] ?? Number.NaN));
  const units = input && xmlAt(input, 'dft/dftU');
  const species = input && xmlAt(input, 'atomic_species');
  return present({
    ecutwfc: number('basis/ecutwfc'),
    ecutrho: number('basis/ecutrho'),
    threshold: number('electron_control/conv_thr'),
    isSpinPolarised: flagOf(text('spin/lsda')),
    occupations: text('bands/occupations'),
    smearing: smearing?.text.trim(),
    degauss: numberOf(smearing?.attributes.degauss),
    mesh: points.every(Number.isInteger) ? (points as unknown as KMesh) : undefined,
    charge: number('bands/tot_charge'),
    pseudopotentials: Object.fromEntries(
      xmlAll(species, 'species').map((one) => [
        one.attributes.name ?? '',
        xmlAt(one, 'pseudo_file')?.text.trim() ?? '',
      ]),
    ),
    hubbard: Object.fromEntries(
      xmlAll(units, 'Hubbard_U').map(({ attributes, text: u }) => [
        attributes.specie ?? '',
        { manifold: attributes.label ?? '', u: Number(u.trim()) },
      ]),
    ),
  });
}

function numberOf(text: string | undefined): number | undefined {
  const value = Number(text || Number.NaN);
  return Number.isFinite(value) ? value : undefined;
}

function flagOf(text: string | undefined): boolean | undefined {
  return text === 'true' || text === 'false' ? text === 'true' : undefined;
}

const present = <T extends object>(values: { [K in keyof T]: T[K] | undefined }): T =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;

/** Names that mean the same smearing. */
const SMEARINGS: { readonly [name: string]: string } = { gaussian: 'gauss' };

/**
 * What a calculation was asked for beside what its key says: a site's script, another hand in the input. Undefined
 * where they agree in all that the XML repeats.
 */
export function otherTheory(echo: PwEcho, asked: AskedTheory): string | undefined {
  const checks: readonly (readonly [string, unknown, unknown])[] = [
    ['ecutwfc', ry(echo.ecutwfc), asked.ecutwfc],
    ['ecutrho', ry(echo.ecutrho), asked.ecutrho],
    ['conv_thr', ry(echo.threshold), asked.threshold],
    ['spin', echo.isSpinPolarised, asked.isSpinPolarised],
    ['occupations', echo.occupations, asked.occupations],
    ['smearing', SMEARINGS[echo.smearing ?? ''] ?? echo.smearing, asked.smearing],
    ['degauss', ry(echo.degauss), asked.degauss],
    ['its mesh of k-points', echo.mesh?.join(' '), asked.mesh.join(' ')],
    ['tot_charge', echo.charge, asked.charge],
  ];
  const other = checks.find(([, found, wanted]) => differ(found, wanted));
  if (!other) return otherPseudopotential(echo, asked) ?? otherHubbard(echo, asked);
  const [name, found, wanted] = other;
  return `it was computed with ${name} ${said(found)}, and its key says ${said(wanted)}`;
}

const ry = (hartree: number | undefined): number | undefined =>
  hartree === undefined ? undefined : 2 * hartree;

/** What is not known on one side differs from nothing. */
function differ(found: unknown, wanted: unknown): boolean {
  if (found === undefined || wanted === undefined) return false;
  if (typeof found !== 'number' || typeof wanted !== 'number') return found !== wanted;
  return !isNear(found, wanted);
}

const isNear = (a: number, b: number): boolean =>
  Math.abs(a - b) <= 1e-6 * Math.max(Math.abs(a), Math.abs(b));

const said = (value: unknown): string =>
  typeof value === 'number' ? String(Number(value.toPrecision(6))) : String(value);

const symbolOf = (label: string): string => label.replace(/\d+$/, '');

function otherPseudopotential(echo: PwEcho, asked: AskedTheory): string | undefined {
  for (const [label, file] of Object.entries(echo.pseudopotentials)) {
    const names = asked.pseudopotentials[symbolOf(label)];
    if (file === '' || !names || names.includes(file)) continue;
    return `it was computed with the pseudopotential ${file}, and its key names ${names[0]}`;
  }
  return undefined;
}

function otherHubbard({ hubbard }: PwEcho, asked: AskedTheory): string | undefined {
  for (const [symbol, { manifold, u }] of Object.entries(asked.hubbard)) {
    const found = Object.entries(hubbard).filter(([label]) => symbolOf(label) === symbol);
    if (found.length === 0) return `it was computed without the U of ${symbol} in its key`;
    for (const [, has] of found) {
      const isSame = isNear(has.u, u) || isNear(has.u, u / HARTREE);
      if (isSame && has.manifold.toLowerCase() === manifold) continue;
      return `it was computed with U of ${symbol}-${has.manifold} ${said(has.u)}, and its key says ${symbol}-${manifold} ${said(u)} eV`;
    }
  }
  return undefined;
}
