import { describe, expect, it } from 'vitest';
import { troubleOf } from '../../../../stages/train/pacemaker/trouble.ts';

/** What pacemaker 0.4.0rc1 printed, the last line of each traceback. */
const TRACEBACKS: readonly (readonly [line: string, words: string, code: string])[] = [
  [
    'AssertionError: energy_corrected contains NaNs',
    'an energy of the dataset is not a number',
    'E0711',
  ],
  ["KeyError: np.bytes_(b'Ni')", 'the dataset has Ni, and the potential has not', 'E0711'],
  [
    "ValueError: Neither 'energy_corrected' column nor 'data::reference_energy' option provided",
    'no energies',
    'E0711',
  ],
  [
    'ValueError: Column `energy` or `energy_corrected` not found in dataset',
    'no energies',
    'E0711',
  ],
  ['ValueError: Column `forces` not found in dataset', 'no forces', 'E0711'],
  [
    "FileNotFoundError: [Errno 2] No such file or directory: 'missing.pckl.gzip'",
    'no file missing.pckl.gzip',
    'E0712',
  ],
  ['  in "input.yaml", line 2, column 4', 'cannot read its YAML at line 2, column 4', 'E0712'],
  [
    "AttributeError: 'Namespace' object has no attribute 'query_data'",
    'no section `potential`',
    'E0712',
  ],
  [
    "NotImplementedError: (<StringDtype(storage='python', na_value=nan)>, )",
    'another pandas',
    'E0713',
  ],
  [
    'TypeError: only 0-dimensional arrays can be converted to Python scalars',
    'numpy is too new',
    'E0713',
  ],
  ['ImportError: undefined symbol: Wrapped_PyInit__pywrap_tensorflow', 'TensorFlow', 'E0713'],
];

const ended = (stderr: string, exitCode = 1) =>
  troubleOf('pacemaker', { exitCode, stdout: '', stderr });
const traceback = (line: string) =>
  `I - some log\nTraceback (most recent call last):\n  File "x"\n${line}\n`;

describe('a traceback of pacemaker', () => {
  it.each(TRACEBACKS)('%s becomes a plain message', (line, words, code) => {
    const failure = ended(traceback(line));
    expect(failure.message).toContain(words);
    expect(failure.message).toContain(`(${code})`);
    expect(failure.class).toBe('invalid');
  });

  it('that is not known is shown by its last line', () => {
    expect(ended(traceback('ZeroDivisionError: division by zero')).message).toBe(
      'pacemaker ended with code 1: ZeroDivisionError: division by zero (E0712)',
    );
  });

  it('is read from its end: what the log says before is no sign', () => {
    const text =
      'I - energy_corrected contains NaNs\nTraceback (most recent call last):\nZeroDivisionError: none\n';
    expect(ended(text).message).toContain('ZeroDivisionError');
  });

  it('of want of memory or disk, and a kill, are the fault of the machine', () => {
    expect(ended(traceback('MemoryError: std::bad_alloc'))).toMatchObject({ class: 'infra' });
    expect(ended(traceback('OSError: [Errno 28] No space left on device'))).toMatchObject({
      class: 'infra',
    });
    expect(ended('', 137)).toMatchObject({
      class: 'infra',
      message: 'pacemaker was ended by signal 9 (E0714)',
    });
    expect(ended('', 139).message).toContain('signal 11');
  });
});
