// Default rules of the native ACE fit on real DFT data, and on elements that they were not looked at with.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { cellVolume, errors, evaluateAce, fitByRules, means, readSet, sum } from './ace-fit.mjs';
import { ROOT } from './engine-run.mjs';
import { numbersFrom } from './numbers.mjs';
import { table, writeProof } from './written.mjs';

const CLAIM =
  'Every fit is by default rules alone (`pipelines/fit-dataset.yaml` with nothing set): cutoff, order, size, share of the forces and ridge come from the training data. Silicon (Zuo et al., 2020): test MAE at most 3.0 meV/atom and 0.070 eV/Å, at most 60 s of CPU. Tantalum (Thompson et al., 2015): training MAE below 38 meV/atom and 0.0758 eV/Å (the better of two published fits in each); every group left out in turn, over the structures within 2 eV/atom of the lowest: at most 18 meV/atom and 0.105 eV/Å; where a group that is left out is a crystal compressed beyond that, its energy must be finite and rise all the way. The rules of version 2 were made with the figures of these two in view, those of version 3 on few data of other substances (`bench/few-data.mjs`). Below are five more substances, labelled by classical potentials: platinum and silicon by Stillinger-Weber are also among the few data, silver, palladium with nickel and argon were not looked at; no limit is set for them.';

const data = (name) => join(process.env.MLIP_SHARED ?? join(ROOT, '../shared'), 'data', name);
const chosen = ({ report, cpu }) =>
  `cutoff ${report.cutoff_angstrom} Å, order ${report.max_order}, ${report.functions_per_element} functions, kappa ${report.kappa}, ridge ${report.ridge}, ${cpu.toFixed(0)} s CPU`;
const words = (sums) => {
  const { energy, forces } = means(sums);
  return [sums.structures, energy.toFixed(2), forces.toFixed(4)];
};
/** meV/atom, eV/Å: of silicon from twenty structures, in the short form. */
const MOST_OF_FEW = { energy: 4, forces: 0.16 };
const HEAD = ['set', 'structures', 'E MAE, meV/atom', 'F MAE, eV/Å', 'chosen'];

/** @param {(row: any[]) => void} say */
async function silicon(say) {
  const [train, test] = ['train', 'test'].map((part) => readSet(data(`Si.${part}.extxyz.gz`)));
  const one = await fitByRules(train);
  const judged = errors(one.evaluator, test);
  say(['Si, test file', ...words(judged), chosen(one)]);
  say(['Si, training file', ...words(errors(one.evaluator, train)), '']);
  const { energy, forces } = means(judged);
  return energy <= 3 && forces <= 0.07 && one.cpu <= 60;
}

/** @param {(row: any[]) => void} say */
async function siliconFolds(say) {
  const all = ['train', 'test'].flatMap((part) => readSet(data(`Si.${part}.extxyz.gz`)));
  const folds = [];
  for (let fold = 0; fold < 10; fold++) {
    const { evaluator } = await fitByRules(all.filter((_, i) => i % 10 !== fold));
    folds.push(
      errors(
        evaluator,
        all.filter((_, i) => i % 10 === fold),
      ),
    );
  }
  say(['Si, 10-fold over all 239 (every tenth frame)', ...words(sum(folds)), 'fold by fold']);
  return true;
}

/** @param {(row: any[]) => void} say */
async function tantalum(say) {
  const all = readSet(data('Ta.extxyz.gz'));
  const perAtom = ({ energy, structure }) => energy / structure.numbers.length;
  const lowest = Math.min(...all.map(perAtom));
  const near = (one) => perAtom(one) <= lowest + 2;
  const whole = await fitByRules(all);
  const training = errors(whole.evaluator, all);
  say(['Ta, training, all', ...words(training), chosen(whole)]);
  const left = [];
  const high = [];
  let sane = true;
  for (const group of new Set(all.map((one) => one.group))) {
    const one = await fitByRules(all.filter((other) => other.group !== group));
    const out = all.filter((other) => other.group === group);
    left.push(errors(one.evaluator, out.filter(near)));
    high.push(errors(one.evaluator, out));
    say([`Ta, ${group} left out`, ...words(left.at(-1)), chosen(one)]);
    if (!group.startsWith('Volume')) continue;
    const found = compressed(one.evaluator, out, lowest);
    sane &&= found.rises;
    say([
      `Ta, ${group} left out, compressed beyond 2 eV/atom`,
      ...words(found.sums),
      `${found.rises ? 'rises all the way' : '**does not rise**'} to ${found.last}`,
    ]);
  }
  say(['**Ta, each group left out, within 2 eV/atom**', ...words(sum(left)), '']);
  say(['Ta, each group left out, all', ...words(sum(high)), 'up to 28 eV/atom above the lowest']);
  const [fitted, apart] = [means(training), means(sum(left))];
  const good = fitted.energy < 38 && fitted.forces < 0.0758;
  return good && apart.energy <= 18 && apart.forces <= 0.105 && sane;
}

