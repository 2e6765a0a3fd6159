import { type Static, Type } from '../../../base/doors/typebox.ts';

/** What `calculator: ase` has beside it. */
export const settings = {
  name: Type.Optional(
    Type.String({
      pattern: '^[\\w-]+$',
      description: "ASE's name of the calculator: emt, lj, gpaw, ...; or give `module` and `class`",
    }),
  ),
  module: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z_][\\w.]*$',
      description: 'Python module of the calculator, as in tblite.ase',
    }),
  ),
  class: Type.Optional(
    Type.String({ pattern: '^[A-Za-z_]\\w*$', description: 'Its class there, as in TBLite' }),
  ),
  args: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), {
      description: 'Arguments of the class, by name. A file belongs into `files`',
    }),
  ),
  files: Type.Optional(
    Type.Record(Type.String(), Type.String({ format: 'file' }), {
      description:
        'Arguments that are files (a model, parameters): their content is in the key, and the class gets a path',
    }),
  ),
  force_consistent: Type.Optional(
    Type.Boolean({
      description:
        'true: the energy of this calculator is the force-consistent one, though it names no free energy. Default: false, and such a label is refused',
    }),
  ),
  python: Type.Optional(
    Type.String({
      minLength: 1,
      'x-not-in-key': true,
      description:
        'The Python that has ASE and the calculator: a name or an absolute path; not in the key. Default: $MLIP_PYTHON, else python3',
    }),
  ),
  batch: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 1000,
      'x-not-in-key': true,
      description:
        'Structures that a worker is given at once, and whose labels are kept together; not in the key. Default: 1',
    }),
  ),
  time_limit: Type.Optional(
    Type.Number({
      exclusiveMinimum: 0,
      'x-not-in-key': true,
      description: 'Seconds that one structure may take; not in the key. Default: no limit',
    }),
  ),
  pass_env: Type.Optional(
    Type.Array(Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_]*$' }), {
      'x-not-in-key': true,
      description: 'Names of environment variables that Python has, beside PATH and HOME',
    }),
  ),
};

/** As the schema accepts them. */
export type AseSettings = Static<ReturnType<typeof Type.Object<typeof settings>>>;
