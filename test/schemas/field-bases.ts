/** A value of a setting. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };
/** `with` of a stage. */
export type Settings = { readonly [key: string]: Json };

/** A file of a content. */
export const digest = (letter: string): Json => ({ file: `sha256:${letter.repeat(64)}` });

const SYSTEM = {
  elements: ['Cu', 'Au'],
  composition: { Cu: 0.5, Au: 0.5 },
  crystal_structure: 'hcp',
};

const COPPER = { elements: ['Cu'], crystal_structure: 'fcc' };

/** Settings in which the fields of a stage mean something: a field that needs others finds them in one. */
export const BASES: { readonly [stage: string]: readonly Settings[] } = {
  build: [
    { system: SYSTEM },
    { system: { ...SYSTEM, elements: ['Cu', 'Ag'], composition: { Cu: 0.5, Ag: 0.5 } } },
    { system: { elements: ['Cu'], crystal_structure: 'hcp', lattice_constants: { a: 2.5 } } },
    {
      system: COPPER,
      distortion: { strain_range: [-0.02, 0.02], rattle_stdev: 0.1, n_rattle_steps: 3 },
      number_of_structures: 20,
    },
    { system: COPPER, distortion: {} },
    { system: COPPER, md: { temperatures: [300] } },
    { system: COPPER, distortion: { temperatures: [300] } },
    { system: COPPER, distortion: { phonons: { temperatures: [300] } } },
    {
      system: COPPER,
      distortion: { phonons: { temperatures: [300], lennard_jones: { epsilon: 1, sigma: 2 } } },
    },
    { import: { file: digest('a') }, distortion: {} },
    { system: { elements: ['Cu'], file: digest('a') } },
    { system: { elements: ['Ti', 'C'], crystal_structure: 'wurtzite', sublattices: ['Ti', 'C'] } },
  ],
  oracle: [
    { calculator: 'emt' },
    { calculator: 'espresso', pseudopotentials: { Al: digest('a') }, ecutwfc: 20 },
    {
      calculator: 'espresso',
      pseudopotentials: { Fe: digest('a') },
      ecutwfc: 20,
      spin: 'collinear',
      starting_moments: { Fe: 2 },
      hubbard: { u: { 'Fe-3d': 2 } },
    },
    { calculator: 'lj', epsilon: 1, sigma: 1 },
    { calculator: 'lj', epsilon: 1, sigma: 3, smooth: true },
    { calculator: 'morse', epsilon: 1, r0: 1 },
    { calculator: 'yace', potential: digest('a') },
    { calculator: 'replay', database: digest('a') },
    { calculator: 'ase', name: 'emt' },
    { calculator: 'ase', module: 'a', class: 'b' },
    { calculator: 'ase', name: 'emt', files: { model: digest('a') } },
  ],
  store: [
    {},
    { import: { train: digest('a') } },
    { import: { train: digest('a'), stress: { key: 'virial', sign: 'tension' } } },
  ],
  train: [
    {},
    { kappa: 0.4 },
    { kappa: 0.4, kappa_f: 0.4 },
    {
      ace: {
        repulsion: { core: 'distance', prefactor: 10, exponent: 1, r_in: 9, delta_in: 0.5 },
        weights: { groups: { a: 2 }, energy_scale: 1 },
      },
    },
    { backend: 'pacemaker' },
    { backend: 'pacemaker', pacemaker: { ladder: { step: 1 }, weighting: { DE: 1 } } },
    { backend: 'pacemaker', pacemaker: { shape: { nradmax: [1], lmax: [0] } } },
  ],
  validate: [
    {},
    {
      crystals: [{ elements: ['Cu'], crystal_structure: 'fcc', reference: { bulk_modulus: 1 } }],
      reference: 'emt',
      dimers: true,
      limits: { test: {}, train: {}, crystals: {} },
    },
    { crystals: [{ file: digest('a') }] },
  ],
  command: [
    { argv: ['prog', 'arg'], outputs: { out: 'out.txt' } },
    { outputs: { out: 'out.txt' } },
    { argv: ['prog'], outputs: { out: { path: 'out.txt' } } },
  ],
};
