"""Labels structures with a calculator of ASE, for `calculator: ase`.

    python ase_worker.py versions WHICH   prints `versions={...}`: of ase and of the calculator's package
    python ase_worker.py label            stays: reads a request and then structures, answers each

WHICH is ASE's name of a calculator (emt, lj, ...) or MODULE:CLASS. `label` reads JSON lines from the standard input:
first {"which", "args", "limit"}, then a line a structure {"item", "numbers", "positions", "cell", "pbc", "magmoms",
"charges"}. It prints JSON lines: first {"versions"}, then an answer to each structure as soon as it has it, with its
"item". Whatever calculators print goes to the standard error. When its input ends, it ends at once, with all that it
started: whoever asked is gone.

Each structure has a process of its own, forked when everything is imported: a crash, or one that is ended at its
limit, spoils no other, and no calculation begins from what another left behind. What such a process started itself
and left running is ended with it.
"""

import ctypes
import importlib
import json
import os
import select
import shutil
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
    answer = {"ok": True}
    for name in ("energy", "free_energy", "forces", "stress", "magmoms", "charges"):
        value = value_of(atoms, name, implemented)
        if value is None or (name == "stress" and not has_cell):
            continue
        values = np.asarray(value, dtype=float)
        if not np.isfinite(values).all():
            return failed("physics", f"its {name} is not finite")
        answer[name] = float(values) if values.ndim == 0 else values.ravel().tolist()
    return answer


def value_of(atoms, name, implemented):
    """What was computed; moments and charges also where a calculator works them out only when it is asked."""
    from ase.calculators.calculator import PropertyNotImplementedError

    found = atoms.calc.results.get(name)
    if found is not None or name not in ("magmoms", "charges") or name not in implemented:
        return found
    try:
        return atoms.calc.get_property(name, atoms)
    except PropertyNotImplementedError:
        return None


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
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.makedirs(folder)
    os.chdir(folder)
    try:
        answer = compute(calculator, args, structure)
    except Exception as error:
        answer = failed(classify(error), f"{type(error).__name__}: {error}"[:500])
    with os.fdopen(write, "w") as pipe:
        json.dump(answer, pipe, allow_nan=False)


def one(lines, calculator, args, structure, limit, folder):
    """The answer of a process of its own."""
    before = children()
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
    text = read_all(read, lines, None if limit is None else time.monotonic() + limit)
    os.close(read)
    if text is None:
        os.kill(pid, signal.SIGKILL)
    status = os.waitpid(pid, 0)[1]
    end_strays(before)
    shutil.rmtree(folder, ignore_errors=True)
    if text is None:
        return failed("infra", f"it ran longer than its limit of {limit} s")
    if os.WIFSIGNALED(status):
        return failed("infra", f"its process was ended by signal {os.WTERMSIG(status)}")
    if os.WEXITSTATUS(status) != 0 or not text:
        return failed("infra", f"its process ended with code {os.WEXITSTATUS(status)}")
    return json.loads(text)


def read_all(fd, lines, until):
    """Everything that comes before the other end closes; None where it stays open after `until`."""
    parts = []
    watched = [fd, lines.fd]
    while True:
        wait = None if until is None else max(0, until - time.monotonic())
        ready = select.select(watched, [], [], wait)[0]
        if not ready:
            return None
        if lines.fd in ready:
            lines.more()
            if lines.ended:
                end_all()
        if fd not in ready:
            continue
        part = os.read(fd, 1 << 16)
        if not part:
            return b"".join(parts)
        parts.append(part)


class Lines:
    """The lines of the standard input, whose end is seen also while nobody reads a line."""

    def __init__(self, fd=0):
        self.fd = fd
        self.ended = False
        self.bytes = bytearray()

    def more(self):
        part = os.read(self.fd, 1 << 16)
        self.ended = not part
        self.bytes += part

    def __iter__(self):
        return self

    def __next__(self):
        searched = 0
        while True:
            end = self.bytes.find(b"\n", searched)
            if end >= 0:
                line = bytes(self.bytes[:end])
                del self.bytes[: end + 1]
                return line
            if self.ended:
                raise StopIteration
            searched = len(self.bytes)
            self.more()


PR_SET_CHILD_SUBREAPER = 36


def adopt_strays():
    """What a structure's process leaves running becomes a child of this one (on Linux)."""
    try:
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    except (OSError, AttributeError):
        pass


def children():
    """The processes that this one started or adopted, as far as the system says."""
    try:
        with open(f"/proc/self/task/{os.getpid()}/children") as file:
            return {int(pid) for pid in file.read().split()}
    except OSError:
        return set()


def end_strays(before):
    """Ends what was left running since, and what comes to light with that."""
    while strays := children() - before:
        for pid in strays:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def end_all(*_):
    """Ends this process and all that it started."""
    end_strays(set())
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def label():
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    adopt_strays()
    signal.signal(signal.SIGTERM, end_all)
    lines = Lines()
    request = json.loads(next(lines))
    calculator = calculator_class(request["which"])
    print(json.dumps({"versions": versions_of(calculator)}), file=answers, flush=True)
    for index, line in enumerate(lines):
        structure = json.loads(line)
        folder = os.path.abspath(f"structure-{index}")
        answer = one(lines, calculator, request["args"], structure, request.get("limit"), folder)
        print(json.dumps({**answer, "item": structure["item"]}), file=answers, flush=True)


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
