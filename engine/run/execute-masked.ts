import { closeSync, openSync, readSync } from 'node:fs';
import { execute } from '../programs/execute.ts';
import type { ExecOptions, ExecResult } from '../stage.ts';
import type { AttemptLog } from './attempt-log.ts';
import { BadRequest, type Secrets } from './secrets.ts';

/** A program to run for a stage. */
interface Program {
  readonly argv: readonly string[];
  readonly folder: string;
  /** That of the attempt: by its name a program that outlives a killed engine is known. */
  readonly scratch: string;
  readonly options: Omit<ExecOptions, 'passEnv'>;
  readonly signal: AbortSignal;
  readonly log: AttemptLog;
  readonly secrets: Secrets;
  readonly onCpu: (seconds: number) => void;
}

/** Runs a program with its secrets, and the mark of its attempt; what it prints comes back, and into the log, without them. */
export async function executeMasked(program: Program): Promise<ExecResult> {
  const { argv, folder, signal, log, secrets, onCpu } = program;
  const { secrets: names = [], onOutput, ...options } = program.options;
  const values = names.map((name): [string, string] => {
    const used = secrets.use(name);
    if ('value' in used) return [name, used.value];
    throw new BadRequest(`the secret \`${name}\` ${used.trouble}: export it before the run`);
  });
  const env = { ...options.env, ...Object.fromEntries(values), MLIP_SCRATCH: program.scratch };
  const streams = { stdout: secrets.stream(), stderr: secrets.stream() };
  try {
    const ended = await execute({
      ...{ argv, folder, options: { ...options, env }, signal, onCpu },
      onOutput: (chunk, stream) => {
        const masked = streams[stream].next(chunk);
        log.output(masked, stream);
        onOutput?.(Buffer.from(masked).toString('utf8'));
      },
      secret: names.length > 0,
    });
    return { ...ended, stdout: secrets.mask(ended.stdout), stderr: secrets.mask(ended.stderr) };
  } finally {
    for (const stream of ['stdout', 'stderr'] as const) log.output(streams[stream].end(), stream);
  }
}

/** A log whose lines go without secrets. */
export const maskedLog = (log: AttemptLog, { mask }: Secrets): AttemptLog => ({
  ...log,
  say: (line) => log.say(mask(line)),
});

const CHUNK = 1 << 20;

/** The name of a secret whose value stands in a file. */
export function secretInFile(path: string, secrets: Secrets): string | undefined {
  if (secrets.longest() === 0) return undefined;
  const file = openSync(path, 'r');
  try {
    let before = Buffer.alloc(0);
    for (;;) {
      const buffer = Buffer.allocUnsafe(CHUNK);
      const count = readSync(file, buffer);
      if (count === 0) return undefined;
      const bytes = Buffer.concat([before, buffer.subarray(0, count)]);
      const found = secrets.foundIn(bytes);
      if (found !== undefined) return found;
      before = bytes.subarray(-secrets.longest());
    }
  } finally {
    closeSync(file);
  }
}
