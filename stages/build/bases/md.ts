import { type Static, Type } from '../../../base/doors/typebox.ts';
import { fail, ok, type Result } from '../../../base/result.ts';
import type { SettingIssue } from '../../../engine/stage.ts';
import { atomicNumber } from '../../../science/elements.ts';
import { emtElements } from '../../../science/emt/parameters.ts';
import { prototypeCell } from '../../../science/prototypes.ts';
import { isotropicStrain, strainStructure } from '../../../science/strain.ts';
import { structureBytes } from '../../../science/structure.ts';
import { defaultSupercell, type Repeats } from '../../../science/supercell.ts';
import type { MdTask } from '../md-task.ts';
import { amountText, asParent, type Base, type Parent } from '../parent.ts';
import type { ResolvedSystem } from '../resolved.ts';
import { type BaseTools, basePlugin, type Given, type StrategyChoice } from '../strategy.ts';
import { crystalBase } from './crystal.ts';

const fields = {
  md: Type.Object(
    {
      temperatures: Type.Array(Type.Number({ exclusiveMinimum: 0, maximum: 10000 }), {
        minItems: 1,
        description: 'K; one run at each',
      }),
      strains: Type.Optional(
        Type.Array(Type.Number({ minimum: -0.3, maximum: 0.5 }), {
          minItems: 1,
          description:
            'Linear isotropic strains; one run at each and each temperature. Default: [0]',
        }),
      ),
      n_snapshots: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: 10000,
          description: 'Structures of each run. Default: 10',
        }),
      ),
      every: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: 100000,
          description: 'Steps between two of them. Default: 40',
        }),
      ),
      equilibration: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: 1000000,
          description: 'Steps before the first. Default: 200',
        }),
      ),
      timestep: Type.Optional(
        Type.Number({ exclusiveMinimum: 0, maximum: 10, description: 'fs. Default: 3' }),
      ),
    },
    {
      additionalProperties: false,
      description:
        'Snapshots of short runs at constant temperature from the crystal of `system`, with EMT as the forces',
    },
  ),
};

type Config = Static<ReturnType<typeof Type.Object<typeof fields>>>;

interface MdSettings {
  readonly temperatures: readonly number[];
  /** Left out: the crystal as it is. */
  readonly strains?: readonly number[];
  readonly n_snapshots: number;
  readonly every: number;
  readonly equilibration: number;
  /** fs. */
  readonly timestep: number;
  readonly supercell: Repeats;
}

interface Settings {
  readonly system?: ResolvedSystem;
  readonly md?: MdSettings;
}

/** 1/fs: a memory of 50 fs. */
const FRICTION = 0.02;
/** Seconds of CPU for a step of one atom: bench/emt.mjs. */
const STEP = 5e-6;

/** `md`: snapshots of molecular dynamics with EMT. */
export const mdPlugin = basePlugin<Config, Settings>({
  name: 'md',
  more: 'md.n_snapshots',
  fields,
  resolve,
  isRandom: ({ md }) => md !== undefined,
  isCostly: ({ system, md }) => {
    if (!system || !md) return false;
    const { crystal_structure: name, lattice_constants: constants } = system;
    const atoms = prototypeCell(name, constants).fractional.length / 3;
    const steps = md.equilibration + md.every * md.n_snapshots;
    const [a, b, c] = md.supercell;
    const runs = md.temperatures.length * (md.strains?.length ?? 1);
    return runs * steps * atoms * a * b * c * STEP > 1;
  },
  open: ({ system, md }, seed) =>
    system &&
    md && {
      name: 'md',
      bases: async (tools) => {
        const crystal = crystalBase(system, md.supercell, seed);
        const starts = (md.strains ?? [0]).map((strain) => strained(crystal, strain));
        const runs = starts.flatMap((start) =>
          md.temperatures.map((temperature) => snapshots(start, temperature, md, seed, tools)),
        );
        return ok((await Promise.all(runs)).flat());
      },
    },
});

/** The crystal that a run starts from; unstrained it is the one without `strains`, to the last bit. */
function strained(crystal: Base, strain: number): Base {
  if (strain === 0) return crystal;
  const made = asParent(strainStructure(crystal.structure, isotropicStrain(strain)));
  return {
    ...crystal,
    ...made,
    leader: made,
    name: `${crystal.name} strain ${amountText(strain)}`,
  };
}

/** One run is one family. */
async function snapshots(
  start: Base,
  temperature: number,
  md: MdSettings,
  seed: number,
  { context, tally }: BaseTools,
): Promise<Base[]> {
  const { n_snapshots, every, equilibration, timestep } = md;
  const payload: MdTask = {
    structure: structureBytes(start.structure),
    parent: start.digest,
    seed,
    settings: {
      temperature,
      timestep,
      friction: FRICTION,
      equilibration,
      every,
      snapshots: n_snapshots,
    },
  };
  const task = {
    module: import.meta.url.replace(/bases\/md(\.[jt]s)$/, 'md-task$1'),
    name: 'runMd',
  };
  const found = await context.compute<Float64Array[]>(task, payload);
  tally.reject(`md at ${temperature} K came apart`, n_snapshots - found.length);
  let leader: Parent | undefined;
  return found.map((positions, i): Base => {
    const made = asParent({ ...start.structure, positions: Float64Array.from(positions) });
    leader ??= made;
    const operation = `md ${temperature} K step ${equilibration + i * every}`;
    const about = { group: 'md', strategy: 'md', operation, accepts: [] };
    return { ...made, ...about, name: `${start.name} ${operation}`, leader };
  });
}

function resolve(
  { md: config }: Config,
  { system, config: all }: Given,
): Result<StrategyChoice, readonly SettingIssue[]> {
  if (!system) {
    const message = 'there is no crystal to start from';
    return fail([{ path: ['md'], message, hint: 'give system with its crystal_structure' }]);
  }
  const foreign = Object.keys(system.composition).find(
    (symbol) => !emtElements.has(atomicNumber(symbol) as number),
  );
  if (foreign !== undefined) {
    return fail([{ path: ['md'], message: `EMT, the forces of md, does not know ${foreign}` }]);
  }
  const { cell, fractional } = prototypeCell(system.crystal_structure, system.lattice_constants);
  const supercell =
    (all.supercell as Repeats | undefined) ?? defaultSupercell(cell, fractional.length / 3);
  const { temperatures, n_snapshots = 10, every = 40, equilibration = 200, timestep = 3 } = config;
  const { strains } = config;
  const isStrained = strains?.some((strain) => strain !== 0);
  const md = {
    temperatures,
    ...(isStrained && { strains }),
    ...{ n_snapshots, every, equilibration, timestep, supercell },
  };
  return ok({
    settings: { system, md },
    notes: ['md: forces by EMT, Langevin (BAOAB), memory 50 fs'],
  });
}
