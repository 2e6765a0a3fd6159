// Which share of a cube random packings of equal spheres can fill, by the number of atoms: node bench/random-packing.mjs [TRIES]
import { digestBytes } from '../dist/base/digest.js';
import { randomStream } from '../dist/science/random.js';
import { randomPacking } from '../dist/science/random-packing.js';

const TRIES = Number(process.argv[2] ?? 50);
const ATOMS = [2, 3, 4, 5, 6, 7, 8, 12, 16, 32, 64, 128];
const SHARES = [0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.64];

/** @param {number} atoms @param {number} share how many of the tries find room */
function found(atoms, share) {
  const edge = Math.cbrt((atoms * 4 * Math.PI) / 3 / share);
  let count = 0;
  for (let index = 0; index < TRIES; index++) {
    const parent = digestBytes(`${atoms} ${share}`);
    const random = randomStream({ purpose: 'bench', seed: 1, parent, index });
    if (randomPacking(edge, new Array(atoms).fill(1), random)) count += 1;
  }
  return count;
}

console.log(`room found in ${TRIES} tries, by the share of the cube that the spheres fill`);
console.log(['atoms', ...SHARES].join('\t'));
for (const atoms of ATOMS) {
  console.log([atoms, ...SHARES.map((share) => found(atoms, share))].join('\t'));
}
