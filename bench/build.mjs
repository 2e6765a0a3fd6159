// CPU seconds to build and hash structures of 64 atoms, and how memory grows: node --expose-gc bench/build.mjs [COUNT]
import { digestBytes } from '../dist/base/digest.js';
import { stage } from '../dist/stages/build/stage.js';

const COUNT = Number(process.argv[2] ?? 10000);

/** @param {object} settings @param {number} count */
async function measure(settings, count) {
  const backend = stage.backend({});
  const resolved = backend.resolve(settings);
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.error));
  let kept = 0;
  let peak = 0;
  const context = {
    with: resolved.value.with,
    // Hashes as the engine does, and keeps nothing: what grows is the stage's own.
    put: (bytes) => {
      if (++kept % 4000 === 0) {
        globalThis.gc?.();
        peak = Math.max(peak, process.memoryUsage().heapUsed + process.memoryUsage().external);
      }
      return digestBytes(bytes);
    },
    note: () => {},
  };
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed + process.memoryUsage().external;
  const start = process.cpuUsage();
  const result = await backend.run(context);
  const { user, system } = process.cpuUsage(start);
  if (!result.ok) throw new Error(result.error.message);
  return { count, seconds: (user + system) / 1e6, megabytes: (peak - before) / 1e6 };
}

for (const share of [0.5, 1]) {
  const count = Math.round(COUNT * share);
  const { seconds, megabytes } = await measure(
    {
      system: { elements: ['Cu'], crystal_structure: 'fcc' },
      supercell: [2, 2, 4],
      distortion: { rattle_stdev: 0.08, n_rattle_steps: count - 1 },
    },
    count,
  );
  const memory = globalThis.gc ? `, ${megabytes.toFixed(1)} MB more than before` : '';
  console.log(`${count} structures of 64 atoms: ${seconds.toFixed(2)} s of CPU${memory}`);
}
