"""Structures for the round trips of file formats: random cells (left-handed, triclinic, none), partial
periodicity, moments, charges, masses, tags and constraints.

  random_structures.py write FOLDER COUNT    every structure in every format that can carry it, and truth.json
  random_structures.py read FOLDER           what ASE reads of our files in FOLDER, as JSON
"""

import json
import sys
from pathlib import Path

import numpy as np
from ase import Atoms
from ase.constraints import FixAtoms, FixCartesian, FixScaled
from ase.db import connect
from ase.io import read, write
from ase.io.jsonio import encode

SYMBOLS = ["H", "C", "O", "Si", "Fe", "Cu", "Au", "U"]


def draw_cell(rng, kind):
    cell = np.diag(rng.uniform(4, 9, 3))
    if kind in ("triclinic", "left-handed", "partial"):
        cell = cell + rng.uniform(-1.5, 1.5, (3, 3))
    if kind == "left-handed":
        cell = cell[[1, 0, 2]] if np.linalg.det(cell) > 0 else cell
    return np.zeros((3, 3)) if kind == "none" else cell


def draw(rng, index):
    kind = ["cubic", "triclinic", "left-handed", "partial", "none"][index % 5]
    count = int(rng.integers(1, 9))
    cell = draw_cell(rng, kind)
    box = np.diag([8.0] * 3) if kind == "none" else cell
    corners = rng.permutation([[i, j, k] for i in (0, 0.5) for j in (0, 0.5) for k in (0, 0.5)])[:count]
    positions = (corners + rng.uniform(-0.05, 0.3, (count, 3)) + rng.integers(-1, 2, 3)) @ box
    periodic = {"partial": [[True, True, False], [False, True, False]][index % 2], "none": False}.get(kind, True)
    atoms = Atoms(rng.choice(SYMBOLS, count), positions=positions, cell=cell, pbc=periodic)
    if index % 2:
        atoms.set_initial_magnetic_moments(rng.choice([-3.25, -1.5, 0.0, 2.2], count))
    if index % 3 == 0:
        atoms.set_initial_charges(np.round(rng.uniform(-1, 1, count), 6))
    if index % 4 == 0:
        atoms.set_masses(np.round(rng.uniform(1, 200, count), 4))
    if index % 4 == 1:
        atoms.set_tags(rng.integers(-3, 5, count))
    return atoms, rng.permutation(count)[: max(1, count // 2)]


def cartesian(atoms, chosen, index):
    """Constraints that extended XYZ, ase.db and pw.x carry."""
    if index % 3 == 1:
        atoms.set_constraint(FixAtoms(sorted(map(int, chosen))))
    if index % 3 == 2:
        atoms.set_constraint([FixCartesian(sorted(map(int, chosen)), [True, False, True])])
    return atoms


def scaled(atoms, chosen, index):
    """Constraints that POSCAR carries."""
    atoms = atoms.copy()
    atoms.set_constraint()
    if index % 3 == 1:
        atoms.set_constraint(FixAtoms(sorted(map(int, chosen))))
    if index % 3 == 2:
        atoms.set_constraint([FixScaled(sorted(map(int, chosen)), [True, False, True])])
    return atoms


def fixed(atoms):
    """Which coordinates are held, 3N flags."""
    flags = np.zeros((len(atoms), 3), bool)
    for one in atoms.constraints:
        mask = [True] * 3 if isinstance(one, FixAtoms) else one.mask
        flags[one.index] |= np.asarray(mask, bool)
    return flags.ravel().tolist()


def facts(atoms):
    said = {
        "numbers": atoms.numbers.tolist(),
        "positions": atoms.positions.ravel().tolist(),
        "cell": atoms.cell.array.ravel().tolist(),
        "periodic": atoms.pbc.tolist(),
        "fixed": fixed(atoms),
    }
    for name in ("initial_magmoms", "initial_charges", "masses", "tags"):
        if name in atoms.arrays:
            said[name] = atoms.arrays[name].tolist()
    return said


def write_pw(path, atoms):
    elements = sorted(set(atoms.get_chemical_symbols()))
    spin = {"nspin": 2} if "initial_magmoms" in atoms.arrays else {}
    system = {"ecutwfc": 30, "ibrav": 0, **spin}
    write(path, atoms, format="espresso-in", input_data={"system": system},
          pseudopotentials={symbol: f"{symbol}.UPF" for symbol in elements}, koffset=None, kpts=None)


def write_all(folder, count):
    rng = np.random.default_rng(20260)
    truth = []
    with connect(folder / "theirs.db") as db:
        for index in range(count):
            atoms, chosen = draw(rng, index)
            atoms = cartesian(atoms, chosen, index)
            atoms.info = {"config_type": f"kind {index % 4}", "family": f"f{index // 7}"}
            write(folder / "theirs.xyz", atoms, format="extxyz", append=index > 0,
                  columns=[*(["symbols", "positions"]),
                           *[n for n in ("initial_magmoms", "initial_charges", "masses", "tags") if n in atoms.arrays],
                           "move_mask"])
            db.write(atoms, config_type=f"kind {index % 4}", family=f"f{index // 7}")
            row = {"all": facts(atoms)}
            if all(atoms.pbc):
                poscar = scaled(atoms, chosen, index)
                row["poscar"] = facts(poscar)
                write(folder / f"{index}.vasp", poscar, format="vasp", direct=bool(index % 2), vasp5=True)
                bare = atoms.copy()
                bare.set_constraint()
                write(folder / f"{index}.cif", bare, format="cif")
                write_pw(folder / f"{index}.pwi", atoms)
            truth.append(row)
    (folder / "truth.json").write_text(json.dumps(truth))


def read_all(folder):
    def several(name):
        return [facts(atoms) for atoms in read(folder / name, ":")] if (folder / name).exists() else []

    db = connect(folder / "ours.db") if (folder / "ours.db").exists() else None
    said = {
        "extxyz": several("ours.xyz"),
        "cif": several("ours.cif"),
        "db": [facts(row.toatoms()) for row in db.select()] if db else [],
        "poscar": {path.stem: facts(read(path, format="vasp")) for path in sorted(folder.glob("ours-*.vasp"))},
    }
    print(encode(said))


if __name__ == "__main__":
    verb, place = sys.argv[1], Path(sys.argv[2])
    if verb == "write":
        write_all(place, int(sys.argv[3]))
    else:
        read_all(place)
