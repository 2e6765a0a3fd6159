// Microseconds of CPU a tried swap, by alloy: node bench/sqs.mjs [STEPS]
import { toCartesian } from '../dist/science/cell.js';
import { prototypeCell } from '../dist/science/prototypes.js';
import { bestFew } from '../dist/science/sqs/best-few.js';
import { clusterModel } from '../dist/science/sqs/cluster-model.js';
import { clusterOrbits } from '../dist/science/sqs/clusters.js';
import { latticeSites } from '../dist/science/sqs/lattice-sites.js';
import { objectiveFor } from '../dist/science/sqs/objective.js';
import { parentLattice } from '../dist/science/sqs/parent-lattice.js';
import { searchTempered } from '../dist/science/sqs/search-tempered.js';
import { supercellShapes } from '../dist/science/sqs/supercell-shapes.js';

const steps = Number(process.argv[2] ?? 300_000);

const cpu = () => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

/** @param {'fcc' | 'bcc' | 'hcp'} structure */
function latticeOf(structure) {
  const { cell, fractional } = prototypeCell(structure, { a: 1 });
  const numbers = new Int32Array(fractional.length / 3).fill(1);
  const positions = toCartesian(fractional, cell);
  const crystal = { numbers, positions, cell, periodic: [true, true, true] };
  return parentLattice(latticeSites(crystal, () => true));
}

for (const [structure, amounts, shells, triplets] of [
  ['fcc', [32, 32], 4, 0],
  ['fcc', [32, 32], 7, 0],
  ['fcc', [32, 32], 4, 2],
  ['bcc', [18, 18, 18], 4, 0],
  ['fcc', [16, 16, 16, 16], 4, 0],
  ['fcc', [25, 25, 25, 25, 25], 4, 2],
]) {
  const parent = latticeOf(structure);
  const orbits = clusterOrbits(parent, { shells, triplets });
  const sites = amounts.reduce((sum, n) => sum + n, 0);
  const [shape] = supercellShapes(parent, sites, 1);
  const model = clusterModel(orbits, 1, shape.form, amounts);
  const search = { seed: 1, problem: `sha256:${'0'.repeat(64)}`, index: 0, steps };
  const before = cpu();
  searchTempered(
    model,
    objectiveFor(orbits),
    bestFew(1, () => ''),
    search,
    () => false,
  );
  const each = (cpu() - before) / steps;
  const words = `${structure} ${amounts.join('+')} atoms, ${shells} shells, triplets to ${triplets}`;
  console.log(`${words}: ${each.toFixed(2)} us a step`);
}
let begin = cpu();
const shapes = supercellShapes(latticeOf('fcc'), 64, Number.POSITIVE_INFINITY).length;
console.log(`all ${shapes} shapes of 64 fcc cells: ${((cpu() - begin) / 1e6).toFixed(2)} s`);
begin = cpu();
supercellShapes(latticeOf('fcc'), 128, 8);
console.log(`the 8 most compact shapes of 128 fcc cells: ${((cpu() - begin) / 1e6).toFixed(2)} s`);
