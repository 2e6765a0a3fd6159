// Rows of 32 atoms with forces and stress written into an ase.db: rows/s of CPU and of wall time.
// Twice: with the digests of structure and label known, as the stage knows them, and worked out.
// usage: node bench/ase-db.mjs [rows]   (after `npm run build`)
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestBytes, digestValue } from '../dist/base/digest.js';
import { labelBytes } from '../dist/science/label.js';
import { structureBytes } from '../dist/science/structure.js';
import { DatabaseManager } from '../dist/stages/store/database-manager.js';

const rows = Number(process.argv[2] ?? 20_000);
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
  const result = { freeEnergy: -100 - n, energy: -100 - n, forces, stress, level };
  const item = digestBytes(structureBytes(atoms));
  const label = digestBytes(labelBytes(result));
  return { atoms, result, digests: { item, label } };
}

const folder = mkdtempSync(join(tmpdir(), 'ase-db-bench-'));
write(join(folder, 'warm.db'), 1000, true);
for (const known of [true, false]) {
  const { cpu, wall, size } = write(join(folder, `${known}.db`), rows, known);
  const [perCpu, perWall] = [cpu, wall].map((seconds) => Math.round(rows / seconds));
  const how = known ? 'known' : 'worked out';
  console.log(
    `${rows} rows, digests ${how}: ${perCpu} rows/s CPU, ${perWall} rows/s wall, ${Math.round(size / rows)} bytes a row`,
  );
}
rmSync(folder, { recursive: true });

function write(path, count, known) {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const opened = DatabaseManager.open(path, { scratch: true });
  if (!opened.ok) throw new Error(opened.error.message);
  const manager = opened.value;
  const done = manager.transaction(() => {
    for (let place = 0; place < count; place++) {
      const { atoms, result, digests } = frames[place % frames.length];
      const keyValuePairs = { family: `family ${place % 40}`, part: 'fit' };
      const metadata = { place, keyValuePairs, ...(known ? digests : {}) };
      const saved = manager.saveDftResult(atoms, result, metadata);
      if (!saved.ok) return saved;
    }
    return { ok: true };
  });
  manager.close();
  if (!done.ok) throw new Error(done.error.message);
  const used = process.cpuUsage(cpu);
  const wall = (performance.now() - start) / 1000;
  return { cpu: (used.user + used.system) / 1e6, wall, size: statSync(path).size };
}
