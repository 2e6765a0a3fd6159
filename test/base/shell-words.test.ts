import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { shellWords } from '../../base/shell-words.ts';

it('leaves plain words as they are and quotes the others', () => {
  expect(shellWords(['sh', '-c', 'echo "$A" > o'])).toBe(`sh -c 'echo "$A" > o'`);
  expect(shellWords(['mlip-auto', 'logs', 'each[i=1]', ''])).toBe(`mlip-auto logs 'each[i=1]' ''`);
});

it('is read by a shell as what it was', () => {
  // A program's argument has no NUL, and what is no UTF-8 cannot be printed.
  const word = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'));
  fc.assert(
    fc.property(
      fc.array(fc.array(word, { maxLength: 5 }), { minLength: 20, maxLength: 20 }),
      (all) => {
        const lines = all.map(
          (words) => `printf '%s\\0' ${shellWords(['-', ...words])}; printf '\\1'`,
        );
        const said = execFileSync('sh', ['-c', lines.join('\n')], { encoding: 'utf8' });
        expect(said).toBe(all.map((words) => `${['-', ...words].join('\0')}\0\u0001`).join(''));
      },
    ),
    { numRuns: 10 },
  );
});
