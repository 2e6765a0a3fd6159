import { digestHex } from '../../../base/digest.ts';
import { fail, ok, type Result } from '../../../base/result.ts';
import type { FileReference, StageContext, StageFailure } from '../../../engine/stage.ts';
import { elementSymbol } from '../../../science/elements.ts';
import { hubbardInput } from '../../../science/espresso/hubbard.ts';
import type { Aids } from '../../../science/espresso/ladder.ts';
import { type PwInput, pwInput, speciesOf } from '../../../science/espresso/pw-input.ts';
import { parseUpf, type UpfHeader } from '../../../science/espresso/upf.ts';
import { shortestWithin } from '../../../science/nearest.ts';
import { neighbourProblem } from '../../../science/neighbours.ts';
import type { Structure } from '../../../science/structure.ts';
import type { ItemEspresso } from './resolved.ts';

/** Atoms nearer than this mean no calculation, Å; pw.x computes them without a word. */
const NEAREST = 0.4;
/** pw.x's ntypx: it stops on more kinds of atoms. */
const MOST_SPECIES = 10;

/** A pseudopotential, read. */
export interface Pseudopotential {
  readonly header: UpfHeader;
  readonly bytes: Uint8Array;
}

/** All that stays the same over the attempts at one structure. */
export interface Calculation {
  readonly structure: Structure;
  readonly settings: ItemEspresso;
  readonly pseudopotentials: ReadonlyMap<string, Pseudopotential>;
  /** Ry. */
  readonly ecutrho: number;
  /** Bands that hold all electrons of an insulator. */
  readonly filledBands: number;
}

/** Checks a structure and its pseudopotentials before anything is started. */
export function prepare(
  context: StageContext,
  settings: ItemEspresso,
  given: Structure,
): Result<Calculation, StageFailure> {
  const structure = withMoments(given, settings);
  const close = tooClose(structure);
  if (close) return fail({ class: 'invalid', message: close });
  const { length: kinds } = speciesOf(structure, settings.spin === 'collinear').species;
  if (kinds > MOST_SPECIES) {
    const message = `it has ${kinds} kinds of atoms, and pw.x takes ${MOST_SPECIES}`;
    const hint = 'atoms of one element with other starting moments are other kinds: give fewer';
    return fail({ class: 'invalid', message, hint });
  }
  const pseudopotentials = new Map<string, Pseudopotential>();
  for (const [symbol, reference] of Object.entries(settings.pseudopotentials)) {
    const { bytes, name } = context.readFile(reference);
    const header = parseUpf(Buffer.from(bytes).toString('latin1'));
    if (!header.ok) return fail({ class: 'invalid', message: `${name}: ${header.error}` });
    if (header.value.element !== symbol) {
      const message = `${name} is a pseudopotential of ${header.value.element}, given for ${symbol}`;
      return fail({ class: 'invalid', message });
    }
    pseudopotentials.set(symbol, { header: header.value, bytes });
  }
  const headers = [...pseudopotentials.values()].map(({ header }) => header);
  const isSoft = headers.some(({ kind }) => kind !== 'norm-conserving');
  const electrons = Array.from(
    structure.numbers,
    (number) => (pseudopotentials.get(elementSymbol(number)) as Pseudopotential).header.valence,
  ).reduce((sum, valence) => sum + valence, 0);
  return ok({
    structure,
    settings,
    pseudopotentials,
    ecutrho: settings.ecutrho ?? settings.ecutwfc * (isSoft ? 8 : 4),
    filledBands: Math.ceil(electrons / 2),
  });
}

/** Starting moments by element, where the structure has none of its own. */
function withMoments(structure: Structure, { starting_moments }: ItemEspresso): Structure {
  if (!starting_moments) return structure;
  const initialMagneticMoments = Float64Array.from(
    structure.numbers,
    (number) => starting_moments[elementSymbol(number)] ?? 0,
  );
  return { ...structure, initialMagneticMoments };
}

function tooClose(structure: Structure): string | undefined {
  const periodic = { ...structure, periodic: [true, true, true] as const };
  const problem = neighbourProblem(periodic, NEAREST);
  if (problem) return problem;
  const distance = shortestWithin(periodic, NEAREST);
  if (distance === undefined) return undefined;
  return `two atoms are ${distance.toFixed(3)} Å apart: no calculation means that`;
}

/** Where an attempt's files are. */
export interface AttemptFolders {
  readonly pseudo: string;
  readonly out: string;
}

/**
 * The file name of a pseudopotential: it names the content, since pw.x looks for a file that is gone in other folders,
 * and since the XML repeats it.
 */
