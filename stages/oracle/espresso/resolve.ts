import type { Canonical, CanonicalObject } from '../../../base/canonical.ts';
import { fail, ok, type Result } from '../../../base/result.ts';
import type {
  FileReference,
  ResolveResult,
  SettingIssue,
  StageFailure,
} from '../../../engine/stage.ts';
import { cellVolume } from '../../../science/cell.ts';
import { atomicNumber, elementSymbol } from '../../../science/elements.ts';
import type { Hubbard } from '../../../science/espresso/hubbard.ts';
import { kMesh } from '../../../science/espresso/k-mesh.ts';
import type { Namelist } from '../../../science/espresso/pw-input.ts';
import { CONSTANTS } from '../../../science/espresso/units.ts';
import { readStructure } from '../../../science/structure.ts';
import type { ItemEspresso, ResolvedEspresso } from './resolved.ts';
import type { EspressoSettings } from './settings.ts';

const DEFAULT_KSPACING = 0.2;
const DEFAULT_DEGAUSS = 0.02;
const DEFAULT_CONV_THR = 1e-10;
const DEFAULT_ENVIRONMENT = [
  'HOME',
  'LD_LIBRARY_PATH',
  'OMPI_ALLOW_RUN_AS_ROOT',
  'OMPI_ALLOW_RUN_AS_ROOT_CONFIRM',
  'PATH',
];

/** Keys of &ELECTRONS that help to converge and change no result. */
const AIDS = new Set([
  'electron_maxstep',
  'mixing_mode',
  'mixing_beta',
  'mixing_ndim',
  'mixing_fixed_ns',
  'diagonalization',
  'diago_thr_init',
  'diago_cg_maxiter',
  'diago_david_ndim',
  'diago_full_acc',
  'startingpot',
  'startingwfc',
]);

/** Keys that the program fills in itself, and what to write instead. */
const OWN: { readonly [key: string]: string } = {
  calculation: 'each structure is one scf calculation',
  prefix: 'the program names its files itself',
  outdir: 'the program has a folder for each attempt',
  pseudo_dir: 'write pseudopotentials: { Al: pseudo/Al.UPF }',
  tprnfor: 'forces are always computed',
  tstress: 'the stress is always computed',
  restart_mode: 'the program restarts by itself',
  max_seconds: 'write timeout: 2h beside `with`',
  ibrav: 'the cell is given by its vectors',
  nat: 'it is counted',
  ntyp: 'it is counted',
  ecutwfc: 'write ecutwfc beside calculator',
  ecutrho: 'write ecutrho beside calculator',
  occupations: 'write occupations beside calculator',
  smearing: 'write smearing beside calculator',
  degauss: 'write degauss beside calculator',
  nspin: 'write spin: collinear beside calculator',
  conv_thr: 'write conv_thr beside calculator, per atom',
  vdw_corr: 'write vdw_corr beside calculator',
  lda_plus_u: 'write hubbard: { u: { Fe-3d: 4.6 } } beside calculator',
  u_projection_type: 'write hubbard: { projectors: atomic, ... } beside calculator',
  scf_must_converge: 'what is not converged is never taken',
};

/** Of keys like `starting_magnetization(1)`. */
const NUMBERED =
  'it means a species by its number, which is another element from structure to structure: write starting_moments or hubbard beside calculator';

const howOf = (
  { keep_files: keep }: EspressoSettings,
  command: readonly string[],
  passEnv: readonly string[],
  aids: CanonicalObject,
): CanonicalObject => ({ command, pass_env: passEnv, aids, ...(keep && { keep_files: keep }) });

