"""Makes ACE potentials of many kinds with pyace, and what pyace says of some structures with each.

Usage: python make_potentials.py FOLDER

Writes NAME.yaml (B-basis), NAME.yace, the structures NAME.xyz, and expected.json: {NAME: [{"energy" (eV),
"forces" (N x 3, eV/angstrom), "stress" (Voigt xx yy zz yz xz xy, eV/angstrom^3, tension positive; null
where no full cell), "gamma" (N; of the kinds of ACTIVE only)}, ...]}, one a structure. Of these
also NAME.asi, made by pace_activeset of other structures.

Needs a Python with python-ace (0.4.0rc1), which is called and not read: its licence is academic.
"""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from ase import Atoms
from ase.build import bulk
from ase.io import read, write
from pyace import ACEBBasisSet, PyACECalculator, create_multispecies_basis_config

SCALED = "FinnisSinclairShiftedScaled"
ROOTED = "FinnisSinclair"
# name: (elements, embedding, Finnis-Sinclair parameters, radial form, its parameter, core)
KINDS = {
    "linear": (["Cu"], SCALED, [1, 1], "SBessel", 5.25, {}),
    "rooted": (["Al", "Ni"], ROOTED, [1, 1, 1, 0.5], "ChebExpCos", 5.25, {}),
    "scaled": (["Al", "Ni"], SCALED, [1, 1, 0.7, 0.5], "ChebPow", 2.0, {}),
    "three": (["Al", "Cu", "Ni"], SCALED, [1, 1], "SBessel", 5.25, {}),
    "distance": (
        ["Al", "Ni"],
        SCALED,
        [1, 1, 1, 0.5],
        "SBessel",
        5.25,
        {"core-repulsion": [100.0, 1.0], "r_in": 1.9, "delta_in": 0.3, "inner_cutoff_type": "distance"},
    ),
    "density": (
        ["Al", "Ni"],
        SCALED,
        [1, 1, 1, 0.5],
        "SBessel",
        5.25,
        {"core-repulsion": [100.0, 1.0], "inner_cutoff_type": "density"},
    ),
    "zbl": (
        ["Al", "Ni"],
        SCALED,
        [1, 1, 1, 0.5],
        "ChebPow",
        2.0,
        {"core-repulsion": [1.0, 1.0], "r_in": 1.9, "delta_in": 0.4, "inner_cutoff_type": "zbl"},
    ),
}
FUNCTIONS = 40
ACTIVE = ["linear", "rooted"]


def make_potential(folder, name, rng):
    """A potential with random coefficients, as NAME.yaml and NAME.yace."""
    elements, embedding, parameters, radial, argument, core = KINDS[name]
    # with a hard core, one low enough that some atoms reach where it takes over
    fading = {"rho_core_cut": 3, "drho_core_cut": 2} if name == "density" else {}
    config = create_multispecies_basis_config(
        {
            "deltaSplineBins": 0.001,
            "elements": elements,
            "embeddings": {
                "ALL": {
                    "npot": embedding,
                    "fs_parameters": parameters,
                    "ndensity": len(parameters) // 2,
                    **fading,
                }
            },
            "bonds": {
                "ALL": {
                    "radbase": radial,
                    "radparameters": [argument],
                    "rcut": 4.6,
                    "dcut": 0.01,
                    "NameOfCutoffFunction": "cos",
                    **core,
                }
            },
            "functions": {
                "number_of_functions_per_element": FUNCTIONS,
                "ALL": {"nradmax_by_orders": [5, 3, 2, 1], "lmax_by_orders": [0, 2, 2, 1]},
            },
        }
    )
    coefficients = 0.05 * rng.standard_normal(len(config.get_func_coeffs()))
    config.set_func_coeffs(coefficients)
    config.save(str(folder / f"{name}.yaml"))
    ACEBBasisSet(str(folder / f"{name}.yaml")).to_ACECTildeBasisSet().save_yaml(
        str(folder / f"{name}.yace")
    )


def make_structures(rng):
    """Crystals, one squeezed so far that cores meet, a slab with vacuum and a cluster."""
    structures = []
    for lattice in (3.7, 2.9):
        atoms = bulk("Cu", "fcc", a=lattice, cubic=True).repeat((2, 1, 1))
        atoms.set_cell(atoms.cell + 0.2 * rng.standard_normal((3, 3)), scale_atoms=True)
        atoms.positions += 0.1 * rng.standard_normal(atoms.positions.shape)
        structures.append(atoms)
    slab = structures[0].copy()
    slab.cell[2] = (0, 0, 14)
    structures.append(slab)
    structures.append(Atoms("Cu5", positions=1.7 * rng.standard_normal((5, 3)) * 1.2))
    return structures


def dressed(frame, name):
    """The frame with the potential's elements in turn."""
    elements = KINDS[name][0]
    atoms = frame.copy()
    atoms.set_chemical_symbols([elements[i % len(elements)] for i in range(len(atoms))])
    return atoms


def make_active_set(folder, name, rng):
    """NAME.asi, of rattled crystals."""
    rows = []
    for _ in range(60):
        atoms = dressed(bulk("Cu", "fcc", a=3.7, cubic=True).repeat((2, 1, 1)), name)
        atoms.set_cell(atoms.cell * (1 + 0.05 * rng.standard_normal()), scale_atoms=True)
        atoms.positions += 0.25 * rng.standard_normal(atoms.positions.shape)
        rows.append({"ase_atoms": atoms, "energy": 0.0, "energy_corrected": 0.0, "forces": np.zeros((len(atoms), 3))})
    pd.DataFrame(rows).to_pickle(folder / "active.pckl.gzip", compression="gzip", protocol=4)
    program = Path(sys.executable).parent / "pace_activeset"
    argv = [program, "-d", "active.pckl.gzip", f"{name}.yaml"]
    subprocess.run(argv, cwd=folder, check=True, capture_output=True)


def grades(folder, name, frames):
    """What pyace says of the atoms' extrapolation."""
    calculator = PyACECalculator(str(folder / f"{name}.yaml"))
    calculator.set_active_set(str(folder / f"{name}.asi"))
    found = []
    for frame in frames:
        atoms = dressed(frame, name)
        atoms.calc = calculator
        atoms.get_potential_energy()
        found.append(calculator.results["gamma"].tolist())
    return found


def expected(folder, name, frames):
    """What pyace says of the frames with the potential NAME.yace."""
    calculator = PyACECalculator(str(folder / f"{name}.yace"))
    results = []
    for frame in frames:
        atoms = dressed(frame, name)
        atoms.calc = calculator
        results.append(
            {
                "energy": atoms.get_potential_energy(),
                "forces": atoms.get_forces().tolist(),
                "stress": atoms.get_stress().tolist() if all(atoms.pbc) else None,
            }
        )
    return results


def main():
    folder = Path(sys.argv[1])
    rng = np.random.default_rng(11)
    write(folder / "frames.xyz", make_structures(rng), format="extxyz")
    # as read back: the file has fewer digits
    frames = read(folder / "frames.xyz", ":")
    found = {}
    for name in KINDS:
        make_potential(folder, name, rng)
        write(folder / f"{name}.xyz", [dressed(frame, name) for frame in frames], format="extxyz")
        found[name] = expected(folder, name, frames)
        if name in ACTIVE:
            make_active_set(folder, name, rng)
            for one, gamma in zip(found[name], grades(folder, name, frames)):
                one["gamma"] = gamma
    (folder / "expected.json").write_text(json.dumps(found))


if __name__ == "__main__":
    main()
