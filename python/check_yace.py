"""Compares pyace's evaluation of .yace files with expected numbers.

Usage: python check_yace.py CASES.json

CASES.json is a list of cases {"name", "yace", "numbers" (N), "positions" (N x 3, angstrom),
"cell" (3 x 3), "pbc" (3), "energy" (eV), "forces" (N x 3, eV/angstrom), "stress" (Voigt
xx yy zz yz xz xy, eV/angstrom^3, tension positive; optional)}; a yace path is taken from the
folder of CASES.json. Prints the deviations of each case and the largest of all as the last line of
JSON, and exits with 1 where one is over its limit: 1e-6 eV/atom, 1e-5 eV/angstrom, 1e-6 eV/angstrom^3.

Needs a Python with python-ace (0.4.0rc1), which is called and not read: its licence is academic.
"""

import json
import sys
from pathlib import Path

import numpy as np
from ase import Atoms
from pyace import PyACECalculator

LIMITS = {"energy": 1e-6, "forces": 1e-5, "stress": 1e-6}


def deviations(case, folder):
    """The largest deviation of each property: energy in eV/atom."""
    atoms = Atoms(
        numbers=case["numbers"],
        positions=case["positions"],
        cell=case["cell"],
        pbc=case["pbc"],
    )
    calculator = PyACECalculator(str(folder / case["yace"]))
    atoms.calc = calculator
    found = {
        "energy": abs(atoms.get_potential_energy() - case["energy"]) / len(atoms),
        "forces": float(np.abs(atoms.get_forces() - np.array(case["forces"])).max()),
    }
    if "stress" in case:
        found["stress"] = float(np.abs(atoms.get_stress() - np.array(case["stress"])).max())
    return found


def main():
    path = Path(sys.argv[1])
    worst = {"energy": 0.0, "forces": 0.0, "stress": 0.0}
    for case in json.loads(path.read_text()):
        found = deviations(case, path.parent)
        print(case["name"], " ".join(f"{key} {value:.2e}" for key, value in found.items()))
        for key, value in found.items():
            # not-a-number counts as over the limit
            worst[key] = max(worst[key], value) if value == value else float("inf")
    print(json.dumps(worst))
    return 0 if all(worst[key] <= LIMITS[key] for key in LIMITS) else 1


if __name__ == "__main__":
    sys.exit(main())
