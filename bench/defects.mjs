// CPU seconds to find the interstitial sites of alloys off their ideal sites, and the supercell for a crystal's defects: node bench/defects.mjs
import { toCartesian } from '../dist/science/cell.js';
import { defectCell } from '../dist/science/defects/defect-cell.js';
import { interstitialSites } from '../dist/science/defects/interstitial-sites.js';
import { prototypeCell } from '../dist/science/prototypes.js';
import { repeatStructure } from '../dist/science/supercell.js';
import { crystalSymmetry } from '../dist/science/symmetry.js';

const { cell, fractional } = prototypeCell('fcc', { a: 4 });
const unit = {
  numbers: new Int32Array(4).fill(29),
  positions: toCartesian(fractional, cell),
  cell,
  periodic: [true, true, true],
};

/** @param {() => string} work */
function timed(work) {
  const start = process.cpuUsage();
  const words = work();
  const { user, system } = process.cpuUsage(start);
  console.log(`${words}: ${((user + system) / 1e6).toFixed(2)} s of CPU`);
}

/** Two elements at random on fcc sites, every coordinate off its ideal by up to 0.05 Å. */
function rattled(repeats) {
  const structure = repeatStructure(unit, repeats);
  let state = 1;
  const next = () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  };
  const numbers = structure.numbers.map(() => (next() > 0.5 ? 29 : 79));
  const positions = structure.positions.map((x) => x + 0.1 * (next() - 0.5));
  return { ...structure, numbers, positions };
}

// The first pays for loading the symmetry search and for compiling.
for (const repeats of [
  [2, 2, 2],
  [2, 2, 4],
  [2, 4, 4],
  [4, 4, 4],
]) {
  const structure = rattled(repeats);
  timed(() => {
    const { sites } = interstitialSites(structure, crystalSymmetry(structure));
    return `${sites.length} interstitial sites of ${structure.numbers.length} atoms`;
  });
}
for (const atoms of [32, 100]) {
  timed(() => {
    const { numbers } = defectCell(unit, crystalSymmetry(unit), atoms);
    return `a supercell of ${numbers.length} atoms`;
  });
}
