// What looking things up costs: the items of a map node after an edit, and whole nodes that are up to date.
// CPU seconds, the best of three looks at a state opened anew.
// usage: node bench/state.mjs [items] [nodes]   (after `npm run build`)
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openState } from '../dist/cache/open.js';
import { publish } from '../dist/cache/publish.js';
import { calculationKey, nodeKey, readingKey } from '../dist/engine/keys.js';
import { planItems } from '../dist/engine/plan/items.js';
import { look } from '../dist/engine/plan/look.js';
import { structureBytes } from '../dist/science/structure.js';
import { rattledFcc } from './fcc.mjs';

const items = Number(process.argv[2] ?? 100_000);
const nodes = Number(process.argv[3] ?? 10_000);
const folder = mkdtempSync(join(tmpdir(), 'state-bench-'));

const conduct = { attempts: 1, growth: 1, allowMissing: { count: 0 } };
const node = (id, kind, settings, more = {}) => ({
  ...{ id, uses: 'bench', kind, with: settings, notes: [], cheap: false, inputs: [], needs: [] },
  ...{ outputs: [{ name: 'out', type: 'bench' }], publish: [], conduct },
  backend: { name: 'bench', version: 1, ...more },
});

/** An oracle as espresso's: settings for each item alone, and a reading apart from the calculation. */
const backend = {
  ...{ name: 'bench', version: 1, batch: 1, calculate: async () => [] },
  resolve: (settings) => ({ ok: true, value: { with: settings } }),
  resolveItem: (settings, bytes) => ({
    ok: true,
    value: { ...settings, atoms: bytes.length >> 5 },
  }),
  reading: { version: 1, read: (raw) => ({ ok: true, value: raw }) },
};
const settings = {
  calculator: 'espresso',
  ...{ ecutwfc: 40, ecutrho: 320, kspacing: 0.2, smearing: 'mv', degauss: 0.01 },
  pseudopotentials: { Cu: `sha256:${'0'.repeat(64)}` },
};
const labels = node('labels', 'map', settings, { readingVersion: 1 });

const crystal = rattledFcc(29, 3.6, 1);

function opened() {
  const state = openState(folder, 'write');
  if (!state.ok) throw new Error(state.error.message);
  return state.value;
}

function best(work) {
  let least = Number.POSITIVE_INFINITY;
  let found;
  for (let round = 0; round < 3; round++) {
    const state = opened();
    const before = process.cpuUsage();
    found = work(state);
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1e6);
    state.close();
  }
  return [least.toFixed(2), found];
}

const record = (outputs) => ({
  ...{ outputs, outcome: 'ok', made: 1, origin: 'run' },
  cost: { cpuSeconds: 1, wallSeconds: 1 },
});

function keepItems() {
  const state = opened();
  const attributes = state.objects.put('{}');
  const entries = state.transaction(() =>
    Array.from({ length: items }, (_, n) => {
      const bytes = structureBytes({
        ...crystal,
        cell: Float64Array.of(3.6 + n * 1e-6, 0, 0, 0, 3.6, 0, 0, 0, 3.6),
      });
      const item = state.objects.put(bytes);
      const key = calculationKey(labels, { ...settings, atoms: bytes.length >> 5 }, item);
      const raw = state.objects.put(`raw output ${n} ${'<x/>'.repeat(100)}`);
      const value = state.objects.put(`value ${n} ${'x'.repeat(500)}`);
      state.objects.put(key.preimage);
      state.actions.record(key.digest, record({ raw }));
      const reading = readingKey(labels, raw);
      state.objects.put(reading.preimage);
      state.actions.record(reading.digest, record({ value }));
      return { item, attributes };
    }),
  );
  state.close();
  return entries;
}

function keepNodes() {
  const state = opened();
  const made = Array.from({ length: nodes }, (_, n) => node(`n${n}`, 'whole', { n }));
  state.transaction(() => {
    for (const one of made) {
      const key = nodeKey(one, {});
      state.objects.put(key.preimage);
      const out = state.objects.put(`output of ${one.id}`);
      state.actions.record(key.digest, record({ out }));
      state.recent.setLast('bench', one.id, key.digest);
      publish({ state, workspace: folder, digest: out, path: `out/${one.id}` });
    }
  });
  state.close();
  return made;
}

const entries = keepItems();
const known = best((state) => planItems(labels, backend, entries, { state }));
console.log(`${items} items, all known: ${known[0]} s (${known[1].hits} hits)`);
const edited = { ...labels, with: { ...settings, ecutwfc: 50 } };
const missed = best((state) => planItems(edited, backend, entries, { state }));
console.log(
  `${items} items, after an edit of their settings: ${missed[0]} s (${missed[1].misses} to make)`,
);
const reread = { ...labels, backend: { ...labels.backend, readingVersion: 2 } };
const unread = best((state) => planItems(reread, backend, entries, { state }));
console.log(`${items} items, after a new reader: ${unread[0]} s (${unread[1].misses} to make)`);

const made = keepNodes();
const state = opened();
const around = { state, pipeline: 'bench', load: async () => undefined, deep: false };
for (const round of ['first', 'again']) {
  const before = process.cpuUsage();
  const { plan } = await look({ name: 'bench', file: '', files: [], nodes: made }, around);
  const between = process.cpuUsage(before);
  let unchanged = 0;
  for (const { node: one, outputs } of plan.nodes) {
    const path = `out/${one.id}`;
    const done = publish({ state, workspace: folder, digest: outputs.out, path });
    if (done.ok && done.value.how === 'unchanged') unchanged++;
  }
  const after = process.cpuUsage(before);
  const [planned, all] = [between, after].map(({ user, system }) => (user + system) / 1e6);
  console.log(
    `${nodes} nodes, ${round}: planned in ${planned.toFixed(2)} s, ${unchanged} published files looked at in ${(all - planned).toFixed(2)} s`,
  );
}
state.close();
rmSync(folder, { recursive: true });
