import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorDiagnostic } from '../../base/diagnostic.ts';
import { renderDiagnostic, renderDiagnostics } from '../../report/diagnostics.ts';

const span = {
  file: '/w/pipeline.yaml',
  line: 12,
  column: 21,
  length: 11,
  lineText: '      distortion: { strain_rang: [-0.1, 0.1] }',
};

const plain = { color: false, displayPath: (path: string) => path.replace('/w/', '') };

describe('renderDiagnostic', () => {
  it('shows the place, the caret and what to do', () => {
    const diagnostic = errorDiagnostic('E0203', 'unknown key `strain_rang` in `with`', {
      span,
      hint: 'did you mean `strain_range`?',
    });
    expect(
      renderDiagnostic(diagnostic, plain),
    ).toBe(`error[E0203]: unknown key \`strain_rang\` in \`with\`
  --> pipeline.yaml:12:21
   |
12 |       distortion: { strain_rang: [-0.1, 0.1] }
   |                     ^^^^^^^^^^^
   = did you mean \`strain_range\`?`);
  });

  it('shows other places with the same gutter', () => {
    const diagnostic = errorDiagnostic('E0111', 'twice', {
      span,
      related: [{ message: 'first here', span: { ...span, line: 3, column: 7, length: 3 } }],
    });
    expect(renderDiagnostic(diagnostic, plain).split('\n').slice(5)).toEqual([
      'note: first here',
      '  --> pipeline.yaml:3:7',
      '   |',
      ' 3 |       distortion: { strain_rang: [-0.1, 0.1] }',
      '   |       ^^^',
    ]);
  });

  it('without a place is one line and a hint', () => {
    const diagnostic = errorDiagnostic('E0101', 'there is no file x', { hint: 'check the path' });
    expect(renderDiagnostic(diagnostic, plain)).toBe(
      'error[E0101]: there is no file x\n = check the path',
    );
  });

  it('keeps the caret under tabs and wide characters', () => {
    const lineText = '\t名前: x';
    const lines = renderDiagnostic(
      errorDiagnostic('E0117', 'm', { span: { ...span, lineText, column: 6, length: 1 } }),
      plain,
    ).split('\n');
    expect(lines[4]).toBe('   | \t      ^');
  });

  it('cuts long lines around the mark', () => {
    const lineText = `${'x'.repeat(5000)}HERE${'y'.repeat(5000)}`;
    const lines = renderDiagnostic(
      errorDiagnostic('E0117', 'm', { span: { ...span, lineText, column: 5001, length: 4 } }),
      plain,
    ).split('\n');
    const [shown, caret] = [lines[3] as string, lines[4] as string];
    expect(shown.length).toBeLessThan(120);
    expect(shown.slice(caret.indexOf('^'), caret.indexOf('^') + 4)).toBe('HERE');
  });

  it('colours only when asked, and never lets the file steer the terminal', () => {
    const evil = errorDiagnostic('E0117', 'bad \u001b[2J', {
      span: { ...span, lineText: 'a: \u001b[31m\u0007', column: 4, length: 3 },
    });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(renderDiagnostic(evil, plain)).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    expect(renderDiagnostic(evil, { color: true })).toContain('\u001b[1;31merror[E0117]');
  });

  it('renders whatever the span', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(300), fc.nat(300), (lineText, column, length) => {
        const at = { ...span, lineText: lineText.replaceAll('\n', ''), column: column + 1, length };
        const text = renderDiagnostic(errorDiagnostic('E0117', 'm', { span: at }), plain);
        expect(text).toContain('^');
      }),
    );
  });
});

describe('renderDiagnostics', () => {
  it('shows the first of each code in their order, and counts the rest', () => {
    const many = Array.from({ length: 3000 }, (_, n) =>
      errorDiagnostic(n % 3 === 0 ? 'E0701' : 'E0403', `number ${n}`),
    );
    const texts = renderDiagnostics([...many, errorDiagnostic('E0203', 'the last')], plain);
    expect(texts).toHaveLength(20 + 20 + 1 + 2);
    expect(texts.slice(0, 3)).toEqual([
      'error[E0701]: number 0',
      'error[E0403]: number 1',
      'error[E0403]: number 2',
    ]);
    expect(texts.slice(-3)).toEqual([
      'error[E0203]: the last',
      'and 980 more of E0701: --json has all',
      'and 1,980 more of E0403: --json has all',
    ]);
    expect(renderDiagnostics(many.slice(0, 20), plain).join()).not.toContain('more of');
  });
});
