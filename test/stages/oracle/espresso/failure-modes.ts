import type { StageFailure } from '../../../../engine/stage.ts';

/** One way in which pw.x fails, as a site's shell brings it about around the real program. */
export interface FailureMode {
  /** As the table of `docs/espresso.md` names it. */
  readonly name: string;
  /**
   * Lines of sh in the folder of the attempt: `$PW` is the program, `$@` its arguments, `$OUT` its folder. Left
   * out: it just runs.
   */
  readonly shell?: string;
  /** What becomes of it: a label, or a failure of this class whose message fits. */
  readonly ends: 'label' | { readonly class: StageFailure['class']; readonly message: RegExp };
  /** How often pw.x is started in one attempt of the engine's: 1, or the rungs of the ladder. */
  readonly starts?: number;
  /** Å between the two atoms, where it is not the crystal's. */
  readonly apart?: number;
  /** Where the second atom is of another element. */
  readonly partner?: 'C';
}

const RUN = 'exec "$PW" "$@"';
/** Edits the input by sed, and runs. */
const edited = (...commands: readonly string[]): string =>
  `sed -i ${commands.map((command) => `-e "${command}"`).join(' ')} pw.in; ${RUN}`;
/** Runs a long calculation, and ends it by a signal when it is in its first step. */
const killed = (signal: string): string =>
  [
    'sed -i -e "s/ecutwfc = .*/ecutwfc = 160/; s/ecutrho = .*/ecutrho = 640/" pw.in',
    '"$PW" "$@" > said & pid=$!',
    'until grep -q "iteration #  1" said; do kill -0 $pid || exit 99; sleep 0.01; done',
    `kill -${signal} $pid; wait $pid; code=$?; cat said; exit $code`,
  ].join('\n');

const invalid = (message: RegExp) => ({ class: 'invalid', message }) as const;
const infra = (message: RegExp) => ({ class: 'infra', message }) as const;
const physics = (message: RegExp) => ({ class: 'physics', message }) as const;

