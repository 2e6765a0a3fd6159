/** A rattled fcc crystal of `repeats`^3 conventional cells, with a generator of its own. */
export function rattledFcc(number, a, repeats, amplitude = 0.05) {
  const positions = [];
  let state = 12345;
  const noise = () => {
    state = (state * 48271) % 2147483647;
    return amplitude * ((2 * state) / 2147483647 - 1);
  };
  const sites = [
    [0, 0, 0],
    [0, 0.5, 0.5],
    [0.5, 0, 0.5],
    [0.5, 0.5, 0],
  ];
  for (let i = 0; i < repeats; i++) {
    for (let j = 0; j < repeats; j++) {
      for (let k = 0; k < repeats; k++) {
        for (const [x, y, z] of sites) {
          positions.push(a * (i + x) + noise(), a * (j + y) + noise(), a * (k + z) + noise());
        }
      }
    }
  }
  const edge = a * repeats;
  return {
    numbers: new Int32Array(positions.length / 3).fill(number),
    positions: new Float64Array(positions),
    cell: new Float64Array([edge, 0, 0, 0, edge, 0, 0, 0, edge]),
    periodic: [true, true, true],
  };
}

/** The best of several rounds of `work`, CPU microseconds an atom. */
export function usPerAtom(atoms, work) {
  const times = Math.max(3, Math.ceil(20000 / atoms));
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 8; round++) {
    const before = process.cpuUsage();
    for (let k = 0; k < times; k++) work();
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / times / atoms);
  }
  return best;
}
