"""Prints a requirements file with the exact version and hash of everything that some packages need.

usage: python pin.py [--sources] PACKAGE==VERSION ... [--alone PACKAGE==VERSION ...]  > requirements-NAME.txt

With --sources, a package that has no wheel is taken as a source archive. What stands after --alone comes without the
packages that it says it needs; such a file is installed with --no-deps, which it is complete for.

Asks pip what it would install here; nothing is installed. The hashes are of the files for this
machine (CPython 3.11 on Linux x86_64 is what the tests use), so another kind of machine pins anew.
"""

import json
import subprocess
import sys


WHEELS = ["--only-binary", ":all:"]


def resolve(wanted, kinds):
    """What pip would install in an empty environment, as its own report says it."""
    argv = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed"]
    argv += [*kinds, "--report", "-", *wanted]
    return json.loads(subprocess.run(argv, check=True, capture_output=True).stdout)["install"]


def pin(entry):
    """One requirement with its version and hash."""
    name = entry["metadata"]["name"].lower().replace("_", "-")
    digest = entry["download_info"]["archive_info"]["hashes"]["sha256"]
    return f"{name}=={entry['metadata']['version']} \\\n    --hash=sha256:{digest}"


def main(words):
    named = [word for word in words if word != "--sources"]
    wanted, alone = (named[: named.index("--alone")], named[named.index("--alone") + 1 :]) if "--alone" in named else (named, [])
    if not wanted:
        sys.exit(__doc__)
    kinds = ["--prefer-binary"] if "--sources" in words else WHEELS
    how = [*kinds, "--no-deps"] if alone else kinds
    found = resolve(wanted, kinds) + (resolve(alone, [*kinds, "--no-deps"]) if alone else [])
    print(f"# made by: python pin.py {' '.join(words)}")
    print(f"# install with: pip install --require-hashes {' '.join(how)} -r <this file>")
    for line in sorted(pin(entry) for entry in found):
        print(line)


main(sys.argv[1:])
