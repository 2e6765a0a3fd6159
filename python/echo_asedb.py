"""Writes ase.db files anew with ASE: every row is read, made atoms, and written.

usage: python echo_asedb.py FOLDER

Each FOLDER/ours-N.db becomes FOLDER/theirs-N.db, in one process. What a row's atoms cannot carry (searchable keys, data)
is handed over beside them.
"""

import sys
from pathlib import Path

from ase.db import connect


def echo(source, target):
    with connect(target) as written:
        for row in connect(source).select():
            written.write(row.toatoms(), key_value_pairs=row.key_value_pairs, data=row.data)


def main(folder):
    for source in sorted(Path(folder).glob("ours-*.db")):
        echo(str(source), str(source.with_name(source.name.replace("ours", "theirs"))))


if __name__ == "__main__":
    main(sys.argv[1])
