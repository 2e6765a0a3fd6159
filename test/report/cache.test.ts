import { describe, expect, it } from 'vitest';
import { bytesWords, gcWords, statsWords } from '../../report/cache.ts';

const orphans = { files: 0, bytes: 0 };
const sound = { damaged: [], held: 0, pipelines: [] };

describe('sizes', () => {
  it('are told in decimal units', () => {
    expect(
      [0, 999, 1000, 9949, 9950, 123_456, 999_499, 999_500, 3.4e9, 5e15].map(bytesWords),
    ).toEqual([
      ...['0 B', '999 B', '1.0 kB', '9.9 kB', '10 kB', '123 kB', '999 kB', '1.0 MB', '3.4 GB'],
      '5000 TB',
    ]);
  });
});

describe('a collection', () => {
  const result = {
    kind: 'results',
    backend: 'ace',
    records: 3,
    objects: 9,
    bytes: 2e6,
    seconds: 90,
  };
  const left = { kind: 'leftovers', backend: '', records: 1, objects: 2, bytes: 1000, seconds: 0 };

  it('says by kind what goes and what it would cost', () => {
    const report = { ...sound, groups: [result, left], bytes: 1e7, freed: 2_001_000 };
    expect(gcWords({ ...report, orphans: { files: 1, bytes: 999_000 } }, false)).toBe(
      [
        'would free 3.0 MB of 10 MB',
        '  results         ace  3 records  2.0 MB  1 min 30 s to make again',
        '  leftovers                       1.0 kB',
        '  of killed runs       1 file     999 kB',
        'nothing was removed; with --yes it is. Every record stays: what is needed again is made again',
      ].join('\n'),
    );
    expect(gcWords({ ...report, orphans }, true)).toMatch(/^freed 2\.0 MB of 10 MB\n/);
  });

  it('says that there is nothing', () => {
    expect(gcWords({ ...sound, groups: [], bytes: 1e7, freed: 0, orphans }, true)).toBe(
      'nothing to free: 10 MB are kept and in use',
    );
  });

  it('says what damaged records keep, and how to go on', () => {
    const key = `sha256:${'ab'.repeat(32)}`;
    const item = `sha256:${'cd'.repeat(32)}`;
    const damaged = [
      { key, tag: 'calculation', backend: 'emt', item },
      ...Array.from({ length: 11 }, () => ({ key, tag: 'node', backend: 'ace' })),
    ];
    const report = { ...sound, groups: [], bytes: 1e7, freed: 0, orphans, damaged };
    const lines = gcWords({ ...report, held: 2e6 }, false).split('\n');
    expect(lines.slice(1, 4)).toEqual([
      '12 records are damaged:',
      '  the calculation by emt of item cdcdcdcdcdcd',
      '  a node by ace',
    ]);
    expect(lines.slice(-3)).toEqual([
      '  and 2 more',
      'what they name is not known, so 2.0 MB that no other record names stay',
      'run the pipelines that made them, which makes them anew (1 calculation of them to be done again); or --forget-damaged gives them up',
    ]);
    expect(gcWords({ ...report, held: 0 }, true)).toMatch(/they were given up \(1 calculation/);
    const bare = { ...report, damaged: [{ key }], held: 0 };
    expect(gcWords(bare, false)).toContain(`a key of which nothing is known: ${key}`);
  });
});

it('where nothing is kept, that is said', () => {
  const nothing = { kinds: [], backends: [], indexBytes: 0, freeable: 0 };
  expect(statsWords(nothing)).toBe('nothing is kept here yet');
});

it('what is kept is told in two tables', () => {
  const words = statsWords({
    kinds: [
      { kind: 'labels', objects: 12, bytes: 5e6, files: 2 },
      { kind: 'keys', objects: 100, bytes: 3e4, files: 0 },
    ],
    backends: [
      {
        ...{ backend: 'espresso', what: 'calculation', records: 12, failed: 1 },
        ...{ cpuSeconds: 7200, wallSeconds: 600 },
      },
    ],
    indexBytes: 40_000,
    freeable: 0,
  });
  expect(words).toBe(
    [
      'labels  12 objects   5.0 MB  2 as files',
      'keys    100 objects  30 kB',
      '',
      'espresso  calculation  12 records  1 failed  10 min 0 s (2 h 0 min of CPU) to make again',
      '',
      'the index takes 40 kB; nothing could go: `mlip-auto cache gc` says what',
    ].join('\n'),
  );
});