/**
 * A part of it that takes less than a minute, for continuous integration: the crystal of lowest energy, bcc, left out, and silicon of
 * Stillinger and Weber from twenty structures. Limits are 1.5 times what was found.
 * @param {(row: any[]) => void} say
 */
async function short(say) {
  const all = readSet(data('Ta.extxyz.gz'));
  const perAtom = ({ energy, structure }) => energy / structure.numbers.length;
  const lowest = Math.min(...all.map(perAtom));
  const out = all.filter(({ group }) => group === 'Volume_BCC');
  const one = await fitByRules(all.filter(({ group }) => group !== 'Volume_BCC'));
  const near = errors(
    one.evaluator,
    out.filter((other) => perAtom(other) <= lowest + 2),
  );
  say(['Ta, Volume_BCC left out', ...words(near), chosen(one)]);
  const { rises, last } = compressed(one.evaluator, out, lowest);
  say([`compressed, it ${rises ? 'rises all the way' : 'does not rise'} to ${last}`]);
  const [, shape, label] = (await substances()).find(([name]) => name.startsWith('Si'));
  const labelled = labelledCrystals(shape, label);
  const few = await fitByRules(labelled.slice(0, 20));
  const test = errors(few.evaluator, labelled.slice(120));
  say(['Si, Stillinger-Weber, 20 fitted', ...words(test), chosen(few)]);
  const [bcc, silicon] = [means(near), means(test)];
  return (
    bcc.energy < 170 &&
    rises &&
    silicon.energy < MOST_OF_FEW.energy &&
    silicon.forces < MOST_OF_FEW.forces
  );
}

/** What a potential says of a crystal as it is compressed, from 2 eV/atom above the lowest on. */
function compressed(evaluator, structures, lowest) {
  const volume = ({ structure }) => cellVolume(structure.cell) / structure.numbers.length;
  const perAtom = (energy, { structure }) => energy / structure.numbers.length - lowest;
  const equilibrium = structures.reduce((a, b) =>
    perAtom(a.energy, a) < perAtom(b.energy, b) ? a : b,
  );
  const squeezed = structures
    .filter((one) => volume(one) < volume(equilibrium) && perAtom(one.energy, one) > 2)
    .sort((a, b) => volume(b) - volume(a));
  const found = squeezed.map((one) => perAtom(evaluateAce(evaluator, one.structure).energy, one));
  const last = squeezed.at(-1);
  return {
    sums: errors(evaluator, squeezed),
    rises: found.every((energy, i) => Number.isFinite(energy) && !(energy <= (found[i - 1] ?? 0))),
    last: `${found.at(-1).toFixed(1)} eV/atom above the lowest (it is ${perAtom(last.energy, last).toFixed(1)})`,
  };
}

/** Rattled, strained crystals of a cubic cell, by a seed. */
function crystals({ symbols, corners, lattice, repeat }, count, seed) {
  const next = numbersFrom(seed);
  return Array.from({ length: count }, (_, i) => {
    const a = lattice * (0.94 + 0.12 * next());
    const shear = Array.from({ length: 9 }, () => 0.06 * (next() - 0.5));
    const size = 0.05 + 0.3 * next() * next();
    const [numbers, positions] = [[], []];
    for (let c = 0; c < repeat ** 3; c++) {
      const cell = [c % repeat, Math.floor(c / repeat) % repeat, Math.floor(c / repeat / repeat)];
      for (const corner of corners) {
        // every fourth has a vacancy
        if (i % 4 === 3 && c === 0 && corner === corners[0]) continue;
        numbers.push(symbols[Math.floor(next() * symbols.length)]);
        positions.push(...cell.map((k, x) => a * (k + corner[x]) + 2 * size * (next() - 0.5)));
      }
    }
    const cell = Float64Array.from(
      { length: 9 },
      (_, x) => (x % 4 === 0 ? repeat * a : 0) + repeat * a * shear[x],
    );
    const strained = positions.map((value, x) => {
      const row = 3 * Math.floor(x / 3);
      return (
        value +
        [0, 1, 2].reduce((total, k) => total + positions[row + k] * shear[3 * k + (x % 3)], 0)
      );
    });
    return {
      numbers: Int32Array.from(numbers),
      positions: Float64Array.from(strained),
      cell,
      periodic: [true, true, true],
    };
  });
}

