import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadPipeline } from '../../../engine/load/load-pipeline.ts';
import { renderDiagnostic } from '../../../report/diagnostics.ts';
import { registry } from '../../../stages/index.ts';
import { memoryProbe } from '../../support/toy-stages.ts';

const good = readFileSync(
  fileURLToPath(new URL('../../../pipelines/cu-oneshot.yaml', import.meta.url)),
  'utf8',
).replace(/^ *#.*\n/gm, '');

const pieces = [
  '{',
  '}',
  '[',
  ']',
  ':',
  ': ',
  '- ',
  '\n',
  '  ',
  '\t',
  '"',
  "'",
  '#',
  '&a ',
  '*a',
  '!!set ',
  `\${{ params.cutoff }}`,
  `\${{`,
  '}}',
  'null',
  '1e999',
  '-1',
  '__proto__: 1',
  'toString',
  '0x',
  '%YAML 1.1\n',
  '---\n',
  '\u0000',
  '\u{1f600}',
  '<<: ',
  '? ',
  '| ',
  '> ',
];

const mutation = fc.oneof(
  fc.record({
    kind: fc.constant('insert' as const),
    at: fc.nat(),
    piece: fc.constantFrom(...pieces),
  }),
  fc.record({
    kind: fc.constant('delete' as const),
    at: fc.nat(),
    length: fc.integer({ min: 1, max: 30 }),
  }),
  fc.record({
    kind: fc.constant('repeat' as const),
    at: fc.nat(),
    length: fc.integer({ min: 1, max: 200 }),
  }),
  fc.record({ kind: fc.constant('line' as const), from: fc.nat(), to: fc.nat() }),
);

type Mutation = typeof mutation extends fc.Arbitrary<infer M> ? M : never;

function mutate(text: string, change: Mutation): string {
  if (change.kind === 'line') {
    const lines = text.split('\n');
    const [line] = lines.splice(change.from % lines.length, 1) as [string];
    lines.splice(change.to % (lines.length + 1), 0, line);
    return lines.join('\n');
  }
  const at = change.at % (text.length + 1);
  if (change.kind === 'insert') return text.slice(0, at) + change.piece + text.slice(at);
  if (change.kind === 'delete') return text.slice(0, at) + text.slice(at + change.length);
  return text.slice(0, at) + text.slice(at, at + change.length) + text.slice(at);
}

describe('a pipeline that someone spoilt', () => {
  it('is loaded or told, never a crash, and every place that is named is there', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 4 }), async (changes) => {
        const text = changes.reduce(mutate, good);
        const loaded = await loadPipeline({
          file: '/p.yaml',
          overrides: [],
          stages: registry,
          probe: memoryProbe({ '/p.yaml': text }),
        });
        if (loaded.ok) return;
        expect(loaded.error.length).toBeGreaterThan(0);
        const lines = text
          .replace(/^\ufeff/, '')
          .split('\n')
          .map((line) => line.replace(/\r$/, ''));
        for (const diagnostic of loaded.error) {
          expect(diagnostic.message).not.toMatch(/undefined|\[object|internal error/);
          expect(renderDiagnostic(diagnostic, { color: false })).toContain(diagnostic.code);
          const { span } = diagnostic;
          if (!span) continue;
          expect(lines[span.line - 1]).toBe(span.lineText);
          expect(span.column - 1 + span.length).toBeLessThanOrEqual(
            Math.max(span.lineText.length, span.column),
          );
        }
      }),
      { numRuns: 300 },
    );
  });
});
