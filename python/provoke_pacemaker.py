"""Makes, beside a sound table and input.yaml for pacemaker, what it is known to fail on; for tests of how that is said.

usage: python provoke_pacemaker.py TABLE.pckl.gzip INPUT.yaml FOLDER

FOLDER gets a folder for each failure, with input.yaml and what it names, to run pacemaker in.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd


def cases(frame, text):
    """Each failure: its name, the table (None: none is written), and the input."""
    nan = frame.copy()
    nan.loc[0, "energy_corrected"] = np.nan
    yield "nan", nan, text
    other = frame.copy()
    atoms = other.loc[0, "ase_atoms"].copy()
    atoms.numbers[0] = 28
    other.at[0, "ase_atoms"] = atoms
    # tensorpot takes such atoms for others and says nothing: the wrapper refuses them before the start.
    yield "other-element", other, text.replace("evaluator: tensorpot", "evaluator: pyace")
    yield "no-energy", frame.drop(columns=["energy_corrected", "energy"]), text
    yield "no-forces", frame.drop(columns=["forces"]), text
    yield "no-file", None, text
    yield "bad-yaml", frame, text.replace("elements: [", "elements: [[")
    without = "".join(part for part in blocks(text) if not part.startswith("potential:"))
    yield "no-potential", frame, without
    yield "killed", frame, text


def blocks(text):
    """The top-level blocks of a YAML text."""
    block = ""
    for line in text.splitlines(keepends=True):
        if block and not line.startswith((" ", "-")):
            yield block
            block = ""
        block += line
    yield block


def main(table, source, target):
    frame = pd.read_pickle(table, compression="gzip")
    text = Path(source).read_text().replace(", test_filename: test.pckl.gzip", "")
    for name, rows, words in cases(frame, text):
        folder = Path(target) / name
        folder.mkdir(parents=True)
        (folder / "input.yaml").write_text(words)
        if rows is not None:
            rows.to_pickle(folder / "fit.pckl.gzip", compression="gzip", protocol=4)
    broken = Path(target) / "broken-tensorflow"
    (broken / "tensorflow").mkdir(parents=True)
    words = 'raise ImportError("_pywrap.so: undefined symbol: Wrapped_PyInit__pywrap")\n'
    (broken / "tensorflow/__init__.py").write_text(words)
    (broken / "input.yaml").write_text(text)
    frame.to_pickle(broken / "fit.pckl.gzip", compression="gzip", protocol=4)


main(*sys.argv[1:])
