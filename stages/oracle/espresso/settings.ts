import { type Static, Type } from '../../../base/doors/typebox.ts';
import { MANIFOLD } from '../../../science/espresso/hubbard.ts';

const closed = { additionalProperties: false } as const;

const mesh = (description: string, minimum: number) =>
  Type.Array(Type.Integer({ minimum }), { minItems: 3, maxItems: 3, description });

const namelist = (description: string) =>
  Type.Optional(
    Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()]), {
      description,
    }),
  );

/** The settings of `calculator: espresso`, beside `calculator`. */
export const espressoSettings = {
  pseudopotentials: Type.Record(Type.String(), Type.String({ format: 'file' }), {
    minProperties: 1,
    description:
      'A UPF file for each element, as in { Al: pseudo/Al.UPF }; their contents are in the key of the structures that have the element',
  }),
  ecutwfc: Type.Number({
    exclusiveMinimum: 0,
    description: 'Ry; kinetic energy cutoff of the wave functions',
  }),
  ecutrho: Type.Optional(
    Type.Number({
      exclusiveMinimum: 0,
      description:
        'Ry; cutoff of the density. Default: 4 ecutwfc with norm-conserving pseudopotentials only, 8 ecutwfc where one is ultrasoft or PAW',
    }),
  ),
  kspacing: Type.Optional(
    Type.Number({
      exclusiveMinimum: 0,
      description:
        '1/Å (2π included): the largest distance of k-points; each structure gets its own mesh, and the mesh is what its key has. Default: 0.2',
    }),
  ),
  kpoints: Type.Optional(mesh('The same mesh for every structure, instead of kspacing', 1)),
  kshift: Type.Optional(
    Type.Array(Type.Integer({ minimum: 0, maximum: 1 }), {
      minItems: 3,
      maxItems: 3,
      description: 'Half a step of the mesh along each direction: 0 or 1. Default: [0, 0, 0]',
    }),
  ),
  occupations: Type.Optional(
    Type.Union([Type.Literal('smearing'), Type.Literal('fixed')], {
      description:
        'How states are filled. `fixed` is for insulators: it counts only where an empty band shows a gap. Default: smearing',
    }),
  ),
  smearing: Type.Optional(
    Type.Union(
      [Type.Literal('mv'), Type.Literal('mp'), Type.Literal('gauss'), Type.Literal('fd')],
      {
        description:
          'mv (Marzari-Vanderbilt, cold), mp (Methfessel-Paxton), gauss or fd (Fermi-Dirac). Default: mv',
      },
    ),
  ),
  degauss: Type.Optional(
    Type.Number({ exclusiveMinimum: 0, description: 'Ry; width of the smearing. Default: 0.02' }),
  ),
  conv_thr: Type.Optional(
    Type.Number({
      exclusiveMinimum: 0,
      description:
        'Ry per atom; the estimated error of the energy at which self-consistency ends. Default: 1e-10',
    }),
  ),
  spin: Type.Optional(
    Type.Literal('collinear', {
      description:
        "Spin-polarised, from the structures' starting moments or starting_moments. Default: without spin",
    }),
  ),
  starting_moments: Type.Optional(
    Type.Record(Type.String(), Type.Number(), {
      description:
        'Bohr magnetons an atom by element, where a structure says none, as in { Fe: 3 }. Default: 0',
    }),
  ),
  vdw_corr: Type.Optional(
    Type.String({
      minLength: 1,
      description: "Dispersion, pw.x's vdw_corr: grimme-d3, ts-vdw, ...",
    }),
  ),
  hubbard: Type.Optional(
    Type.Object(
      {
        u: Type.Record(Type.String({ pattern: MANIFOLD }), Type.Number(), {
          minProperties: 1,
          ...closed,
          description:
            'eV by element and shell, as in { Fe-3d: 4.6 }: in the key of the structures that have the element',
        }),
        projectors: Type.Optional(
          Type.Union([Type.Literal('ortho-atomic'), Type.Literal('atomic')], {
            description: 'What occupations are projected on. Default: ortho-atomic',
          }),
        ),
      },
      { ...closed, description: 'A Hubbard correction (DFT+U), in the words of your pw.x' },
    ),
  ),
  input: Type.Optional(
    Type.Object(
      {
        control: namelist('Keys of &CONTROL'),
        system: namelist('Keys of &SYSTEM'),
        electrons: namelist(
          'Keys of &ELECTRONS. Aids to convergence (mixing_beta, diagonalization, electron_maxstep, ...) are where the ladder begins, and in no key',
        ),
      },
      {
        ...closed,
        description: "Any other key of pw.x's namelists, as its documentation names them",
      },
    ),
  ),
  command: Type.Optional(
    Type.Array(Type.String({ minLength: 1 }), {
      minItems: 1,
      'x-not-in-key': true,
      description:
        'How pw.x is started, word by word, never by a shell, as in [mpirun, -n, 4, pw.x, -nk, 4]; in no key. Default: [pw.x]: one core a structure, as many at a time as there are cores, which is quicker than one structure on all of them',
    }),
  ),
  keep_files: Type.Optional(
    Type.Union([Type.Literal('never'), Type.Literal('failed'), Type.Literal('always')], {
      'x-not-in-key': true,
      description:
        'Files of pw.x kept beside the log of a structure, beyond its XML and output, which always are: of attempts that fail (input, CRASH, XML), never, or always (input and its whole folder: density, wave functions); in no key. Default: failed',
    }),
  ),
  pass_env: Type.Optional(
    Type.Array(Type.String(), {
      'x-not-in-key': true,
      description:
        'Environment variables that pw.x inherits. Default: PATH, HOME, LD_LIBRARY_PATH and those of Open MPI that let root run it',
    }),
  ),
};

const EspressoSettingsSchema = Type.Object(espressoSettings, closed);

/** The settings as written (a file has become a reference by then). */
export type EspressoSettings = Static<typeof EspressoSettingsSchema>;