const FCC = [
  [0, 0, 0],
  [0, 0.5, 0.5],
  [0.5, 0, 0.5],
  [0.5, 0.5, 0],
];
const DIAMOND = [...FCC, ...FCC.map((corner) => corner.map((x) => x + 0.25))];

/** Name, shape and calculator of substances that no rule was made with, but for platinum and silicon (few data). */
async function substances() {
  const module = (path) => import(pathToFileURL(join(ROOT, 'dist', path)).href);
  const { emt } = await module('science/emt/emt.js');
  const { lennardJones } = await module('science/classical/lennard-jones.js');
  const { stillingerWeber } = await module('science/classical/stillinger-weber.js');
  const argon = { epsilon: 0.0104, sigma: 3.4, cutoff: 8.5, onset: 5.6 };
  return [
    ['Ag, EMT', { symbols: [47], corners: FCC, lattice: 4.06, repeat: 2 }, emt],
    ['Pt, EMT', { symbols: [78], corners: FCC, lattice: 3.92, repeat: 2 }, emt],
    ['Pd-Ni, EMT', { symbols: [28, 46], corners: FCC, lattice: 3.7, repeat: 2 }, emt],
    [
      'Si, Stillinger-Weber',
      { symbols: [14], corners: DIAMOND, lattice: 5.43, repeat: 1 },
      stillingerWeber,
    ],
    [
      'Ar, Lennard-Jones',
      { symbols: [18], corners: FCC, lattice: 5.3, repeat: 2 },
      (structure) => lennardJones(structure, argon),
    ],
  ];
}

const labelledCrystals = (shape, label) =>
  crystals(shape, 150, 7).flatMap((structure, i) => {
    const { ok, value } = label(structure);
    return ok ? [{ structure, ...value, group: '', family: `${i}` }] : [];
  });

/** @param {(row: any[]) => void} say */
async function unseen(say) {
  for (const [name, shape, label] of await substances()) {
    const labelled = labelledCrystals(shape, label);
    const test = labelled.slice(120);
    for (const count of [120, 20]) {
      const one = await fitByRules(labelled.slice(0, count));
      say([`${name}, ${count} fitted`, ...words(errors(one.evaluator, test)), chosen(one)]);
    }
  }
  return true;
}

/** All that is on the page. */
const PARTS = { silicon, tantalum, unseen, folds: siliconFolds };

/** Only where it is asked for. */
const SHORT = { short };

/**
 * `--only` runs some of the parts; `--rows FILE` keeps what each found, so that parts that ran apart, one after the other
 * or side by side, come together on one page.
 * @param {readonly string[]} argv
 */
export async function prove(argv) {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      only: { type: 'string' },
      rows: { type: 'string' },
      'no-write': { type: 'boolean', default: false },
    },
  });
  const wanted = values.only?.split(',') ?? Object.keys(PARTS);
  const found = {};
  for (const name of wanted) {
    const rows = [];
    const say = (row) => {
      rows.push(row);
      console.log(row.join(' | '));
    };
    const good = await { ...PARTS, ...SHORT }[name](say);
    found[name] = { good, rows };
    if (!good) console.log(`${name}: not within its limits`);
    if (values.rows) keep(values.rows, name, found[name]);
  }
  const all = values.rows ? JSON.parse(readFileSync(values.rows, 'utf8')) : found;
  const held = Object.values(all).every(({ good }) => good);
  console.log(held ? 'held' : 'did not hold');
  const hasPart = wanted.some((name) => name in PARTS);
  if (!values['no-write'] && hasPart) writePage(all, held);
  return held;
}

/** What was not run is named. */
function writePage(all, held) {
  const missing = Object.keys(PARTS).filter((name) => !all[name]);
  const rows = Object.keys(PARTS).flatMap((name) => all[name]?.rows ?? []);
  const open = missing.length > 0 ? `Not run this time: ${missing.join(', ')}.\n\n` : '';
  const argv = missing.length > 0 ? ['--only', Object.keys(all).join()] : [];
  writeProof('ace', argv, { claim: CLAIM, held, body: open + table(HEAD, rows) });
}

function keep(path, name, part) {
  const before = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
  writeFileSync(path, `${JSON.stringify({ ...before, [name]: part }, null, 1)}\n`);
}
