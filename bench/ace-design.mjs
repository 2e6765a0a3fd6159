// Time of the linear ACE: design rows and evaluation, ms an atom, one thread, CPU time, least of repeats.
// Usage: npm run build && node bench/ace-design.mjs
import { buildAceBasis } from '../dist/science/ace/basis.js';
import { designRows } from '../dist/science/ace/design.js';
import { evaluateAce, prepareEvaluator } from '../dist/science/ace/evaluate.js';
import { linearPotential } from '../dist/science/ace/potential.js';
import { neighbourList } from '../dist/science/neighbours.js';

const NUMBERS = { Al: 13, Cu: 29, Ni: 28 };

/** A cubic fcc crystal of n^3 cells, every coordinate moved by up to 0.1 Å. */
function fcc(elements, a, n) {
  let state = 12345;
  const next = () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state / 4294967296 - 0.5;
  };
  const corners = [
    [0, 0, 0],
    [0, 0.5, 0.5],
    [0.5, 0, 0.5],
    [0.5, 0.5, 0],
  ];
  const positions = [];
  for (let c = 0; c < n * n * n; c++) {
    const cell = [c % n, Math.floor(c / n) % n, Math.floor(c / n / n)];
    for (const corner of corners) {
      positions.push(...cell.map((k, x) => (k + corner[x]) * a + 0.2 * next()));
    }
  }
  const count = positions.length / 3;
  return {
    numbers: Int32Array.from({ length: count }, (_, i) => NUMBERS[elements[i % elements.length]]),
    positions: Float64Array.from(positions),
    cell: Float64Array.of(n * a, 0, 0, 0, n * a, 0, 0, 0, n * a),
    periodic: [true, true, true],
  };
}

/** The least CPU time of a call, ms. */
function time(run) {
  let least = Infinity;
  const start = performance.now();
  for (let k = 0; k < 60 && (k < 6 || performance.now() - start < 2500); k++) {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

console.log('elements  order  functions  atoms  neighbours  design ms/atom  evaluate us/atom');
for (const [elements, maxOrder, functionsPerElement, cells] of [
  [['Cu'], 3, 100, 4],
  [['Cu'], 3, 400, 4],
  [['Cu'], 4, 400, 4],
  [['Cu'], 3, 100, 2],
  [['Cu'], 3, 400, 2],
  [['Cu'], 3, 400, 1],
  [['Al', 'Ni'], 3, 200, 3],
]) {
  const structure = fcc(elements, 3.61, cells);
  const atoms = structure.numbers.length;
  const basis = buildAceBasis({ elements, cutoff: 6, maxOrder, functionsPerElement });
  const coefficients = new Float64Array(basis.functionCount).fill(0.01);
  const evaluator = prepareEvaluator(linearPotential(basis, coefficients, {}));
  const design = time(() => designRows(basis, structure)) / atoms;
  const evaluate = (1000 * time(() => evaluateAce(evaluator, structure))) / atoms;
  const neighbours = neighbourList(structure, 6).first[atoms] / atoms;
  const words = [elements.join(' '), maxOrder, functionsPerElement, atoms, neighbours.toFixed(1)];
  console.log([...words, design.toFixed(3), evaluate.toFixed(0)].join('\t'));
}
