"""Checks an ase.db file with ASE itself: every row becomes atoms with readable results.

usage: python check_asedb.py FILE.db [--expect-rows N]

Prints the counts; exits 1 on the first trouble. Needs ase (3.29.0 is what the tests use).
"""

import argparse
import math
import sqlite3
import sys
from contextlib import closing

import numpy as np
from ase.db import connect


def check_row(row):
    """Reads a row through every door a user goes through; returns True where it is labelled."""
    atoms = row.toatoms()
    assert len(atoms) == row.natoms, f"{len(atoms)} atoms, natoms says {row.natoms}"
    assert np.isfinite(atoms.positions).all(), "positions are not finite"
    for key in row.key_value_pairs:
        row[key]
    assert isinstance(row.data, dict), "data is no dictionary"
    if row.get("labelled", True) is False:
        assert atoms.calc is None, "a row marked labelled=False has a calculator"
        return False
    assert math.isfinite(atoms.get_potential_energy()), "the energy is not finite"
    free = atoms.get_potential_energy(force_consistent=True)
    assert math.isfinite(free), "the free energy is not finite"
    if "forces" in row:
        forces = atoms.get_forces(apply_constraint=False)
        assert forces.shape == (len(atoms), 3), f"forces of shape {forces.shape}"
        assert np.isfinite(forces).all(), "the forces are not finite"
    if "stress" in row:
        stress = atoms.get_stress(apply_constraint=False)
        assert stress.shape == (6,) and np.isfinite(stress).all(), "the stress is not six numbers"
    return True


def check_columns(path, rows):
    """The columns that make queries fast say what ASE works out from each row itself."""
    names = ["natoms", "fmax", "smax", "volume", "mass", "charge"]
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute(f"SELECT id, {', '.join(names)} FROM systems ORDER BY id").fetchall()
    for row, (number, *values) in zip(rows, found, strict=True):
        assert row.id == number, f"row {number} was not read"
        for name, value in zip(names, values, strict=True):
            expected = row.get(name)
            same = value == expected
            if value is not None and expected is not None:
                same = math.isclose(value, expected, rel_tol=1e-12, abs_tol=1e-12)
            assert same, f"row {number}: the column {name} says {value}, the row is {expected}"


def check_queries(db, rows):
    """Selecting by a key, by an element and by a column finds the rows that have it."""
    parts = {row.get("part") for row in rows if row.get("part")}
    for part in sorted(parts):
        expected = sum(row.get("part") == part for row in rows)
        found = sum(1 for _ in db.select(f"part={part}"))
        assert found == expected, f"part={part} finds {found} rows, {expected} have it"
        print(f"part={part}: {found}")
    symbols = sorted({symbol for row in rows for symbol in row.symbols})
    for symbol in symbols:
        expected = sum(symbol in row.symbols for row in rows)
        assert db.count(symbol) == expected, f"the query {symbol} does not find its rows"
    families = {row.get("family") for row in rows} - {None}
    for family in sorted(families, key=str)[:5]:
        expected = sum(row.get("family") == family for row in rows)
        found = db.count(family=family)
        assert found == expected, f"family={family} finds {found} rows, {expected} have it"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file")
    parser.add_argument("--expect-rows", type=int)
    options = parser.parse_args()
    db = connect(options.file)
    rows = []
    labelled = 0
    for row in db.select():
        try:
            labelled += check_row(row)
        except Exception as error:  # whatever ASE throws is trouble with this row
            print(f"row {row.id}: {type(error).__name__}: {error}", file=sys.stderr)
            return 1
        rows.append(row)
    try:
        assert len(db) == len(rows), f"len says {len(db)}, {len(rows)} rows were read"
        if options.expect_rows is not None:
            assert len(rows) == options.expect_rows, f"{len(rows)} rows"
        check_columns(options.file, rows)
        check_queries(db, rows)
    except AssertionError as error:
        print(f"{options.file}: {error}", file=sys.stderr)
        return 1
    print(f"rows: {len(rows)}, labelled: {labelled}, unlabelled: {len(rows) - labelled}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
