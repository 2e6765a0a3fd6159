// Rows of 32 atoms with forces and stress written into an ase.db: rows/s of CPU and of wall time.
// usage: node bench/ase-db.mjs [rows]   (after `npm run build`)
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestValue } from '../dist/base/digest.js';
import { DatabaseManager } from '../dist/stages/store/database-manager.js';

const rows = Number(process.argv[2] ?? 10_000);
const level = { digest: digestValue('level', 1, 'bench'), words: 'EMT (bench)' };

const frames = Array.from({ length: 200 }, (_, n) => frame(n));

function frame(n) {
  const wiggle = (i) => (((i * 7919 + n * 104729) % 1000) / 1000 - 0.5) * 0.1;
  const numbers = new Int32Array(32).fill(29);
  const positions = new Float64Array(96);
  let at = 0;
  for (let cell = 0; cell < 8; cell++) {
    for (const [x, y, z] of [
      [0, 0, 0],
      [0, 0.5, 0.5],
      [0.5, 0, 0.5],
      [0.5, 0.5, 0],
    ]) {
      for (const [f, axis] of [
        [x, cell & 1],
        [y, (cell >> 1) & 1],
        [z, cell >> 2],
      ]) {
        positions[at] = 3.6 * (f + axis) + wiggle(at);
        at++;
      }
    }
  }
  const cell = Float64Array.of(7.2, 0, 0, 0, 7.2, 0, 0, 0, 7.2);
  const atoms = { numbers, positions, cell, periodic: [true, true, true] };
  const forces = Float64Array.from({ length: 96 }, (_, i) => wiggle(i));
  const stress = Float64Array.from({ length: 6 }, (_, i) => wiggle(i));
  return { atoms, result: { freeEnergy: -100 - n, energy: -100 - n, forces, stress, level } };
}

const folder = mkdtempSync(join(tmpdir(), 'ase-db-bench-'));
const path = join(folder, 'bench.db');
const cpu = process.cpuUsage();
const start = performance.now();
const opened = DatabaseManager.open(path, { scratch: true });
if (!opened.ok) throw new Error(opened.error.message);
const manager = opened.value;
const done = manager.transaction(() => {
  for (let i = 0; i < rows; i++) {
    const { atoms, result } = frames[i % frames.length];
    const keyValuePairs = { family: `family ${i % 40}`, part: 'fit' };
    const saved = manager.saveDftResult(atoms, result, { place: i, keyValuePairs });
    if (!saved.ok) return saved;
  }
  return { ok: true, value: rows };
});
manager.close();
const used = process.cpuUsage(cpu);
const cpuSeconds = (used.user + used.system) / 1e6;
const seconds = (performance.now() - start) / 1000;
const size = statSync(path).size;
rmSync(folder, { recursive: true });
if (!done.ok) throw new Error(done.error.message);
console.log(
  `${rows} rows: ${Math.round(rows / cpuSeconds)} rows/s CPU, ${Math.round(rows / seconds)} rows/s wall, ${Math.round(size / rows)} bytes a row`,
);
