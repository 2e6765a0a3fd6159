"""Prints a requirements file with the exact version and hash of everything that some packages need.

usage: python pin.py PACKAGE==VERSION ...  > requirements-NAME.txt

Asks pip what it would install here; nothing is installed. The hashes are of the files for this
machine (CPython 3.11 on Linux x86_64 is what the tests use), so another kind of machine pins anew.
"""

import json
import subprocess
import sys


def resolve(wanted):
    """What pip would install in an empty environment, as its own report says it."""
    argv = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed"]
    argv += ["--only-binary", ":all:", "--report", "-", *wanted]
    return json.loads(subprocess.run(argv, check=True, capture_output=True).stdout)["install"]


def pin(entry):
    """One requirement with its version and hash."""
    name = entry["metadata"]["name"].lower().replace("_", "-")
    digest = entry["download_info"]["archive_info"]["hashes"]["sha256"]
    return f"{name}=={entry['metadata']['version']} \\\n    --hash=sha256:{digest}"


def main(wanted):
    if not wanted:
        sys.exit(__doc__)
    print(f"# made by: python pin.py {' '.join(wanted)}")
    print("# install with: pip install --require-hashes --only-binary :all: -r <this file>")
    for line in sorted(pin(entry) for entry in resolve(wanted)):
        print(line)


main(sys.argv[1:])
