"""Special quasirandom structures by icet, and icet's opinion of anyone's.

usage: python check_sqs.py search CASE.json OUT.json
       python check_sqs.py judge CASE.json STRUCTURE.json ...

CASE.json says structure (fcc, bcc, hcp), a and c (Angstrom), numbers and amounts (atomic numbers, and how many
of each), cutoffs (Angstrom, of pairs and of triplets), repeats of the conventional cell (or none: any
shape of that size) and seed. `search` runs icet with its own defaults and writes the structure and the
CPU seconds of this process; `judge` prints a JSON list: for each structure, from icet's own correlations,
`objective` (the sum of |correlation - target| less the radius up to which all functions of all pairs are
matched) and `own`, what icet itself calls the score (it looks at one function after the other, so that of
three elements or more a shell can count that is matched in its first function only). Needs python/requirements-icet.txt.
"""

import json
import logging
import sys
import time

import numpy as np
from ase import Atoms
from ase.build import bulk
from ase.data import chemical_symbols
from icet import ClusterSpace
from icet.tools.structure_generation import (
    _get_sqs_cluster_vector,
    generate_sqs,
    generate_sqs_from_supercells,
)
from mchammer.calculators import compare_cluster_vectors

logging.getLogger("icet").setLevel(logging.ERROR)


def parent(case, conventional=False):
    """The lattice: its primitive cell, or the conventional one."""
    if case["structure"] == "hcp":
        return bulk("H", "hcp", a=case["a"], c=case["c"])
    return bulk("H", case["structure"], a=case["a"], cubic=conventional)


def cluster_space(case):
    """The clusters of a case, and the fractions of its elements."""
    symbols = [chemical_symbols[number] for number in case["numbers"]]
    fractions = np.array(case["amounts"]) / sum(case["amounts"])
    space = ClusterSpace(parent(case), case["cutoffs"], symbols)
    return space, dict(zip(symbols, fractions.tolist(), strict=True))


def search(case):
    """icet's structure for a case, with icet's own defaults."""
    space, fractions = cluster_space(case)
    common = {"target_concentrations": fractions, "random_seed": case["seed"]}
    if case.get("repeats"):
        cell = parent(case, conventional=True).repeat(case["repeats"])
        return generate_sqs_from_supercells(space, [cell], **common)
    size = sum(case["amounts"]) // len(parent(case))
    return generate_sqs(space, max_size=size, include_smaller_cells=False, **common)


def judge(case, structure):
    """The objective of a structure from icet's correlations, and icet's own score."""
    space, fractions = cluster_space(case)
    atoms = Atoms(
        numbers=structure["numbers"],
        positions=np.reshape(structure["positions"], (-1, 3)),
        cell=np.reshape(structure["cell"], (3, 3)),
        pbc=True,
    )
    counts = [structure["numbers"].count(number) for number in case["numbers"]]
    assert counts == case["amounts"], f"it has {counts} atoms, not {case['amounts']}"
    vector = space.get_cluster_vector(atoms)
    target = _get_sqs_cluster_vector(space, {"A": fractions})
    difference = abs(vector - target)
    own = compare_cluster_vectors(vector, target, space.as_list, optimality_weight=1.0)
    objective = float(difference.sum()) - perfect_radius(space, difference)
    return {"objective": objective, "own": float(own)}


def perfect_radius(space, difference):
    """The radius up to which every function of every orbit of pairs is matched."""
    pairs = [(entry["radius"], off) for entry, off in zip(space.as_list, difference) if entry["order"] == 2]
    broken = min((radius for radius, off in pairs if off > 1e-5), default=np.inf)
    return max((radius for radius, _ in pairs if radius < broken - 1e-6), default=0)


def main(mode, case_file, *rest):
    loaded = time.process_time()
    with open(case_file) as file:
        case = json.load(file)
    if mode == "judge":
        opinions = []
        for path in rest:
            with open(path) as file:
                opinions.append(judge(case, json.load(file)))
        print(json.dumps(opinions))
        return
    atoms = search(case)
    searched = time.process_time() - loaded
    found = {
        "cell": atoms.cell.array.ravel().tolist(),
        "positions": atoms.positions.ravel().tolist(),
        "numbers": atoms.numbers.tolist(),
        "cpu": {"whole": time.process_time(), "search": searched},
    }
    with open(rest[0], "w") as file:
        json.dump(found, file)


if len(sys.argv) < 4 or sys.argv[1] not in ("search", "judge"):
    sys.exit(__doc__)
main(*sys.argv[1:])
