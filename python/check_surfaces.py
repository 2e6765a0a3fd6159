"""Compares slabs with those of ASE's builders, and their energies with ASE's EMT.

    python check_surfaces.py < CASES.json     (needs what requirements-ase.txt pins: ase, numpy)

Each case names a builder of ase.build with its arguments, and has our slab (cell, positions,
numbers), its energy by our EMT (eV) and, where one is said, the surface energy gamma (J/m^2) that
we compute with an fcc bulk. Compared are: the number of atoms; the area; the sorted distances of
every atom to its neighbours up to 6 Å, atoms in sorted order, which is the structure up to symmetry
and order of atoms; energy and gamma. Cases with `builder` null are crystals given whole, for
their energy alone. Nothing is relaxed. Prints a line a case; exit code 1 where one differs.
"""

import json
import sys

import numpy as np
from ase import Atoms, build
from ase.calculators.emt import EMT
from ase.neighborlist import neighbor_list

SAME = 1e-6
EV_PER_A2 = 16.02176634  # J/m^2


def fingerprint(atoms):
    first, distance = neighbor_list("id", atoms, 6.0 + 1e-3)
    rows = [np.sort(distance[first == i]) for i in range(len(atoms))]
    return sorted((row for row in rows), key=lambda row: tuple(np.round(row, 5)))


def area(atoms):
    return np.linalg.norm(np.cross(atoms.cell[0], atoms.cell[1]))


def energy(atoms):
    atoms.calc = EMT()
    return atoms.get_potential_energy()


def theirs(case, ours):
    if case["builder"] is None:
        return ours.copy()
    made = getattr(build, case["builder"])(**case["arguments"])
    made.pbc = True
    return made


def check(case):
    ours = Atoms(
        case["numbers"],
        positions=np.reshape(case["positions"], (-1, 3)),
        cell=np.reshape(case["cell"], (3, 3)),
        pbc=True,
    )
    ase = theirs(case, ours)
    wrong = []
    if len(ase) != len(ours):
        wrong.append(f"{len(ours)} atoms, ASE {len(ase)}")
    elif abs(area(ase) - area(ours)) > SAME:
        wrong.append(f"area {area(ours)}, ASE {area(ase)}")
    else:
        pairs = list(zip(fingerprint(ours), fingerprint(ase)))
        if any(len(a) != len(b) for a, b in pairs):
            wrong.append("other numbers of neighbours")
        elif max(np.abs(a - b).max() for a, b in pairs) > SAME:
            wrong.append("other distances")
    told = energy(ase)
    if abs(told - case["energy"]) > SAME:
        wrong.append(f"{case['energy']} eV, ASE {told}")
    words = f"{told:.6f} eV"
    if "gamma" in case:
        bulk = energy(build.bulk(case["arguments"]["symbol"], "fcc", a=case["arguments"]["a"]))
        gamma = (told - len(ase) * bulk) / (2 * area(ase)) * EV_PER_A2
        words += f", gamma {gamma:.6f} J/m2"
        if abs(gamma - case["gamma"]) > SAME:
            wrong.append(f"gamma {case['gamma']}, ASE {gamma}")
    print(f"{case['name']}: {len(ase)} atoms, {words}: {'; '.join(wrong) if wrong else 'the same'}")
    return not wrong


if __name__ == "__main__":
    results = [check(case) for case in json.load(sys.stdin)]
    print(f"{sum(results)} of {len(results)} cases the same")
    sys.exit(0 if results and all(results) else 1)
