// One special quasirandom structure in a process of its own: sqs-child.mjs CASE.json OUT.json
import { readFileSync, writeFileSync } from 'node:fs';
import { toCartesian } from '../../dist/science/cell.js';
import { prototypeCell } from '../../dist/science/prototypes.js';
import { shellDistances } from '../../dist/science/sqs/clusters.js';
import { hermiteForm } from '../../dist/science/sqs/hermite-forms.js';
import { inParentUnits, latticeSites } from '../../dist/science/sqs/lattice-sites.js';
import { parentLattice } from '../../dist/science/sqs/parent-lattice.js';
import { findSqs, searchSqs } from '../../dist/science/sqs/sqs-search.js';
import { sqsStructure } from '../../dist/science/sqs/sqs-structure.js';

const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const loaded = cpu();
const [caseFile, outFile] = process.argv.slice(2);
const { structure, a, c, numbers, amounts, shells, triplets, repeats, steps, seed } = JSON.parse(
  readFileSync(caseFile, 'utf8'),
);
const { cell, fractional } = prototypeCell(structure, { a, c });
const crystal = {
  numbers: new Int32Array(fractional.length / 3).fill(1),
  positions: toCartesian(fractional, cell),
  cell,
  periodic: [true, true, true],
};
const sites = latticeSites(crystal, () => true);
const rows = repeats && cell.map((x, k) => x * repeats[Math.floor(k / 3)]);
const { candidates } = await findSqs(
  {
    parent: parentLattice(sites),
    reach: { shells, triplets },
    amounts,
    ...(rows && { form: hermiteForm(inParentUnits(rows, sites)) }),
    count: 1,
    steps,
    seed,
  },
  async (tasks) => tasks.map(searchSqs),
);
const { form, species, objective } = candidates[0];
const made = sqsStructure(sites, form, species, numbers, rows);
const searched = cpu();
// For icet, which knows shells by distance.
const cutoffs = shellDistances(sites, Math.max(shells, triplets));
writeFileSync(
  outFile,
  JSON.stringify({
    objective,
    cutoffs,
    cell: Array.from(made.cell),
    positions: Array.from(made.positions),
    numbers: Array.from(made.numbers),
    cpu: { whole: cpu(), search: searched - loaded },
  }),
);