export const pseudopotentialFile = (symbol: string, { file }: FileReference): string =>
  `${symbol}.${digestHex(file).slice(0, 16)}.UPF`;

/** One attempt: the aids in force, the user's own words for &ELECTRONS, and where and how long it runs. */
export interface AttemptSetting {
  readonly aids: Aids;
  readonly own: PwInput['electrons'];
  readonly folders: AttemptFolders;
  readonly maxSeconds: number | undefined;
}

/** The input of one attempt: the Hamiltonian from the settings, the rest from the aids in force. */
export function inputOf(calculation: Calculation, attempt: AttemptSetting): string {
  const { structure, settings } = calculation;
  const { species, kinds } = speciesOf(structure, settings.spin === 'collinear');
  const hubbard = settings.hubbard && hubbardInput(settings.hubbard, species, settings.program);
  return pwInput({
    structure,
    species: species.map(({ label, number }) => ({
      label,
      number,
      pseudopotential: fileOf(settings, elementSymbol(number)),
    })),
    kinds,
    mesh: settings.mesh,
    shift: settings.kshift,
    control: controlOf(settings, attempt),
    system: {
      ...systemOf(calculation),
      ...(settings.spin && { nspin: 2, ...momentsOf(calculation, species) }),
      ...hubbard?.system,
      ...settings.system,
      ...bandsOf(calculation, attempt.aids),
    },
    electrons: electronsOf(calculation, attempt),
    ...(hubbard && { cards: hubbard.card }),
  });
}

const fileOf = ({ pseudopotentials }: ItemEspresso, symbol: string): string =>
  pseudopotentialFile(symbol, pseudopotentials[symbol] as FileReference);

const systemOf = ({ settings, ecutrho }: Calculation): PwInput['system'] => ({
  ecutwfc: settings.ecutwfc,
  ecutrho,
  occupations: settings.occupations,
  ...(settings.smearing && { smearing: settings.smearing, degauss: settings.degauss as number }),
  ...(settings.vdw_corr && { vdw_corr: settings.vdw_corr }),
});

const controlOf = (
  { control }: ItemEspresso,
  { aids, folders, maxSeconds }: AttemptSetting,
): PwInput['control'] => ({
  calculation: 'scf',
  prefix: 'pwscf',
  outdir: folders.out,
  pseudo_dir: folders.pseudo,
  tprnfor: true,
  tstress: true,
  disk_io: 'low',
  restart_mode: aids.start === 'restart' ? 'restart' : 'from_scratch',
  ...(maxSeconds !== undefined && { max_seconds: maxSeconds }),
  ...control,
});

const electronsOf = (
  { structure, settings }: Calculation,
  { aids, own }: AttemptSetting,
): PwInput['electrons'] => ({
  conv_thr: settings.conv_thr * structure.numbers.length,
  mixing_beta: aids.mixingBeta,
  mixing_mode: aids.mixingMode,
  diagonalization: aids.diagonalization,
  electron_maxstep: aids.maxSteps,
  ...(aids.start === 'density' && { startingpot: 'file', startingwfc: 'file' }),
  ...settings.electrons,
  ...own,
});

/** Starting magnetisations as pw.x has them: shares of the valence electrons, between -1 and 1. */
function momentsOf(
  { pseudopotentials }: Calculation,
  species: readonly { readonly number: number; readonly moment: number }[],
): { readonly [key: string]: number } {
  const entries = species.flatMap(({ number, moment }, i): [string, number][] => {
    const { header } = pseudopotentials.get(elementSymbol(number)) as Pseudopotential;
    const share = Math.max(-1, Math.min(1, moment / header.valence));
    return moment === 0 ? [] : [[`starting_magnetization(${i + 1})`, share]];
  });
  return Object.fromEntries(entries);
}

/**
 * The number of bands, where neither pw.x's own nor the user's is enough: with fixed occupations one empty band
 * shows the gap; more where an attempt had too few.
 */
function bandsOf(
  { settings, filledBands }: Calculation,
  { moreBands }: Aids,
): { readonly nbnd?: number } {
  const given = settings.system?.nbnd;
  if (settings.occupations === 'fixed' && given === undefined) {
    return { nbnd: filledBands + Math.max(1, Math.ceil(filledBands * moreBands)) };
  }
  if (moreBands === 0) return {};
  // What pw.x takes for a metal by itself: 1.2 times the filled ones, at least 4 more.
  const least = Math.max(Math.ceil(1.2 * filledBands), filledBands + 4);
  const usual = typeof given === 'number' ? Math.max(given, least) : least;
  return { nbnd: usual + Math.max(4, Math.ceil(usual * moreBands)) };
}
