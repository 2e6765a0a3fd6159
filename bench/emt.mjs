// Microseconds of CPU an atom for energy, forces and stress of rattled fcc Cu: node bench/emt.mjs
import { emt } from '../dist/science/emt/emt.js';
import { LIST_CUTOFF } from '../dist/science/emt/parameters.js';
import { neighbourList } from '../dist/science/neighbours.js';
import { rattledFcc, usPerAtom } from './fcc.mjs';

for (const repeats of [2, 3, 5, 10]) {
  const structure = rattledFcc(29, 3.59, repeats);
  const atoms = structure.numbers.length;
  const pairs = neighbourList(structure, LIST_CUTOFF, 'half').first[atoms] / atoms;
  const list = usPerAtom(atoms, () => neighbourList(structure, LIST_CUTOFF, 'half'));
  const all = usPerAtom(atoms, () => emt(structure));
  console.log(
    `${atoms} atoms, ${pairs.toFixed(0)} pairs/atom: ${all.toFixed(2)} us/atom, of it the list ${list.toFixed(2)}`,
  );
}
