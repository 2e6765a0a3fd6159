import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeKernel } from '../../science/ace/design-kernel.ts';
import { makePanelKernel } from '../../science/linalg/panel-kernel.ts';
import { makeKernelOf } from '../../science/wasm-kernel.ts';
import { ROOT } from '../support/command.ts';
import { numbersFrom } from './ace/samples.ts';

const seeds = fc.integer({ min: 1, max: 100000 });

/** Both kernels over the same bytes. */
function both<K extends { readonly memory: { readonly buffer: ArrayBuffer } }>(
  make: (kind: 'wasm' | 'typescript') => K,
  seed: number,
): readonly [K, K] {
  const pair = [make('wasm'), make('typescript')] as const;
  const next = numbersFrom(seed);
  const numbers = Float64Array.from({ length: 8192 }, () => (next() - 0.5) * 10 ** (next() * 6));
  for (const { memory } of pair) new Float64Array(memory.buffer).set(numbers);
  return pair;
}

const areSame = (pair: readonly { readonly memory: { readonly buffer: ArrayBuffer } }[]): boolean =>
  Buffer.from(pair[0]!.memory.buffer).equals(Buffer.from(pair[1]!.memory.buffer));

test('the panel kernel and its twin leave the same bits', () => {
  fc.assert(
    fc.property(seeds, fc.integer({ min: 0, max: 200 }), (seed, rows) => {
      const pair = both(makePanelKernel, seed);
      for (const kernel of pair) {
        kernel.project(128, 4096, 8192, rows, 0);
        kernel.subtract(128, 4096, 8192, rows, 0);
      }
      expect(areSame(pair)).toBe(true);
    }),
    { numRuns: 30 },
  );
});

test('the design kernel and its twin leave the same bits, empty lanes in one row too', () => {
  fc.assert(
    fc.property(seeds, fc.integer({ min: 1, max: 20 }), (seed, count) => {
      const pair = both(makeKernel, seed);
      const next = numbersFrom(seed + 1);
      const ends = [0];
      for (let f = 0; f < count; f++) ends.push(ends[f]! + Math.floor(6 * next()));
      const channels = Array.from({ length: ends[count]! }, () => 64 * Math.floor(20 * next()));
      for (const kernel of pair) {
        new Int32Array(kernel.memory.buffer, 0, 8).set(
          Array.from({ length: 8 }, (_, lane) => 32768 + 8 * 32 * Math.min(lane, 5)),
        );
        new Int32Array(kernel.memory.buffer, 1024, count + 1).set(ends);
        new Int32Array(kernel.memory.buffer, 2048, channels.length).set(channels);
      }
      for (const kernel of pair) kernel.tile(count, 1024, 4, 2048, 8192, 16384, 0);
      expect(areSame(pair)).toBe(true);
    }),
    { numRuns: 30 },
  );
});

test('memory of the twin grows as the other does, and keeps what is in it', () => {
  const { memory } = makeKernelOf('', () => ({}), 'typescript');
  new Float64Array(memory.buffer)[7] = 2.5;
  expect(memory.grow(3)).toBe(1);
  expect(memory.buffer.byteLength).toBe(4 * 65536);
  expect(new Float64Array(memory.buffer)[7]).toBe(2.5);
});

test('code that cannot run here is replaced by the twin', () => {
  const vectorless = Buffer.from([0, 97, 115, 109, 9, 9, 9, 9]).toString('base64');
  expect(makeKernelOf(vectorless, () => ({ which: 'twin' }))).toMatchObject({ which: 'twin' });
});

/** Design rows and a triangle of them, as bytes, in a process of its own. */
const CHILD = `
const { buildAceBasis } = await import(process.argv[1] + 'science/ace/basis.js');
const { designRows } = await import(process.argv[1] + 'science/ace/design.js');
const { absorbRows, emptyTriangle } = await import(process.argv[1] + 'science/linalg/triangle.js');
const structure = {
  numbers: Int32Array.of(13, 28, 28, 13, 28),
  positions: Float64Array.of(0.1, 0, 0, 1.9, 1.7, 0.2, 1.8, 0.1, 1.9, 0, 1.9, 1.7, 3.1, 3.3, 3.2),
  cell: Float64Array.of(4, 0.2, 0, 0, 4.1, 0.3, 0.1, 0, 4.2),
  periodic: [true, true, true],
};
const basis = buildAceBasis({ elements: ['Al', 'Ni'], cutoff: 4.5, maxOrder: 4, functionsPerElement: 60 });
const { rows, rowCount, columns } = designRows(basis, structure);
const triangle = emptyTriangle(columns);
absorbRows(triangle, rows, rowCount);
process.stdout.write(Buffer.concat([rows, triangle.values].map((x) => Buffer.from(x.buffer))).toString('base64'));
`;

test('design rows and their triangle are the same bits with MLIP_KERNELS=typescript', () => {
  const run = (environment: NodeJS.ProcessEnv): string =>
    execFileSync(
      process.execPath,
      ['--input-type=module', '-e', CHILD, `file://${join(ROOT, 'dist')}/`],
      { env: environment, encoding: 'utf8', maxBuffer: 1e8 },
    );
  const twin = run({ MLIP_KERNELS: 'typescript' });
  expect(twin.length).toBeGreaterThan(100000);
  expect(twin).toBe(run({}));
});
