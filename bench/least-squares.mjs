// CPU seconds of the streaming least squares: node bench/least-squares.mjs (after npm run build).
import { solveRidge } from '../dist/science/linalg/ridge.js';
import { absorbRows, emptyTriangle } from '../dist/science/linalg/triangle.js';

const BLOCK = 2000;

for (const [rowCount, unknowns] of [
  [15_000, 100],
  [40_000, 400],
]) {
  const columns = unknowns + 1;
  const block = randomBlock(columns);
  let best = Infinity;
  let error = 0;
  for (let repeat = 0; repeat < 3; repeat++) {
    const start = process.cpuUsage();
    const triangle = emptyTriangle(columns);
    for (let at = 0; at < rowCount; at += BLOCK) {
      // Another right side a block, so that the matrix is never the same twice.
      for (let i = 0; i < BLOCK; i++) block[i * columns + ((at / BLOCK) % unknowns)] += 1e-3;
      setRightSide(block, columns);
      absorbRows(triangle, block, Math.min(BLOCK, rowCount - at));
    }
    const x = solveRidge(triangle, new Float64Array(unknowns).fill(1e-9));
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, (user + system) / 1e6);
    error = Math.max(...x.map((value) => Math.abs(value - 1)));
  }
  const rate = (2 * rowCount * unknowns * unknowns) / best / 1e9;
  console.log(
    `${rowCount} x ${unknowns}: ${best.toFixed(3)} s CPU, ${rate.toFixed(1)} GFLOP/s, error ${error.toExponential(0)}`,
  );
}

/** Rows of fixed pseudo-random numbers. */
function randomBlock(columns) {
  let seed = 1;
  return Float64Array.from({ length: BLOCK * columns }, () => {
    seed = (seed * 48271) % 2147483647;
    return seed / 2147483647 - 0.5;
  });
}

/** The right side whose solution is all ones. */
function setRightSide(block, columns) {
  for (let i = 0; i < block.length; i += columns) {
    let sum = 0;
    for (let j = 0; j < columns - 1; j++) sum += block[i + j];
    block[i + columns - 1] = sum;
  }
}
