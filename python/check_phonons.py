"""Compares harmonic modes and thermal displacements with those of ASE's phonon_harmonics and EMT.

    python check_phonons.py < CASES.json     (needs what requirements-ase.txt pins: ase, numpy)

Each case is a crystal (cell, positions, numbers) with our angular frequencies (1/fs, ascending, without
the three shifts), a temperature (K), whether amplitudes are quantum ones, and our mean square
displacement of every coordinate (Å^2). Force constants are made here, by central differences of the
forces of ASE's EMT. ase.md.velocitydistribution.phonon_harmonics draws random displacements; its random
numbers are replaced such that one mode after the other has its own amplitude, so that
the sum of squares is its mean. Prints a line a case; exit code 1 where one differs.
"""

import json
import sys

import numpy as np
from ase import Atoms, units
from ase.calculators.emt import EMT
from ase.md.velocitydistribution import phonon_harmonics

STEP = 0.01
KNOWN = {}


def force_constants(atoms):
    n = 3 * len(atoms)
    matrix = np.zeros((n, n))
    start = atoms.positions.copy()
    for i in range(n):
        forces = []
        for sign in (1, -1):
            atoms.positions = start
            atoms.positions[i // 3, i % 3] += sign * STEP
            forces.append(atoms.get_forces().ravel())
        matrix[i] = (forces[1] - forces[0]) / (2 * STEP)
        atoms.positions = start
    return 0.5 * (matrix + matrix.T)


def one_mode(mode):
    """Random numbers that give mode `mode` its amplitude and the others none."""
    calls = []

    def rng(count):
        calls.append(count)
        if len(calls) == 1:
            return np.full(count, 1 - np.exp(-0.5))  # sqrt(-2 ln(1 - P)) = 1
        phases = np.zeros(count)
        phases[mode] = 0.25  # sin(2 pi / 4) = 1
        return phases

    return rng


def theirs(case):
    atoms = Atoms(
        numbers=case["numbers"],
        positions=np.reshape(case["positions"], (-1, 3)),
        cell=np.reshape(case["cell"], (3, 3)),
        pbc=True,
    )
    atoms.set_masses(case["masses"])
    atoms.calc = EMT()
    crystal = str(case["positions"])
    if crystal not in KNOWN:
        KNOWN[crystal] = force_constants(atoms)
    constants = KNOWN[crystal]
    masses = atoms.get_masses()
    given = {"temperature_K": case["temperature"], "quantum": case["quantum"]}
    modes = 3 * len(atoms) - 3
    squares = np.zeros((len(atoms), 3))
    for mode in range(modes):
        moved, *rest = phonon_harmonics(
            constants, masses, rng=one_mode(mode), return_eigensolution=True, **given
        )
        squares += moved**2
    values = rest[1]
    return np.sqrt(values[3:]) * units.fs, squares.ravel()


def main():
    bad = 0
    for case in json.load(sys.stdin):
        frequencies, squares = theirs(case)
        off = np.max(np.abs(np.array(case["frequencies"]) / frequencies - 1))
        wide = np.max(np.abs(np.array(case["squares"]) / squares - 1))
        held = off < 1e-4 and wide < 5e-4
        bad += not held
        print(f"{case['name']}: frequencies {off:.1e}, mean squares {wide:.1e}{'' if held else ' DIFFERENT'}")
    sys.exit(1 if bad else 0)


main()
