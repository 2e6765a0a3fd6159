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
      stopped: false,
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
    // As pw.x 6.7 writes it.
    const crash = fenced(`task #         0
     from read_cards : error #         3
     wrong number of columns in ATOMIC_POSITIONS`);
    expect(parsePwLog('starts', crash).error).toEqual({
      routine: 'read_cards',
      words: 'wrong number of columns in ATOMIC_POSITIONS',
    });
  });

  it('has moments of the atoms in the words of 6.7 and of later versions', () => {
    const old = `     Magnetic moment per site:
     atom:    1 charge:    6.6553    magn:    2.7112    constr:    0.0000
     atom:    2 charge:    6.6536    magn:   -2.7074    constr:    0.0000
`;
    const later = `     Magnetic moment per site  (integrated on atomic sphere of radius R)
     atom   1 (R=0.411)  charge= 15.6004  magn=  1.2090
     atom   2 (R=0.411)  charge= 15.6004  magn= -1.2087
`;
    expect(parsePwLog(old).moments).toEqual([2.7112, -2.7074]);
    expect(parsePwLog(`${old}${later}`).moments).toEqual([1.209, -1.2087]);
    expect(parsePwLog('no spin').moments).toBeUndefined();
  });

  it('is a reason where a launcher or Fortran gives one', () => {
    const said = (stderr: string, text = '') =>
      troubleOf({ exitCode: 1, log: parsePwLog(text), stderr }).message;
    expect(said('-----\nmpirun has detected an attempt to run as root.\n')).toBe(
      'pw.x did not start (code 1): mpirun has detected an attempt to run as root.',
    );
    expect(said('At line 761\nFortran runtime error: End of file', 'Program PWSCF v.6.7 x')).toBe(
      'pw.x ended (code 1): Fortran runtime error: End of file',
    );
    expect(said('')).toBe('pw.x did not start (code 1): it said no reason');
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
