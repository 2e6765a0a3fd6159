import { describe, expect, it } from 'vitest';
import { convergenceSlope, parsePwLog } from '../../../science/espresso/pw-log.ts';
import { troubleOf } from '../../../science/espresso/trouble.ts';

const fenced = (words: string) => `
 %%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%
     ${words}
 %%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%

     stopping ...
`;
const trouble = (text: string, exitCode = 1, refusal?: string) =>
  troubleOf({ exitCode, log: parsePwLog(text), ...(refusal && { refusal }) });

describe('what pw.x says', () => {
  it('is read for the version, the accuracies of the last loop and what is left of the forces', () => {
    const log = parsePwLog(`
     Program PWSCF v.6.7MaX starts on 24Nov2026 at 20: 9:30
     Self-consistent Calculation
     estimated scf accuracy    <       0.03138794 Ry
     Self-consistent Calculation
     estimated scf accuracy    <       0.00245758 Ry
     estimated scf accuracy    <          6.9E-09 Ry
     convergence has been achieved in   2 iterations
     Total force =     0.009734     Total SCF correction =     0.000007
     JOB DONE.`);
    expect(log).toEqual({
      version: '6.7MaX',
      accuracies: [0.00245758, 6.9e-9],
      notConverged: false,
      outOfTime: false,
      forceCorrection: 7e-6,
      done: true,
    });
  });

  it.each([
    [
      'Error in routine readpp (1):\n     file ./Si.nope.UPF not found',
      'input',
      'file ./Si.nope.UPF not found (readpp)',
    ],
    [
      'Error in routine  read_namelists (1):\n      bad line in namelist &system: "x"',
      'input',
      'bad line in namelist',
    ],
    ['Error in routine setup (1):\n     too few bands', 'bands', 'too few bands'],
    [
      'Error in routine c_bands (1):\n     too many bands are not converged',
      'diagonalisation',
      'too many bands',
    ],
    [
      'Error in routine cdiaghg (135):\n     S matrix not positive definite',
      'diagonalisation',
      'S matrix',
    ],
    [
      'Error in routine check_tempdir (1):\n     temporary directory ./x/ cannot be created',
      'machine',
      'cannot be created',
    ],
    [
      'Error in routine davcio (10):\n     error while writing from file',
      'machine',
      'error while writing',
    ],
    ['Error in routine check_atoms (1):\n     atoms #   1 and #   2 overlap!', 'input', 'overlap'],
  ])('%s', (words, kind, message) => {
    const found = trouble(fenced(words));
    expect(found.kind).toBe(kind);
    expect(found.message).toContain(message);
  });

  it('is looked for in CRASH where standard output has no error (QE 7.2 and later)', () => {
    const log = parsePwLog('starts', fenced('Error in routine setup (1):\n     too few bands'));
    expect(log.error).toEqual({ routine: 'setup', words: 'too few bands' });
  });

  it('names a death, a lack of time, a cut result', () => {
    expect(trouble('iteration #  1', 137).kind).toBe('machine');
    expect(trouble('Maximum CPU time exceeded\n JOB DONE.', 255).kind).toBe('time');
    expect(trouble('JOB DONE.', 0, 'unclosed tag: output')).toMatchObject({
      kind: 'machine',
      message: expect.stringContaining('disk'),
    });
    expect(
      trouble('convergence NOT achieved after   3 iterations: stopping\n JOB DONE.', 2).kind,
    ).toBe('scf');
  });

  it('tells a calculation on its way from one that goes nowhere', () => {
    const falling = Array.from({ length: 12 }, (_, i) => 1e-2 / 2 ** i);
    expect(convergenceSlope(falling)).toBeCloseTo(-Math.log10(2), 10);
    expect(convergenceSlope([0.1, 0.2, 0.1, 0.2, 0.1, 0.2])).toBeGreaterThan(-0.1);
    expect(convergenceSlope([0.1, 0.01])).toBeUndefined();
  });
});
