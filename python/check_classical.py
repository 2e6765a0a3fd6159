"""Compares energies, forces and stresses with ASE's LennardJones and MorsePotential.

    python check_classical.py CASES.json     (needs ase==3.29.0)

CASES is a list of objects: name, calculator (lj, morse), args (ASE's own), numbers, positions, cell, pbc, energy,
forces, stress (or null where there is none). Prints the largest deviations as JSON; exit code 1 where there is
nothing to compare, or only one of the two has a stress.
"""

import json
import sys

import numpy as np
from ase import Atoms
from ase.calculators.lj import LennardJones
from ase.calculators.morse import MorsePotential

CALCULATORS = {"lj": LennardJones, "morse": MorsePotential}


def main(path):
    with open(path) as file:
        cases = json.load(file)
    worst = {"energy": 0.0, "forces": 0.0, "stress": 0.0}
    for case in cases:
        atoms = Atoms(case["numbers"], case["positions"], cell=case["cell"], pbc=case["pbc"])
        atoms.calc = CALCULATORS[case["calculator"]](**case["args"])
        atoms.get_potential_energy()
        for name in worst:
            ours, theirs = case[name], atoms.calc.results.get(name)
            if (ours is None) != (theirs is None):
                sys.exit(f"{case['name']}: {name} is {ours} here, {theirs} in ASE")
            if ours is not None:
                theirs = np.asarray(theirs)
                scale = np.maximum(1.0, np.abs(theirs))
                worst[name] = max(worst[name], float(np.max(np.abs(ours - theirs) / scale)))
    print(json.dumps({"cases": len(cases), **worst}))
    return 0 if cases else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
