import { fail, ok, type Result } from '../../../base/result.ts';
import type { StageFailure } from '../../../engine/stage.ts';
import type { ExtxyzFrame } from '../../../science/formats/extxyz.ts';
import type { ImportSettings } from '../resolve.ts';

/** Under which names a file's frames have their labels and attributes. */
export interface FrameKeys {
  /** The force-consistent energy, the one that is fitted. */
  readonly freeEnergy: string;
  /** The energy extrapolated to zero smearing; the same key where there is only one. */
  readonly energy: string;
  readonly forces: string;
  readonly family?: string;
  readonly group?: string;
}

/** Names of energies and forces, without case, `_` and `-`. */
const ENERGIES = new Set(
  (
    'energy freeenergy totalenergy totenergy energytotal etot dftenergy energydft dfttotalenergy ' +
    'refenergy energyref referenceenergy qmenergy vaspenergy toten potentialenergy'
  ).split(' '),
);
const FORCES = new Set(
  (
    'forces force dftforces dftforce forcesdft forcedft refforces refforce forcesref ' +
    'referenceforces qmforces qmforce vaspforces vaspforce'
  ).split(' '),
);

const plain = (name: string): string => name.toLowerCase().replaceAll(/[_-]/g, '');

type Found<T> = Result<T, StageFailure>;

/**
 * Finds the keys of a file's frames: those that the settings name, else the only ones that fit. ASE's
 * pair `energy` and `free_energy` is clear too: the second is force-consistent. Anything else that is
 * not clear is a failure which lists the choice and the setting to write.
 */
export function findKeys(
  frames: readonly ExtxyzFrame[],
  settings: ImportSettings,
): Found<{ readonly keys: FrameKeys; readonly notes: readonly string[] }> {
  const infos = namesOf(frames, (frame) => frame.info);
  const arrays = namesOf(frames, (frame) => frame.arrays);
  const energies = findEnergies(infos, settings.energy);
  if (!energies.ok) return energies;
  const forces = findForces(arrays, settings.forces);
  if (!forces.ok) return forces;
  const family = named('family', settings.family, infos);
  if (!family.ok) return family;
  const group = named('group', settings.group, infos);
  if (!group.ok) return group;
  const groupKey = group.value ?? (infos.includes('config_type') ? 'config_type' : undefined);
  const keys: FrameKeys = {
    ...energies.value,
    forces: forces.value,
    ...(family.value !== undefined && { family: family.value }),
    ...(groupKey !== undefined && { group: groupKey }),
  };
  return ok({ keys, notes: notesOf(keys, settings) });
}

type FrameNames = Pick<ExtxyzFrame, 'info' | 'arrays'>;

/**
 * The keys of whatever labels there are, each found as {@link findKeys} does and left out where no name
 * fits; a name that is given and not there, or more than one that fits, is a failure.
 */
export function findPresentKeys(
  frames: readonly FrameNames[],
  settings: Pick<ImportSettings, 'energy' | 'forces'>,
): Found<Partial<FrameKeys>> {
  const infos = namesOf(frames, (frame) => frame.info);
  const arrays = namesOf(frames, (frame) => frame.arrays);
  const hasEnergy =
    settings.energy !== undefined || infos.some((name) => ENERGIES.has(plain(name)));
  const hasForces = settings.forces !== undefined || arrays.some((name) => FORCES.has(plain(name)));
  const energies = hasEnergy ? findEnergies(infos, settings.energy) : ok({});
  if (!energies.ok) return energies;
  const forces = hasForces ? findForces(arrays, settings.forces) : ok(undefined);
  if (!forces.ok) return forces;
  return ok({
    ...energies.value,
    ...(forces.value !== undefined && { forces: forces.value }),
    ...(infos.includes('config_type') && { group: 'config_type' }),
  });
}

function namesOf(
  frames: readonly FrameNames[],
  of: (frame: FrameNames) => { readonly [name: string]: unknown },
): string[] {
  return [...new Set(frames.flatMap((frame) => Object.keys(of(frame))))];
}

function findEnergies(
  infos: readonly string[],
  setting: string | undefined,
): Found<Pick<FrameKeys, 'energy' | 'freeEnergy'>> {
  const given = named('energy', setting, infos);
  if (!given.ok) return given;
  if (given.value !== undefined) return ok({ energy: given.value, freeEnergy: given.value });
  const fitting = infos.filter((name) => ENERGIES.has(plain(name)));
  if (fitting.length === 2) {
    const energy = fitting.find((name) => plain(name) === 'energy');
    const freeEnergy = fitting.find((name) => plain(name) === 'freeenergy');
    if (energy && freeEnergy) return ok({ energy, freeEnergy });
  }
  const one = onlyOne('energy', fitting, infos);
  return one.ok ? ok({ energy: one.value, freeEnergy: one.value }) : one;
}

function findForces(arrays: readonly string[], setting: string | undefined): Found<string> {
  const given = named('forces', setting, arrays);
  if (!given.ok) return given;
  if (given.value !== undefined) return ok(given.value);
  const fitting = arrays.filter((name) => FORCES.has(plain(name)));
  return onlyOne('forces', fitting, arrays);
}

function named(
  setting: string,
  name: string | undefined,
  present: readonly string[],
): Found<string | undefined> {
  if (name === undefined || present.includes(name)) return ok(name);
  return fail({
    class: 'invalid',
    message: `import.${setting} names '${name}', which no frame has`,
    hint: `the frames have: ${listed(present)}`,
  });
}

function onlyOne(
  setting: string,
  fitting: readonly string[],
  present: readonly string[],
): Found<string> {
  const [first] = fitting;
  if (fitting.length === 1 && first !== undefined) return ok(first);
  const hint = `say which, as in  with: { import: { ${setting}: ${first ?? 'NAME'} } }`;
  const message =
    fitting.length === 0
      ? `no name in the file looks like ${setting === 'energy' ? 'an energy' : 'forces'}; it has: ${listed(present)}`
      : `the ${setting === 'energy' ? 'energy' : 'forces'} could be any of: ${listed(fitting)}`;
  return fail({ class: 'invalid', message, hint });
}

const listed = (names: readonly string[]): string =>
  names.length === 0 ? '(nothing)' : names.join(', ');

function notesOf(keys: FrameKeys, settings: ImportSettings): string[] {
  const notes: string[] = [];
  if (settings.energy === undefined) {
    const pair = keys.energy === keys.freeEnergy ? '' : ` (and '${keys.energy}', without smearing)`;
    notes.push(`the fitted energy is '${keys.freeEnergy}'${pair}`);
  }
  if (settings.forces === undefined) notes.push(`the forces are '${keys.forces}'`);
  return notes;
}
