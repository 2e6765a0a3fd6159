"""Structure types as ASE builds them from a space group and the sites of one atom of each orbit.

Writes, for each name, cell, positions and numbers by ase.spacegroup.crystal or ase.build, with edge 4 and
the elements Al, Ti, Au on the sublattices in order; and, of structures in the JSON on stdin (by name: cell,
positions, numbers), the space group that spglib finds.
"""

import json
import sys

import spglib
from ase.build import bulk
from ase.spacegroup import crystal

A = 4.0
C = A * (8 / 3) ** 0.5
CUBIC = [A, A, A, 90, 90, 90]
HEXAGONAL = [A, A, C, 90, 90, 120]

# Space group and sites by Wyckoff position: International Tables, as in Villars' and AFLOW's entries.
TYPES = {
    "fcc": lambda: bulk("Al", "fcc", a=A, cubic=True),
    "bcc": lambda: bulk("Al", "bcc", a=A, cubic=True),
    "hcp": lambda: bulk("Al", "hcp", a=A, c=C),
    "sc": lambda: bulk("Al", "sc", a=A),
    "diamond": lambda: bulk("Al", "diamond", a=A, cubic=True),
    "A15": lambda: crystal(["Al", "Ti"], [(0, 0, 0), (0.25, 0, 0.5)], spacegroup=223, cellpar=CUBIC),
    "B1": lambda: bulk("AlTi", "rocksalt", a=A, cubic=True),
    "B2": lambda: bulk("AlTi", "cesiumchloride", a=A),
    "B3": lambda: bulk("AlTi", "zincblende", a=A, cubic=True),
    "L1_2": lambda: crystal(["Al", "Ti"], [(0, 0, 0), (0, 0.5, 0.5)], spacegroup=221, cellpar=CUBIC),
    "L1_0": lambda: crystal(
        ["Al", "Ti"], [(0, 0, 0), (0.5, 0.5, 0.5)], spacegroup=123,
        cellpar=[A / 2**0.5, A / 2**0.5, A, 90, 90, 90]),
    "D0_3": lambda: crystal(
        ["Al", "Ti", "Ti"], [(0, 0, 0), (0.5, 0.5, 0.5), (0.25, 0.25, 0.25)], spacegroup=225, cellpar=CUBIC),
    "fluorite": lambda: bulk("AlTiTi", "fluorite", a=A, cubic=True),
    "perovskite": lambda: crystal(
        ["Al", "Ti", "Au"], [(0, 0, 0), (0.5, 0.5, 0.5), (0.5, 0.5, 0)], spacegroup=221, cellpar=CUBIC),
    "wurtzite": lambda: crystal(
        ["Al", "Ti"], [(1 / 3, 2 / 3, 0), (1 / 3, 2 / 3, 0.375)], spacegroup=186, cellpar=HEXAGONAL),
}


def main():
    said = {}
    for name, ours in json.load(sys.stdin).items():
        atoms = TYPES[name]()
        cell = [ours["cell"][i : i + 3] for i in (0, 3, 6)]
        positions = [ours["positions"][i : i + 3] for i in range(0, len(ours["positions"]), 3)]
        atoms_ours = atoms.__class__(ours["numbers"], positions=positions, cell=cell, pbc=True)
        found = spglib.get_spacegroup((cell, atoms_ours.get_scaled_positions(), ours["numbers"]), symprec=1e-5)
        said[name] = {
            "cell": atoms.cell.array.ravel().tolist(),
            "positions": atoms.positions.ravel().tolist(),
            "numbers": atoms.numbers.tolist(),
            "spaceGroup": int(found.split("(")[1].rstrip(")")),
        }
    print(json.dumps(said))


if __name__ == "__main__":
    main()