/** Every way to fail that was met with pw.x 6.7, but for the full disks: those need a disk of their own. */
export const FAILURE_MODES: readonly FailureMode[] = [
  { name: 'nothing wrong', ends: 'label' },
  {
    name: 'more bands than are needed',
    shell: edited('s/ntyp = 1/&\\n nbnd = 20/'),
    ends: 'label',
  },
  {
    name: 'too few steps, whatever is tried',
    shell: edited(
      '/startingpot/d; /startingwfc/d',
      's/electron_maxstep = .*/electron_maxstep = 2/',
    ),
    ends: physics(/self-consistency was not reached after 2 steps.*tried: half the mixing/),
    starts: 5,
  },
  {
    name: 'scf_must_converge = .false.',
    shell: edited(
      '/startingpot/d; /startingwfc/d',
      's/electron_maxstep = .*/electron_maxstep = 3\\n scf_must_converge = .false./',
    ),
    ends: physics(/not converged: the error is .* asked for 2\.0e-10 Ry/),
    starts: 7,
  },
  {
    name: 'occupations left out',
    shell: edited('/occupations/d; /smearing/d; /degauss/d'),
    ends: invalid(/computed with occupations fixed, and its key says smearing/),
  },
  {
    name: 'another cutoff than was asked for',
    shell: edited('s/ecutwfc = .*/ecutwfc = 11/'),
    ends: invalid(/computed with ecutwfc 11, and its key says 10/),
  },
  {
    name: 'a looser threshold than was asked for',
    shell: edited('s/conv_thr = .*/conv_thr = 0.001/'),
    ends: invalid(/computed with conv_thr 0.001, and its key says 2e-10/),
  },
  {
    name: 'another program than the one in the key',
    shell: '"$PW" "$@" || exit; sed -i s/6.7MaX/6.8/ "$OUT/pwscf.xml"',
    ends: invalid(/made by pw.x 6.8, and its key says/),
  },
  {
    name: 'a pseudopotential that is gone',
    shell: `rm pseudo/Si.*; ${RUN}`,
    ends: invalid(/Si\.\w+\.UPF not found \(readpp\)/),
  },
  {
    name: 'a pseudopotential that is cut off',
    shell: `head -c 20000 pseudo/Si.* > cut; mv cut pseudo/Si.*; ${RUN}`,
    ends: infra(/pw.x ended \(code 2\): Fortran runtime error: End of file/),
  },
  {
    name: 'pseudopotentials of two functionals',
    partner: 'C',
    ends: invalid(/conflicting values for/),
  },
  {
    name: 'an unknown key of a namelist',
    shell: edited('s/ntyp = 1/&\\n no_such_key = 1/'),
    ends: invalid(/bad line in namelist &system/),
  },
  {
    name: 'an empty input',
    shell: `: > pw.in; ${RUN}`,
    ends: invalid(/could not find namelist &control/),
  },
  {
    name: 'a mesh of no k-points',
    shell: edited('s/^1 1 1 0 0 0/0 2 2 0 0 0/'),
    ends: invalid(/invalid values for nk1, nk2, nk3/),
  },
  {
    name: 'a misspelt card',
    shell: edited('s/automatic/automatc/'),
    ends: invalid(/reading tpiba k points/),
  },
  {
    name: 'more atoms said than given',
    shell: edited('s/nat = 2/nat = 3/'),
    ends: invalid(/wrong number of columns in ATOMIC_POSITIONS/),
  },
  {
    name: 'too few bands, whatever is tried',
    shell: edited('/nbnd/d; s/ntyp = 1/&\\n nbnd = 1/'),
    ends: physics(/too few bands.*tried: more bands, many more bands/),
    starts: 4,
  },
  {
    name: 'a cell without volume',
    shell: edited('/CELL_PARAMETERS/,+3s/^[0-9].*/0 0 0/'),
    ends: invalid(/nsym == 0/),
  },
  {
    name: 'atoms at the same place',
    shell: edited('/ATOMIC_POSITIONS/,/K_POINTS/s/^Si .*/Si 0 0 0/'),
    ends: invalid(/atoms # {3}1 and # {3}2 overlap/),
  },
  {
    name: 'atoms where they were not asked for',
    shell: edited('/ATOMIC_POSITIONS/,/K_POINTS/s/^Si [^0].*/Si 0.02 0 0/'),
    ends: invalid(/about other atoms than those that were asked for/),
  },
  { name: 'atoms 0.01 Å apart', apart: 0.01, ends: invalid(/0\.010 Å apart/), starts: 0 },
  {
    name: 'atoms in each other',
    apart: 0.45,
    ends: physics(/its energy is \d+\.\d+ eV\/atom, outside of/),
  },
  {
    name: 'out of time',
    shell: edited('s/disk_io/max_seconds = 0\\n&/'),
    ends: infra(/out of time/),
  },
  {
    name: 'asked to stop by a file EXIT',
    shell: `: > "$OUT/pwscf.EXIT"; ${RUN}`,
    ends: infra(/asked to stop by a file EXIT/),
  },
  {
    name: 'an eigenvalue solver that fails, and all others',
    shell: edited("s/diagonalization = .*/diagonalization = 'cg'\\n diago_cg_maxiter = 1/"),
    ends: physics(/too many bands are not converged.*tried: .*ppcg, .*paro, .*cg/),
    starts: 4,
  },
  {
    name: 'a folder that cannot be made',
    shell: edited("s#outdir = .*#outdir = '/proc/nowhere'#"),
    ends: infra(/cannot be created or accessed/),
  },
  { name: 'killed by SIGKILL', shell: killed('KILL'), ends: infra(/killed by signal 9/) },
  { name: 'killed by SIGTERM', shell: killed('TERM'), ends: infra(/killed by signal 15/) },
  {
    name: 'no memory',
    shell: `ulimit -v 130000; ${edited('s/ecutwfc = .*/ecutwfc = 150/; s/ecutrho = .*/ecutrho = 600/')}`,
    ends: infra(/pw.x (ended|did not start) \(code 1\): .*(allocat|memory)/),
  },
  {
    name: 'mpirun that does not start',
    shell: 'exec mpirun -n 100000 "$PW" "$@"',
    ends: infra(/pw.x did not start \(code 1\): .*(root|slots)/),
  },
  {
    name: 'a dispersion correction without parameters',
    shell: edited("s/ntyp = 1/&\\n vdw_corr = 'grimme-d3'/"),
    ends: invalid(/functional name unknown \(dispersion\)/),
  },
  {
    name: 'an error in the file CRASH alone',
    shell:
      'sed -i "s/nat = 2/nat = 3/" pw.in; "$PW" "$@" > said; code=$?; sed "/%%%/,/%%%/d" said; exit $code',
    ends: invalid(/wrong number of columns in ATOMIC_POSITIONS/),
  },
  {
    name: 'an XML that is cut off',
    shell: '"$PW" "$@" || exit; head -c 20000 "$OUT/pwscf.xml" > cut; mv cut "$OUT/pwscf.xml"',
    ends: infra(/left no whole result/),
  },
  {
    name: 'an XML without forces',
    shell: '"$PW" "$@" || exit; sed -i "/<forces rank/,/<.forces>/d" "$OUT/pwscf.xml"',
    ends: physics(/its XML has no forces/),
  },
  {
    // Every write to /dev/full fails as on a full disk; what is read of it never ends.
    name: 'no room for the XML',
    shell:
      'ln -s /dev/full "$OUT/pwscf.xml"; "$PW" "$@"; code=$?; rm "$OUT/pwscf.xml"; : > "$OUT/pwscf.xml"; exit $code',
    ends: infra(/left no whole result/),
  },
  {
    name: 'no room for the density',
    shell: `mkdir -p "$OUT/pwscf.save"; ln -s /dev/full "$OUT/pwscf.save/charge-density.dat"; ${RUN}`,
    ends: 'label',
  },
];
