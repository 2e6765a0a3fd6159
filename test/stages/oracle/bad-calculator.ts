/** Calculators that go wrong, each in its way, where the first atom says so. */
export const BAD = `
import os, signal, time
import numpy as np
from ase.calculators.calculator import Calculator, SCFError, all_changes

class Bad(Calculator):
    implemented_properties = ["energy", "forces", "free_energy"]
    def __init__(self, free=True, path=None):
        super().__init__()
        self.free = free
        self.shift = 0.0 if path is None else float(open(path).read())

    def calculate(self, atoms=None, properties=None, system_changes=all_changes):
        super().calculate(atoms, properties, system_changes)
        print("calculators print")
        which = atoms.numbers[0]
        if which == 1: os.kill(os.getpid(), signal.SIGSEGV)
        if which == 2: time.sleep(3600)
        if which == 3: raise SCFError("no end in sight")
        if which == 4: raise ValueError("what is this")
        if which == 5: os._exit(7)
        energy = float("nan") if which == 6 else -1.0 + self.shift
        self.results = {"energy": energy, "forces": np.zeros((1 if which == 7 else len(atoms), 3))}
        if self.free: self.results["free_energy"] = energy
`;
