"""What mlip-auto asks of the Python that has pacemaker. Written for its command line: nothing of pacemaker is imported.

usage: python pacemaker_worker.py versions
       python pacemaker_worker.py check
       python pacemaker_worker.py dataset STRUCTURES.jsonl DATASET.pckl.gzip
       python pacemaker_worker.py tool NAME ARGUMENT ...

`versions` prints what a fit depends on, from the packages' own records: nothing heavy is imported.
`check` imports what a fit needs and has pacemaker say its version: whether it works, in some seconds.
`dataset` writes the pickled table that pacemaker reads, by the pandas that will read it, and reads it back; its last
line is a JSON object: {"ok": true, ...}, or {"ok": false, "row": 3, "message": "..."} and exit code 3.
`tool` runs a command of pacemaker's package (pacemaker, pace_yaml2yace, pace_activeset) as its own script would.
"""

import json
import sys
from importlib import metadata

# A fit depends on these: the program, its evaluator, the optimiser and the numbers below them.
PACKAGES = ["python-ace", "tensorpotential", "tensorflow-cpu", "tensorflow", "numpy", "scipy", "pandas"]
NEEDED = ["python-ace", "numpy", "scipy", "pandas"]


def versions():
    found = {}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            if name in NEEDED:
                sys.exit(f"this Python ({sys.executable}) has no {name}")
    print("versions=" + json.dumps(found, sort_keys=True, separators=(",", ":")))


class Refused(Exception):
    """A row that pacemaker could not use, and why."""

    def __init__(self, row, message):
        super().__init__(message)
        self.row = row


def columns_of(row, at):
    """One structure: eV (energies), eV/A (forces, N x 3); weights where any is not 1."""
    import numpy as np
    from ase import Atoms

    atoms = Atoms(numbers=row["numbers"], positions=row["positions"], cell=row["cell"], pbc=row["pbc"])
    forces = np.array(row["forces"], dtype=float)
    if forces.shape != (len(atoms), 3):
        raise Refused(at, f"forces of shape {forces.shape} for {len(atoms)} atoms")
    made = {
        "ase_atoms": atoms,
        "energy": float(row["energy"]),
        "energy_corrected": float(row["energy_corrected"]),
        "forces": forces,
    }
    if "weight" in row:
        made["w_energy"] = float(row["weight"])
        made["w_forces"] = np.full(len(atoms), float(row["weight"]))
    return made


def checked(frame):
    """Every number is one, and the columns are there."""
    import numpy as np

    for column in ["ase_atoms", "energy", "energy_corrected", "forces"]:
        if column not in frame.columns:
            raise Refused(0, f"no column {column}")
    for at, row in enumerate(frame.itertuples()):
        numbers = [row.energy, row.energy_corrected, *np.ravel(row.forces), *np.ravel(row.ase_atoms.positions)]
        if not np.all(np.isfinite(numbers)):
            raise Refused(at, "a number that is not finite")


def dataset(source, target):
    import pandas as pd

    with open(source) as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    if not rows:
        raise Refused(0, "no structures")
    frame = pd.DataFrame([columns_of(row, at) for at, row in enumerate(rows)])
    checked(frame)
    frame.to_pickle(target, compression="gzip", protocol=4)
    again = pd.read_pickle(target, compression="gzip")
    checked(again)
    if len(again) != len(rows):
        raise Refused(0, f"{len(again)} rows were written of {len(rows)}")
    elements = sorted({symbol for atoms in again.ase_atoms for symbol in atoms.get_chemical_symbols()})
    atoms = int(sum(len(one) for one in again.ase_atoms))
    print(json.dumps({"ok": True, "structures": len(again), "atoms": atoms, "elements": elements}))


def check():
    import tensorpotential  # noqa: F401  (first: it chooses the keras that tensorflow takes)
    import tensorflow
    import tf_keras  # noqa: F401

    print(f"TensorFlow {tensorflow.__version__} works")
    tool("pacemaker", ["--version"])


def tool(name, arguments):
    for entry in metadata.distribution("python-ace").entry_points:
        if entry.group == "console_scripts" and entry.name == name:
            sys.argv = [name, *arguments]
            return sys.exit(entry.load()())
    scripts = [entry.name for entry in metadata.distribution("python-ace").entry_points]
    sys.exit(f"python-ace has no command {name}; it has {', '.join(sorted(scripts))}")


def main(words):
    if words == ["versions"]:
        return versions()
    if words == ["check"]:
        return check()
    if len(words) == 3 and words[0] == "dataset":
        try:
            return dataset(words[1], words[2])
        except Refused as refused:
            print(json.dumps({"ok": False, "row": refused.row, "message": str(refused)}))
            sys.exit(3)
    if len(words) >= 2 and words[0] == "tool":
        return tool(words[1], words[2:])
    sys.exit(__doc__)


main(sys.argv[1:])
