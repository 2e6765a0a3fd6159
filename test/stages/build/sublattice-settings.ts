/** A `system` of a structure type; its elements are those of the sublattices. */
export const system = (structure: string, sublattices: readonly unknown[], more: object = {}) => {
  const elements = [
    ...new Set(
      sublattices.flatMap((own) => (typeof own === 'string' ? [own] : Object.keys(own as object))),
    ),
  ];
  return { elements, crystal_structure: structure, sublattices, ...more };
};

/** L1_2 Ni3Al as a POSCAR. */
export const NI3AL =
  'Ni3Al\n1.0\n3.57 0 0\n0 3.57 0\n0 0 3.57\nAl Ni\n1 3\nDirect\n0 0 0\n0 0.5 0.5\n0.5 0 0.5\n0.5 0.5 0\n';
/** A `system` of a file. */
export const fromFile = (sublattices: object, elements: readonly string[]) => ({
  elements,
  file: 'ni3al.vasp',
  sublattices,
});
