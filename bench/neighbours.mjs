// Microseconds of CPU an atom for neighbour lists of fcc Cu, cutoff 6 Å: node bench/neighbours.mjs
import { neighbourList } from '../dist/science/neighbours.js';
import { rattledFcc, usPerAtom } from './fcc.mjs';

for (const repeats of [1, 3, 5, 10]) {
  const structure = rattledFcc(29, 3.61, repeats);
  const atoms = structure.numbers.length;
  const neighbours = neighbourList(structure, 6).first[atoms] / atoms;
  const full = usPerAtom(atoms, () => neighbourList(structure, 6));
  const half = usPerAtom(atoms, () => neighbourList(structure, 6, 'half'));
  console.log(
    `${atoms} atoms, ${neighbours.toFixed(0)} neighbours: full ${full.toFixed(2)}, half ${half.toFixed(2)} us/atom`,
  );
}
