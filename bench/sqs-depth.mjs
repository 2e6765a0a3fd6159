// How near to its optimum a search with the default steps comes: its objective beside those of ten times the
// steps, three seeds each. node bench/sqs-depth.mjs [TIMES]
import { toCartesian } from '../dist/science/cell.js';
import { prototypeCell } from '../dist/science/prototypes.js';
import { hermiteForm } from '../dist/science/sqs/hermite-forms.js';
import { inParentUnits, latticeSites } from '../dist/science/sqs/lattice-sites.js';
import { parentLattice } from '../dist/science/sqs/parent-lattice.js';
import { sqsReport } from '../dist/science/sqs/sqs-report.js';
import { findSqs, searchSqs } from '../dist/science/sqs/sqs-search.js';

const times = Number(process.argv[2] ?? 10);
/** The default of stages/build/bases/sqs-resolve.ts in a given supercell, a site. */
const STEPS = 1000;

/** Repeats of the conventional cell of fcc. */
const CASES = [
  { amounts: [24, 8], shells: 4, triplets: 2, repeats: [2, 2, 2] },
  { amounts: [54, 54], shells: 7, triplets: 0, repeats: [3, 3, 3] },
  { amounts: [16, 16, 16, 16, 16], shells: 3, triplets: 0, repeats: [2, 2, 5] },
];

const { cell, fractional } = prototypeCell('fcc', { a: 1 });
const crystal = {
  numbers: new Int32Array(4).fill(1),
  positions: toCartesian(fractional, cell),
  cell,
  periodic: [true, true, true],
};
const sites = latticeSites(crystal, () => true);
const parent = parentLattice(sites);

for (const { amounts, shells, triplets, repeats } of CASES) {
  const rows = cell.map((x, k) => x * repeats[Math.floor(k / 3)]);
  const form = hermiteForm(inParentUnits(rows, sites));
  const atoms = amounts.reduce((sum, n) => sum + n, 0);
  for (const factor of [1, times]) {
    const found = [];
    for (const seed of [1, 2, 3]) {
      const steps = STEPS * atoms * factor;
      const problem = { parent, reach: { shells, triplets }, amounts, form, count: 1, steps, seed };
      const { candidates } = await findSqs(problem, async (tasks) => tasks.map(searchSqs));
      const { exactShells } = sqsReport(problem, candidates[0]);
      found.push(`${candidates[0].objective.toFixed(4)} (${exactShells} exact shells)`);
    }
    const words = `fcc ${amounts.join('+')}, ${shells} shells, triplets to ${triplets}`;
    console.log(`${words}: ${factor} times the default steps: ${found.join(', ')}`);
  }
}