/** Fills in the defaults; what helps to converge goes apart, since it is in no key. */
export function resolveEspresso(settings: Canonical): ResolveResult {
  const given = settings as unknown as EspressoSettings & Partial<ResolvedEspresso>;
  const issues = [...elementIssues(given), ...inputIssues(given), ...choiceIssues(given)];
  if (issues.length > 0) return fail(issues);
  const { occupations = 'smearing', kspacing = DEFAULT_KSPACING, kpoints, input } = given;
  const [electrons, aids] = apart(input?.electrons ?? given.electrons ?? {});
  const smearing = occupations === 'smearing';
  const control = input?.control ?? given.control;
  const system = input?.system ?? given.system;
  const resolved: ResolvedEspresso = {
    calculator: 'espresso',
    pseudopotentials: given.pseudopotentials as unknown as { [symbol: string]: FileReference },
    ecutwfc: given.ecutwfc,
    ...(given.ecutrho !== undefined && { ecutrho: given.ecutrho }),
    ...(kpoints
      ? { kpoints: kpoints as unknown as ResolvedEspresso['kpoints'] & object }
      : { kspacing }),
    kshift: (given.kshift ?? [0, 0, 0]) as unknown as ResolvedEspresso['kshift'],
    occupations,
    ...(smearing && {
      smearing: given.smearing ?? 'mv',
      degauss: given.degauss ?? DEFAULT_DEGAUSS,
    }),
    conv_thr: given.conv_thr ?? DEFAULT_CONV_THR,
    ...(given.spin && { spin: given.spin }),
    ...(given.spin && given.starting_moments && { starting_moments: given.starting_moments }),
    ...(given.vdw_corr && { vdw_corr: given.vdw_corr }),
    ...(given.hubbard && { hubbard: withProjectors(given.hubbard) }),
    ...(control && filled(control) && { control: lowered(control) }),
    ...(system && filled(system) && { system: lowered(system) }),
    ...(filled(electrons) && { electrons }),
    constants: CONSTANTS,
  };
  const command = given.command ?? ['pw.x'];
  const passEnv = [...new Set(given.pass_env ?? DEFAULT_ENVIRONMENT)].sort();
  return ok({
    with: resolved as unknown as CanonicalObject,
    how: howOf(given, command, passEnv, aids),
    notes: notesOf(given, resolved),
    program: {
      argv: [...command, '-in', '/dev/null'],
      env: { OMP_NUM_THREADS: '1' },
      passEnv,
      pattern: 'Program PWSCF v\\.(\\S+)',
      into: 'program',
      setting: 'command',
    },
  });
}

const filled = (list: object): boolean => Object.keys(list).length > 0;

const lowered = (list: Namelist): Namelist =>
  Object.fromEntries(Object.entries(list).map(([key, value]) => [key.toLowerCase(), value]));

function apart(electrons: Namelist): [rest: Namelist, aids: Namelist] {
  const entries = Object.entries(lowered(electrons));
  return [
    Object.fromEntries(entries.filter(([key]) => !AIDS.has(key))),
    Object.fromEntries(entries.filter(([key]) => AIDS.has(key))),
  ];
}

function elementIssues({
  pseudopotentials,
  starting_moments = {},
  hubbard,
}: EspressoSettings): SettingIssue[] {
  const issue = (list: string, symbol: string): SettingIssue => ({
    path: [list, symbol],
    message: `"${symbol}" is no chemical element`,
  });
  return [
    ...Object.keys(pseudopotentials)
      .filter((symbol) => atomicNumber(symbol) === undefined)
      .map((symbol) => issue('pseudopotentials', symbol)),
    ...Object.keys(starting_moments)
      .filter((symbol) => atomicNumber(symbol) === undefined)
      .map((symbol) => issue('starting_moments', symbol)),
    ...hubbardIssues(hubbard?.u ?? {}),
  ];
}

function hubbardIssues(u: { readonly [manifold: string]: number }): SettingIssue[] {
  const names = Object.keys(u);
  const symbol = (name: string): string => name.split('-')[0] as string;
  return names.flatMap((name, at) => {
    const path = ['hubbard', 'u', name];
    if (atomicNumber(symbol(name)) === undefined) {
      return [{ path, message: `"${symbol(name)}" is no chemical element` }];
    }
    const isSecond = names.slice(0, at).some((other) => symbol(other) === symbol(name));
    const message = `${symbol(name)} has a U already: one shell of an element can have one`;
    return isSecond ? [{ path, message }] : [];
  });
}

function inputIssues({ input = {} }: EspressoSettings): SettingIssue[] {
  return Object.entries(input).flatMap(([list, keys]) =>
    Object.keys(keys ?? {}).flatMap((key) => {
      const hint = OWN[key.toLowerCase()] ?? (key.includes('(') ? NUMBERED : undefined);
      if (hint === undefined) return [];
      return [{ path: ['input', list, key], message: `${key} cannot be set here`, hint }];
    }),
  );
}

