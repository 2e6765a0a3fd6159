"""CPU milliseconds an atom of pyace's design rows: B functions and their gradients on rattled fcc copper.

Usage: python time_design_rows.py FUNCTIONS

The least of several repeats of one cell of 256 atoms, cutoff 6 angstrom, one thread.
Needs a Python with python-ace (0.4.0rc1), which is called and not read: its licence is academic.
"""

import sys
import tempfile
import time
from pathlib import Path

from ase.build import bulk
from pyace import (
    ACEBBasisSet,
    ACEBEvaluator,
    ACECalculator,
    aseatoms_to_atomicenvironment,
    create_multispecies_basis_config,
)


def main():
    config = create_multispecies_basis_config(
        {
            "deltaSplineBins": 0.001,
            "elements": ["Cu"],
            "embeddings": {"ALL": {"npot": "FinnisSinclairShiftedScaled", "fs_parameters": [1, 1], "ndensity": 1}},
            "bonds": {"ALL": {"radbase": "SBessel", "radparameters": [5.25], "rcut": 6.0, "dcut": 0.01, "NameOfCutoffFunction": "cos"}},
            "functions": {
                "number_of_functions_per_element": int(sys.argv[1]),
                "ALL": {"nradmax_by_orders": [10, 5, 4, 3], "lmax_by_orders": [0, 4, 3, 2]},
            },
        }
    )
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "p.yaml")
        config.save(path)
        basis = ACEBBasisSet(path)
    # kept in variables: pyace does not hold them itself
    evaluator = ACEBEvaluator(basis)
    calculator = ACECalculator(evaluator)
    atoms = bulk("Cu", "fcc", a=3.61, cubic=True).repeat(4)
    atoms.rattle(0.1, seed=1)
    environment = aseatoms_to_atomicenvironment(atoms, cutoff=6.0)
    best = float("inf")
    for _ in range(5):
        begin = time.process_time()
        calculator.compute(environment, compute_projections=True, compute_b_grad=True)
        best = min(best, time.process_time() - begin)
    print(f"{1000 * best / len(atoms):.3f} ms/atom")


if __name__ == "__main__":
    main()
