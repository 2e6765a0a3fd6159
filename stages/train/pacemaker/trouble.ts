import type { DiagnosticCode } from '../../../base/diagnostic.ts';
import type { StageFailure } from '../../../engine/stage.ts';

/** A failure of a fit, with the code of its page in `docs/errors/`. */
export function trouble(
  code: DiagnosticCode,
  kind: StageFailure['class'],
  message: string,
  hint?: string,
): StageFailure {
  return { class: kind, message: `${message} (${code})`, ...(hint !== undefined && { hint }) };
}

interface Known {
  /** In what it printed, the traceback's last line above all. */
  readonly sign: RegExp;
  /** What that means; `part` is the first group of the sign. */
  say(part: string): StageFailure;
}

const SETUP =
  '`mlip-auto doctor` says what is wrong with it; `mlip-auto setup pacemaker` makes a sound one';

/** What pacemaker 0.4.0rc1 was seen to end with, each with code 1 and a traceback. */
const KNOWN: readonly Known[] = [
  {
    sign: /energy_corrected contains NaN/,
    say: () => trouble('E0711', 'invalid', 'an energy of the dataset is not a number'),
  },
  {
    sign: /KeyError: np\.bytes_\(b'(\w+)'\)/,
    say: (symbol) =>
      trouble(
        'E0711',
        'invalid',
        `the dataset has ${symbol}, and the potential has not`,
        'a potential to go on from must have every element of the dataset',
      ),
  },
  {
    sign: /Neither 'energy_corrected' column nor|energy_corrected[`'] not found/,
    say: () => trouble('E0711', 'invalid', 'the table of the dataset has no energies'),
  },
  {
    sign: /Column [`']forces[`'] not found/,
    say: () => trouble('E0711', 'invalid', 'the table of the dataset has no forces'),
  },
  {
    sign: /StringDtype/,
    say: () =>
      trouble('E0713', 'invalid', 'the table was written by another pandas than reads it', SETUP),
  },
  {
    sign: /FileNotFoundError: .*?: '([^']+)'/,
    say: (name) =>
      trouble(
        'E0712',
        'invalid',
        `pacemaker found no file ${name}`,
        'a path among the keys of `pacemaker.input` is relative to a folder of the attempt: give an absolute one',
      ),
  },
  {
    sign: /in "[^"]*\.yaml", (line \d+, column \d+)/,
    say: (place) =>
      trouble('E0712', 'invalid', `pacemaker cannot read its YAML at ${place}`, PRINT),
  },
  {
    sign: /has no attribute 'query_data'/,
    say: () => trouble('E0712', 'invalid', 'input.yaml has no section `potential`', PRINT),
  },
  {
    sign: /only 0-dimensional arrays can be converted/,
    say: () =>
      trouble('E0713', 'invalid', 'this numpy is too new for pacemaker 0.4: below 2.4', SETUP),
  },
  {
    sign: /(undefined symbol: \S+)/,
    say: () => trouble('E0713', 'invalid', 'two packages of TensorFlow lie over each other', SETUP),
  },
  {
    sign: /No module named '([^']+)'/,
    say: (name) => trouble('E0713', 'invalid', `the environment has no module ${name}`, SETUP),
  },
  {
    sign: /(MemoryError|std::bad_alloc|ResourceExhausted|OOM when allocating)/,
    say: () =>
      trouble(
        'E0714',
        'infra',
        'there was not enough memory',
        'a smaller batch_size needs less; `resources: { memory: 16GB }` asks a scheduler for more',
      ),
  },
  {
    sign: /No space left on device/,
    say: () => trouble('E0714', 'infra', 'the disk is full'),
  },
];

const PRINT = '`mlip-auto expand --print-config` shows the whole input.yaml';

/** Why pacemaker, or one of its commands, ended with another code than 0. */
export function troubleOf(
  command: string,
  { exitCode, stdout, stderr }: { exitCode: number; stdout: string; stderr: string },
): StageFailure {
  // Signals, as a shell says them: ended from outside, or crashed.
  if (exitCode > 128) {
    const signal = exitCode - 128;
    const hint =
      signal === 9 ? 'out of memory, most often: a smaller batch_size needs less' : undefined;
    return trouble('E0714', 'infra', `${command} was ended by signal ${signal}`, hint);
  }
  for (const text of [stderr, stdout]) {
    for (const { sign, say } of KNOWN) {
      const found = sign.exec(tracebackOf(text));
      if (found) return say(found[1] ?? '');
    }
  }
  const last = lastWords(stderr) || lastWords(stdout) || 'it said nothing';
  const message = `${command} ended with code ${exitCode}: ${last}`;
  return trouble('E0712', 'invalid', message, '`mlip-auto logs NODE` has all that it printed');
}

/** The last traceback of a text with what follows it, else its end. */
function tracebackOf(text: string): string {
  const at = text.lastIndexOf('Traceback (most recent call last)');
  return text.slice(at >= 0 ? at : -4000);
}

const lastWords = (text: string): string =>
  (text.trimEnd().split('\n').at(-1) ?? '').trim().slice(0, 300);
