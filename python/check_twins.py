"""Looks at twins of hcp with ASE and spglib.

    python check_twins.py < CASES.json     (needs what requirements-ase.txt pins: ase, spglib, numpy)

Each case is a twin (cell, positions), its crystal's `a` and `c` (Å) and `plane` (h, k, l), and what we say
of it: space group, number of orbits, nearest distance (Å), area (Å^2). From ASE's hcp crystal and the
indices alone: the angle of the c axis to its mirror image at the plane; the area of the plane's smallest
cell. Out of the twin: the c axes in the middle of each of its halves, from pairs of atoms that are c apart;
the distances by ASE's neighbour list; space group and orbits by spglib. Prints a line a case; exit code 1
where one differs.
"""

import json
import sys

import numpy as np
import spglib
from ase import Atoms
from ase.build import bulk
from ase.neighborlist import neighbor_list

SAME = 1e-6


def angle(a, b):
    cosine = abs(a @ b) / np.linalg.norm(a) / np.linalg.norm(b)
    return np.degrees(np.arccos(min(1.0, cosine)))


def c_axis(twin, height, c):
    """The vector of length c between two atoms in the middle of a half."""
    first, ways = neighbor_list("iD", twin, c + 1e-3)
    centre = np.argmin(abs(twin.positions[:, 2] - height))
    ways = ways[first == centre]
    ways = ways[abs(np.linalg.norm(ways, axis=1) - c) < SAME]
    return ways[0] if len(ways) == 2 else None


def check(case):
    n = len(case["positions"]) // 3
    cell = np.reshape(case["cell"], (3, 3))
    twin = Atoms("Ti%d" % n, positions=np.reshape(case["positions"], (-1, 3)), cell=cell, pbc=True)
    crystal = bulk("Ti", "hcp", a=case["a"], c=case["c"])
    normal = np.asarray(case["plane"]) @ np.asarray(crystal.cell.reciprocal())
    c = np.asarray(crystal.cell[2])
    image = c - 2 * (c @ normal) * normal / (normal @ normal)
    axes = [c_axis(twin, at * cell[2, 2], case["c"]) for at in (0.25, 0.75)]
    found = spglib.get_symmetry_dataset(
        (cell, twin.get_scaled_positions(), twin.numbers), symprec=1e-3
    )
    pairs = [
        ("angle", angle(c, image), angle(*axes) if all(x is not None for x in axes) else None),
        ("area", crystal.get_volume() * np.linalg.norm(normal), case["area"]),
        ("nearest", min(neighbor_list("d", twin, case["a"])), case["nearest"]),
        ("space group", found.number, case["space_group"]),
        ("orbits", len(set(found.crystallographic_orbits)), case["orbits"]),
    ]
    wrong = [
        f"{what} {ours}, not {told}"
        for what, told, ours in pairs
        if ours is None or abs(told - ours) > SAME * max(1, abs(told))
    ]
    words = f"{n} atoms, {pairs[0][1]:.2f} degrees, space group {found.number}"
    print(f"{case['name']}: {words}: {'; '.join(wrong) if wrong else 'the same'}")
    return not wrong


if __name__ == "__main__":
    results = [check(case) for case in json.load(sys.stdin)]
    print(f"{sum(results)} of {len(results)} cases the same")
    sys.exit(0 if results and all(results) else 1)