function choiceIssues(given: EspressoSettings): SettingIssue[] {
  const issues: SettingIssue[] = [];
  if (given.kpoints && given.kspacing !== undefined) {
    issues.push({
      path: ['kspacing'],
      message: 'kpoints already gives the mesh: keep one of the two',
    });
  }
  if (given.occupations === 'fixed' && (given.smearing ?? given.degauss) !== undefined) {
    const path = [given.smearing ? 'smearing' : 'degauss'];
    issues.push({ path, message: 'fixed occupations have no smearing' });
  }
  if (given.starting_moments && !given.spin) {
    const message = 'starting moments mean nothing without spin';
    issues.push({ path: ['starting_moments'], message, hint: 'add spin: collinear' });
  }
  return issues;
}

function notesOf(given: EspressoSettings, resolved: ResolvedEspresso): string[] {
  const { occupations, smearing, degauss, kspacing } = resolved;
  const notes: string[] = [];
  if (given.occupations === undefined && given.smearing === undefined) {
    notes.push(`occupations: ${occupations}, ${smearing} with ${degauss} Ry, the default`);
  }
  if (given.kspacing === undefined && kspacing !== undefined) {
    notes.push(`kspacing ${kspacing} 1/Å, the default`);
  }
  const slower = slowerLayout(given.command ?? []);
  if (slower) notes.push(slower);
  return notes;
}

/** What is said of a command that spreads one structure over several processes: why it is slower, and what it needs. */
function slowerLayout([launcher = '', ...words]: readonly string[]): string | undefined {
  if (!/(^|\/)(mpirun|mpiexec|srun)$/.test(launcher)) return undefined;
  const after = (flag: RegExp): number => Number(words[words.findIndex((w) => flag.test(w)) + 1]);
  const processes = after(/^(-n|-np|--ntasks)$/);
  const pools = after(/^-n(k|pools?)$/);
  if (processes === 1) return undefined;
  const many = Number.isInteger(processes) ? processes : 'several';
  const why =
    pools > 1
      ? 'k-points are not equally many for all, and what is not about k-points is done by each'
      : 'without -nk plane waves are spread, and the processes wait for each other in every Fourier transform';
  return `one structure on ${many} processes is slower than ${many} structures on one core each (${why}); where memory or patience ask for it, give the node resources: { cores: ${many} }`;
}

/** What of a node's settings concerns one structure: the elements it has, and its own mesh. */
export function resolveItem(
  settings: CanonicalObject,
  bytes: Uint8Array,
): Result<CanonicalObject, StageFailure> {
  const { calculator, kspacing, kpoints, pseudopotentials, starting_moments, hubbard, ...theory } =
    settings as unknown as ResolvedEspresso;
  const structure = readStructure(bytes);
  const symbols = [...new Set(structure.numbers)].map(elementSymbol).sort();
  const missing = symbols.find((symbol) => !pseudopotentials[symbol]);
  if (missing) {
    const message = `there is no pseudopotential for ${missing}`;
    const hint = `add it: pseudopotentials: { ${missing}: pseudo/${missing}.UPF }`;
    return fail({ class: 'invalid', message, hint });
  }
  if (cellVolume(structure.cell) === 0) {
    const message = 'pw.x needs a cell with three vectors: put the atoms into a box';
    return fail({ class: 'invalid', message });
  }
  const only = <T>(of: { readonly [symbol: string]: T }): { readonly [symbol: string]: T } =>
    Object.fromEntries(
      symbols.flatMap((symbol) => (of[symbol] === undefined ? [] : [[symbol, of[symbol]]])),
    );
  const moments = !structure.initialMagneticMoments && starting_moments && only(starting_moments);
  const corrected = hubbard && ofElements(hubbard, symbols);
  const resolved: ItemEspresso = {
    ...theory,
    ...(corrected && { hubbard: corrected }),
    pseudopotentials: only(pseudopotentials),
    ...(moments && filled(moments) && { starting_moments: moments }),
    mesh: kpoints ?? kMesh(structure, kspacing as number),
  };
  return ok(resolved as unknown as CanonicalObject);
}

/** A Hubbard correction without the elements that are not there; undefined where nothing is left. */
function ofElements({ projectors, u }: Hubbard, symbols: readonly string[]): Hubbard | undefined {
  const left = Object.entries(u).filter(([name]) => symbols.includes(name.split('-')[0] as string));
  return left.length > 0 ? { projectors, u: Object.fromEntries(left) } : undefined;
}

const withProjectors = ({ projectors = 'ortho-atomic', u }: Partial<Hubbard>): Hubbard => ({
  projectors,
  u: u ?? {},
});
