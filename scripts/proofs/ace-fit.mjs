// A native fit as the train stage does it, without an engine: for proofs that need many of them.
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { ROOT } from './engine-run.mjs';

/** @param {string} path */
const dist = (path) => import(pathToFileURL(join(ROOT, 'dist', path)).href);
const { parseExtxyz } = await dist('science/formats/extxyz.js');
const { prepareEvaluator, evaluateAce } = await dist('science/ace/evaluate.js');
const { cellVolume } = await dist('science/cell.js');

export { cellVolume, evaluateAce };

const { parseYace } = await dist('science/ace/yace.js');
const { canonicalText } = await dist('base/canonical.js');
const { digestBytes } = await dist('base/digest.js');
const { labelBytes, levelNamed } = await dist('science/label.js');
const { structureBytes } = await dist('science/structure.js');
const { stage } = await dist('stages/train/stage.js');

/** Frames of a family at most, as the store has it for imports. */
const FAMILY = 10;

/**
 * Labelled structures of a gzipped extended XYZ; families are contiguous blocks of one group and size.
 * @param {string} path
 */
export function readSet(path) {
  const { value } = parseExtxyz(gunzipSync(readFileSync(path)).toString());
  let [last, frames, family] = ['', 0, 0];
  return value.map(({ structure, info, arrays }) => {
    const group = info.config_type ?? '';
    const key = `${group} ${structure.numbers.length}`;
    if (key !== last || frames >= FAMILY) [last, frames, family] = [key, 0, family + 1];
    frames++;
    const forces = Float64Array.from(arrays.forces.values);
    return { structure, energy: info.energy, forces, group, family: `${basename(path)} ${family}` };
  });
}

/**
 * Fits by default rules (or with these settings), and evaluates the `.yace` that comes out.
 * @param {readonly any[]} data
 * @param {any} [settings]
 */
export async function fitByRules(data, settings = {}) {
  const objects = new Map();
  const put = (bytes) => {
    const digest = digestBytes(bytes);
    objects.set(digest, Buffer.from(bytes));
    return digest;
  };
  const level = levelNamed('proof');
  const entries = data.map(({ structure, energy, forces, group, family }) => ({
    item: put(structureBytes(structure)),
    label: put(labelBytes({ freeEnergy: energy, energy, forces, level })),
    family,
    group,
    weight: 1,
    part: 'fit',
  }));
  const dataset = put(canonicalText(['training-set', 1, { levels: [level], entries }]));
  const notes = [];
  const backend = stage.backend(settings);
  const resolved = backend.resolve(settings);
  const context = {
    with: resolved.value.with,
    workers: 1,
    input: () => [dataset],
    read: (digest) => objects.get(digest),
    put,
    note: (text) => notes.push(text),
    progress() {},
    compute: async ({ module, name }, task) => (await import(module))[name](task),
  };
  const before = process.cpuUsage();
  const outputs = await backend.run(context);
  const { user, system } = process.cpuUsage(before);
  if (!outputs.ok) throw new Error(outputs.error.message);
  const { value } = parseYace(objects.get(outputs.value.potential).toString());
  const report = JSON.parse(objects.get(outputs.value.fit).toString());
  return { evaluator: prepareEvaluator(value), report, notes, cpu: (user + system) / 1e6 };
}

/**
 * Sums of errors over some structures: add them up with {@link sum}.
 * @param {any} evaluator
 * @param {readonly any[]} data
 */
export function errors(evaluator, data) {
  const sums = { structures: 0, components: 0, energy: 0, forces: 0 };
  for (const { structure, energy, forces } of data) {
    const found = evaluateAce(evaluator, structure);
    sums.structures++;
    sums.energy += Math.abs(found.energy - energy) / structure.numbers.length;
    sums.components += forces.length;
    forces.forEach((force, i) => {
      sums.forces += Math.abs(found.forces[i] - force);
    });
  }
  return sums;
}

/** @param {readonly any[]} all */
export const sum = (all) =>
  all.reduce(
    (a, b) => Object.fromEntries(Object.keys(b).map((key) => [key, (a[key] ?? 0) + b[key]])),
    {},
  );

/** Mean absolute errors: meV/atom and eV/Å. */
export const means = ({ structures, components, energy, forces }) => ({
  energy: (1000 * energy) / structures,
  forces: forces / components,
});
