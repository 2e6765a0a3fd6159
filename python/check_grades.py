"""Compares pyace's extrapolation grades and energies with those in a file.

Usage: python check_grades.py POTENTIAL.yaml ACTIVE.asi STRUCTURES.xyz

STRUCTURES.xyz has an `energy` (eV) and, for every atom, `gamma`. Prints the largest differences of both,
and the largest grade, as a line of JSON.

Needs a Python with python-ace (0.4.0rc1), which is called and not read: its licence is academic.
"""

import json
import sys

import numpy as np
from ase.io import read
from pyace import PyACECalculator


def main():
    potential, active_set, structures = sys.argv[1:]
    calculator = PyACECalculator(potential)
    calculator.set_active_set(active_set)
    worst = {"energy": 0.0, "gamma": 0.0, "largest": 0.0}
    for atoms in read(structures, ":"):
        energy, gamma = atoms.get_potential_energy(), atoms.arrays["gamma"]
        atoms.calc = calculator
        difference = abs(atoms.get_potential_energy() - energy)
        worst["energy"] = max(worst["energy"], difference)
        worst["gamma"] = max(worst["gamma"], float(np.abs(calculator.results["gamma"] - gamma).max()))
        worst["largest"] = max(worst["largest"], float(gamma.max()))
    print(json.dumps(worst))


if __name__ == "__main__":
    main()
