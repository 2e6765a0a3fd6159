"""Labels structures with a calculator of ASE, for `calculator: ase`.

    python ase_worker.py versions WHICH   prints `versions={...}`: of ase and of the calculator's package
    python ase_worker.py label            reads a request and structures, prints an answer for each

WHICH is ASE's name of a calculator (emt, lj, ...) or MODULE:CLASS. `label` reads JSON lines from the standard input:
first {"which", "args", "limit"}, then a line a structure {"numbers", "positions", "cell", "pbc", "magmoms",
"charges"}. It prints JSON lines: first {"versions"}, then an answer a structure, in order. Whatever calculators print
goes to the standard error.

Each structure has a process of its own, forked when everything is imported: a crash, or one that is ended at its
limit, spoils no other, and no calculation begins from what another left behind.
"""

import importlib
import json
import os
import select
import signal
import sys
import time
from importlib import metadata


def calculator_class(which):
    """The class; where there is none, this ends with one line that says why."""
    try:
        if ":" in which:
            module, name = which.split(":")
            return getattr(importlib.import_module(module), name)
        from ase.calculators.calculator import get_calculator_class

        return get_calculator_class(which)
    except Exception as error:
        sys.exit(f"{which} cannot be imported: {type(error).__name__}: {error}")


def versions_of(calculator):
    """Of ase and of the package that the class comes from."""
    import ase

    found = {"ase": ase.__version__}
    package = calculator.__module__.split(".")[0]
    if package != "ase":
        names = metadata.packages_distributions().get(package, [])
        version = metadata.version(names[0]) if names else None
        version = version or getattr(sys.modules[package], "__version__", None)
        if version is None:
            sys.exit(f"the package {package} does not say its version")
        found[package] = version
    return found


def make_atoms(structure):
    from ase import Atoms

    return Atoms(
        structure["numbers"],
        positions=structure["positions"],
        cell=structure["cell"],
        pbc=structure["pbc"],
        magmoms=structure.get("magmoms"),
        charges=structure.get("charges"),
    )


def compute(calculator, args, structure):
    """Energy (eV), free energy, forces (eV/A), stress (eV/A^3, Voigt), moments and charges, as far as there are any."""
    import numpy as np

    atoms = make_atoms(structure)
    atoms.calc = calculator(**args)
    atoms.get_potential_energy()
    atoms.get_forces()
    implemented = getattr(atoms.calc, "implemented_properties", [])
    has_cell = atoms.cell.rank == 3
    if has_cell and atoms.pbc.all() and "stress" in implemented:
        atoms.get_stress()
    results = atoms.calc.results
    answer = {"ok": True}
    for name in ("energy", "free_energy", "forces", "stress", "magmoms", "charges"):
        value = results.get(name)
        if value is None or (name == "stress" and not has_cell):
            continue
        values = np.asarray(value, dtype=float)
        if not np.isfinite(values).all():
            return failed("physics", f"its {name} is not finite")
        answer[name] = float(values) if values.ndim == 0 else values.ravel().tolist()
    return answer


def failed(kind, message):
    return {"ok": False, "class": kind, "message": message}


def classify(error):
    """Did not converge: physics. The machine's fault: infra. Everything else: the input's."""
    from ase.calculators import calculator

    if isinstance(error, (calculator.SCFError, calculator.CalculationFailed)):
        return "physics"
    if isinstance(error, (MemoryError, OSError)) and not isinstance(error, FileNotFoundError):
        return "infra"
    return "invalid"


def child(write, calculator, args, structure, folder):
    os.makedirs(folder)
    os.chdir(folder)
    try:
        answer = compute(calculator, args, structure)
    except Exception as error:
        answer = failed(classify(error), f"{type(error).__name__}: {error}"[:500])
    with os.fdopen(write, "w") as pipe:
        json.dump(answer, pipe, allow_nan=False)


def one(calculator, args, structure, limit, folder):
    """The answer of a process of its own."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            os.close(read)
            child(write, calculator, args, structure, folder)
            code = 0
        finally:
            sys.stderr.flush()
            os._exit(code)
    os.close(write)
    text = read_all(read, None if limit is None else time.monotonic() + limit)
    os.close(read)
    if text is None:
        os.kill(pid, signal.SIGKILL)
    status = os.waitpid(pid, 0)[1]
    if text is None:
        return failed("infra", f"it ran longer than its limit of {limit} s")
    if os.WIFSIGNALED(status):
        return failed("infra", f"its process was ended by signal {os.WTERMSIG(status)}")
    if os.WEXITSTATUS(status) != 0 or not text:
        return failed("infra", f"its process ended with code {os.WEXITSTATUS(status)}")
    return json.loads(text)


def read_all(fd, until):
    """Everything that comes before the other end closes; None where it stays open after `until`."""
    parts = []
    while True:
        wait = None if until is None else max(0, until - time.monotonic())
        if not select.select([fd], [], [], wait)[0]:
            return None
        part = os.read(fd, 1 << 16)
        if not part:
            return b"".join(parts)
        parts.append(part)


def label():
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    request = json.loads(sys.stdin.readline())
    structures = [json.loads(line) for line in sys.stdin if line.strip()]
    calculator = calculator_class(request["which"])
    print(json.dumps({"versions": versions_of(calculator)}), file=answers, flush=True)
    for index, structure in enumerate(structures):
        folder = os.path.abspath(f"structure-{index}")
        answer = one(calculator, request["args"], structure, request.get("limit"), folder)
        print(json.dumps(answer), file=answers, flush=True)


def main(words):
    if words[:1] == ["versions"] and len(words) == 2:
        found = versions_of(calculator_class(words[1]))
        print("versions=" + json.dumps(found, sort_keys=True, separators=(",", ":")))
    elif words == ["label"]:
        label()
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
