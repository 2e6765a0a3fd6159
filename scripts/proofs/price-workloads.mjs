// The workloads of the proof `price`. They were fixed, with what is learned from and what is held out, before any
// result of them was seen. A series is another draw of all of them: who changes the model after a result takes the next.
import { numbersFrom } from './numbers.mjs';

/**
 * @typedef {object} Workload
 * @property {string} name
 * @property {string} first the pipeline whose costs are learned from
 * @property {string} second the pipeline whose costs are foretold; what both have is known by then
 * @property {(node: string) => boolean} counts the nodes that are compared
 */

const pipeline = (name, nodes) =>
  `version: 1\nname: ${name}\nnodes:\n${nodes.map((node) => `  ${node}\n`).join('')}`;

/** Even places are learned from, odd ones held out. */
const parted = (list) => [0, 1].map((part) => list.filter((_, place) => place % 2 === part));

const pick = (random, list) => list[Math.floor(random() * list.length)];
const between = (random, low, high) => low + Math.floor(random() * (high - low + 1));

/** @returns {Workload} */
function workload(name, shared, nodes, counts) {
  const [first, second] = parted(nodes);
  return {
    name,
    first: pipeline('first', [...shared, ...first.flat()]),
    second: pipeline('second', [...shared, ...second.flat()]),
    counts,
  };
}

const METALS = ['Cu', 'Al', 'Ni', 'Ag', 'Au', 'Pd', 'Pt'];
const crystal = (element) => `system: { elements: [${element}], crystal_structure: fcc }`;

/** EMT at single cells of 4 to 864 atoms: 40 to learn from, 40 held out, each a node. */
function singleCells(series) {
  const random = numbersFrom(100 * series + 1);
  const seen = new Set();
  const nodes = [];
  while (nodes.length < 80) {
    const element = pick(random, METALS);
    const cell = [0, 0, 0].map(() => between(random, 1, 6)).sort();
    const id = `${element}_${cell.join('_')}`;
    if (seen.has(id)) continue;
    seen.add(id);
    nodes.push([
      `s_${id}: { uses: build, with: { ${crystal(element)}, supercell: [${cell}] } }`,
      `l_${id}: { uses: oracle, inputs: { structures: s_${id} }, with: { calculator: emt } }`,
    ]);
  }
  return workload('EMT, one cell a node', [], nodes, (id) => id.startsWith('l_'));
}

/** EMT at sets of 6 to 60 strained and rattled cells: 16 and 16 nodes. */
function sets(series) {
  const random = numbersFrom(100 * series + 2);
  const nodes = Array.from({ length: 32 }, (_, at) => {
    const cell = [1, 1, 1].map(() => between(random, 1, 3));
    const strains = between(random, 3, 10);
    const rattles = between(random, 1, 5);
    const distortion = `{ strain_range: [-0.05, 0.05], n_strain_steps: ${strains}, rattle_stdev: 0.05, n_rattle_steps: ${rattles} }`;
    return [
      `s${at}: { uses: build, with: { ${crystal(pick(random, METALS))}, supercell: [${cell}], distortion: ${distortion}, seed: ${at} } }`,
      `l${at}: { uses: oracle, inputs: { structures: s${at} }, with: { calculator: emt } }`,
    ];
  });
  return workload('EMT, sets', [], nodes, (id) => /^l\d/.test(id));
}

/** Linear ACE fits of several sizes to one dataset: 14 and 14 nodes. */
function fits(series) {
  const random = numbersFrom(100 * series + 3);
  const shared = [
    `structures: { uses: build, with: { ${crystal('Cu')}, supercell: [2, 2, 1], distortion: { strain_range: [-0.06, 0.06], n_strain_steps: 9, rattle_stdev: 0.05, n_rattle_steps: 3 } } }`,
    'labels: { uses: oracle, inputs: { structures: structures }, with: { calculator: emt } }',
    'dataset: { uses: store, inputs: { labels: labels } }',
  ];
  const nodes = Array.from({ length: 28 }, (_, at) => {
    const cutoff = 4 + Math.floor(random() * 9) / 4;
    const basis = between(random, 8, 60);
    return [
      `fit${at}: { uses: train, inputs: { dataset: dataset }, with: { backend: ace, cutoff: ${cutoff}, b_basis_size: ${basis} } }`,
    ];
  });
  return workload('ACE fits', shared, nodes, (id) => id.startsWith('fit'));
}

/** A program whose work grows with its input: sorting 10,000 to 1,000,000 lines; 15 and 15 nodes. */
function sorting(series) {
  const random = numbersFrom(100 * series + 4);
  const sizes = Array.from({ length: 30 }, () => Math.round(1e4 * 100 ** random()));
  const shared = sizes.map(
    (size, at) =>
      `lines${at}: { uses: command, with: { run: 'seq "$N" > out', env: { N: "${size}" }, outputs: { out: out } } }`,
  );
  const nodes = sizes.map((_, at) => [
    `sorted${at}: { uses: command, inputs: { in: lines${at} }, with: { run: 'LC_ALL=C sort -r in > out', outputs: { out: out } } }`,
  ]);
  return workload('commands that sort', shared, nodes, (id) => id.startsWith('sorted'));
}

/** Programs whose cost nothing says beforehand: loops of 30,000 to 3,000,000 turns; 20 and 20 nodes. */
function loops(series) {
  const random = numbersFrom(100 * series + 5);
  const nodes = Array.from({ length: 40 }, (_, at) => [
    `loop${at}: { uses: command, with: { run: 'awk "BEGIN { for (i = 0; i < $N; i++) s += i * i; print s }" > out', env: { N: "${Math.round(3e4 * 100 ** random())}" }, outputs: { out: out } } }`,
  ]);
  return workload('commands of unknown length', [], nodes, (id) => id.startsWith('loop'));
}

/** pw.x at 4 atoms of aluminium, one calculation a node, at several cutoffs and meshes: 8 and 8 nodes. */
function planeWaves(series, pseudo) {
  const random = numbersFrom(100 * series + 6);
  const nodes = Array.from({ length: 16 }, (_, at) => [
    `s${at}: { uses: build, with: { ${crystal('Al')} } }`,
    `l${at}: { uses: oracle, inputs: { structures: s${at} }, with: { calculator: espresso, pseudopotentials: { Al: ${pseudo} }, ecutwfc: ${(8 + 6 * random()).toFixed(2)}, kspacing: ${(0.6 + 0.6 * random()).toFixed(2)} } }`,
  ]);
  return workload('pw.x', [], nodes, (id) => /^l\d/.test(id));
}

/** All of them; that of pw.x only where it and its pseudopotentials are. */
export const workloads = ({ series, pseudo }) => [
  singleCells(series),
  sets(series),
  fits(series),
  sorting(series),
  loops(series),
  ...(pseudo === undefined ? [] : [planeWaves(series, pseudo)]),
];
