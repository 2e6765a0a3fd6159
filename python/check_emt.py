"""Compares the labels of a database with ASE's own EMT.

    python check_emt.py DATABASE.db     (needs ase==3.29.0)

Opens the file with ase.db (or, by another suffix, with ase.io) and computes every row again with
ase.calculators.emt.EMT. Energy, free energy, forces and stress must agree to 1e-8 relative and
1e-10 absolute together. Prints the counts and the largest deviations; exit code 1 beyond that,
or where there is nothing to compare.
"""

import sys

import numpy as np
from ase import Atoms
from ase.calculators.emt import EMT

RELATIVE = 1e-8
ABSOLUTE = 1e-10
PROPERTIES = ("energy", "free_energy", "forces", "stress")


def rows(path):
    """Yields (name of the row, atoms, labels by property)."""
    if path.endswith(".db"):
        from ase.db import connect

        with connect(path) as database:
            for row in database.select():
                labels = {p: row.get(p) for p in PROPERTIES if row.get(p) is not None}
                yield f"row {row.id}", row.toatoms(), labels
    else:
        from ase.io import iread

        for index, atoms in enumerate(iread(path, index=":")):
            results = atoms.calc.results if atoms.calc else {}
            yield f"frame {index}", atoms, {p: results[p] for p in PROPERTIES if p in results}


def expected(atoms):
    """What ASE says; without the stress where the cell has no volume."""
    bare = Atoms(
        numbers=atoms.numbers, positions=atoms.positions, cell=atoms.cell, pbc=atoms.pbc
    )
    bare.calc = EMT()
    values = {"energy": bare.get_potential_energy(), "forces": bare.get_forces()}
    values["free_energy"] = values["energy"]
    if bare.cell.rank == 3:
        values["stress"] = bare.get_stress()
    return values


def compare(path):
    worst = {p: 0.0 for p in PROPERTIES}
    compared = {p: 0 for p in PROPERTIES}
    count = 0
    bad = []
    for name, atoms, labels in rows(path):
        if not labels:
            continue
        count += 1
        values = expected(atoms)
        for missing in values.keys() - labels.keys():
            bad.append(f"{name}: no {missing}")
        for extra in labels.keys() - values.keys():
            bad.append(f"{name}: has {extra} where ASE has none")
        for p in values.keys() & labels.keys():
            theirs = np.asarray(values[p])
            difference = np.abs(np.asarray(labels[p]) - theirs)
            compared[p] += 1
            worst[p] = max(worst[p], float(difference.max(initial=0.0)))
            if not np.all(difference <= RELATIVE * np.abs(theirs) + ABSOLUTE):
                bad.append(f"{name}: {p} differs by {difference.max():.3e}")
    return count, compared, worst, bad


def main(arguments):
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    count, compared, worst, bad = compare(arguments[0])
    print(f"{count} labelled structures against ASE's EMT")
    for p in PROPERTIES:
        print(f"{p}: {compared[p]} compared, largest deviation {worst[p]:.3e}")
    for line in bad[:20]:
        print(line)
    if len(bad) > 20:
        print(f"... and {len(bad) - 20} more")
    ok = count > 0 and not bad
    print("equal" if ok else "NOT equal" if count else "nothing to compare")
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
