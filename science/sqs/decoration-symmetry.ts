import { cellIndex, type HermiteForm, hermiteForm } from './hermite-forms.ts';
import { rotateRows, rotateVector } from './integer-matrix.ts';
import type { ParentLattice } from './parent-lattice.ts';

/**
 * How the symmetry of parent and supercell together permutes the sites: for each permutation, where
 * each site goes. All translations by parent cells, and the point operations that leave the
 * superlattice as it is.
 */
export function sitePermutations(parent: ParentLattice, form: HermiteForm): Int32Array[] {
  const [a, , , , c, , , , f] = form;
  const sites = parent.mixed.length / 3;
  const name = form.join(' ');
  const permutations: Int32Array[] = [];
  for (const { rotation, sites: images, shifts } of parent.operations) {
    if (hermiteForm(rotateRows(form, rotation)).join(' ') !== name) continue;
    const image = new Int32Array(a * c * f * sites);
    for (let cell = 0; cell < a * c * f; cell++) {
      const k = cell % f;
      const j = Math.floor(cell / f) % c;
      const [x, y, z] = rotateVector([Math.floor(cell / (f * c)), j, k], rotation);
      for (let s = 0; s < sites; s++) {
        const [u, v, w] = shifts[s]!;
        image[cell * sites + s] = cellIndex(form, x + u, y + v, z + w) * sites + images[s]!;
      }
    }
    permutations.push(...translated(image, form, sites));
  }
  return permutations;
}

/** One permutation followed by each translation. */
function translated(image: Int32Array, form: HermiteForm, sites: number): Int32Array[] {
  const [a, , , , c, , , , f] = form;
  const cells = a * c * f;
  return Array.from({ length: cells }, (_, shift) => {
    const [u, v, w] = [Math.floor(shift / (f * c)), Math.floor(shift / f) % c, shift % f] as const;
    return image.map((site) => {
      const cell = Math.floor(site / sites);
      const [i, j, k] = [Math.floor(cell / (f * c)), Math.floor(cell / f) % c, cell % f] as const;
      return cellIndex(form, i + u, j + v, k + w) * sites + (site % sites);
    });
  });
}

/** One name for all decorations that the permutations make of one: the least, as text. */
export function decorationName(species: Uint8Array, permutations: readonly Int32Array[]): string {
  const image = new Uint8Array(species.length);
  let least: Uint8Array | undefined;
  for (const permutation of permutations) {
    for (let i = 0; i < image.length; i++) image[permutation[i]!] = species[i]!;
    if (!least || isLess(image, least)) least = image.slice();
  }
  return (least ?? species).join('');
}

function isLess(one: Uint8Array, other: Uint8Array): boolean {
  for (let i = 0; i < one.length; i++) {
    if (one[i] !== other[i]) return one[i]! < other[i]!;
  }
  return false;
}
