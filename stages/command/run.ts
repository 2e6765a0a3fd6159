import { lstatSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Digest } from '../../base/digest.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { ExecResult, Outputs, StageContext, StageFailure } from '../../engine/stage.ts';
import { extxyzOf } from './extxyz-set.ts';
import { keepItems } from './items-output.ts';
import { packFolder } from './pack-folder.ts';
import { overlaps } from './resolve.ts';
import { pathOf, type ResolvedCommand, type ResolvedOutput } from './resolved.ts';
import { unpackFolder } from './unpack-folder.ts';

/**
 * Runs a command: its inputs and files are laid into a folder of its own, the program runs there with
 * the environment that was declared, and what it was to make is kept.
 */
export async function runCommand(context: StageContext): Promise<Result<Outputs, StageFailure>> {
  const settings = context.with as unknown as ResolvedCommand;
  const clash = clashOf(context.inputs, settings);
  if (clash) return fail({ class: 'invalid', message: clash, hint: 'rename the input' });
  const folder = context.scratch();
  for (const [name, reference] of Object.entries(settings.files)) {
    lay(folder, name, context.readFile(reference).bytes);
  }
  for (const name of context.inputs) {
    const laid = layInput(context, folder, name, settings);
    if (!laid.ok) return fail({ class: 'invalid', message: `the input \`${name}\` ${laid.error}` });
  }
  for (const output of Object.values(settings.outputs)) {
    const above = dirname(join(folder, pathOf(output)));
    if (above !== folder) mkdirSync(above, { recursive: true });
  }
  const argv = settings.argv ?? ['sh', '-c', settings.run as string];
  const ended = await context.exec(argv, {
    env: settings.env,
    passEnv: settings.pass_env,
    ...(settings.secrets && { secrets: settings.secrets }),
  });
  if (ended.exitCode !== 0) return fail(badEnd(argv[0] as string, ended));
  return collect(context, folder, settings.outputs);
}

/** Why an input cannot lie in the folder by its name. */
function clashOf(
  inputs: readonly string[],
  { files, outputs }: ResolvedCommand,
): string | undefined {
  for (const input of inputs) {
    const other = [...Object.keys(files), ...Object.values(outputs).map(pathOf)].find((path) =>
      overlaps(path, input),
    );
    if (other) return `the input \`${input}\` and \`${other}\` are one path in the working folder`;
  }
  return undefined;
}

/** Writes a file below a folder that is there. */
function lay(folder: string, name: string, bytes: Uint8Array | string): void {
  const path = join(folder, name);
  const above = dirname(path);
  if (above !== folder) mkdirSync(above, { recursive: true });
  writeFileSync(path, bytes);
}

/** One source is a file by the input's name; several are files in a folder of that name, by number. */
function layInput(
  context: StageContext,
  folder: string,
  name: string,
  { as, outputs }: ResolvedCommand,
): Result<undefined, string> {
  const form = as?.[name];
  const hasFamilies = Object.values(outputs).some((output) => typeof output !== 'string');
  const sources = context.input(name);
  const width = String(sources.length - 1).length;
  const many = sources.length > 1;
  const above = many ? join(folder, name) : folder;
  if (many) mkdirSync(above, { recursive: true });
  for (const [at, source] of sources.entries()) {
    const path = many ? String(at).padStart(width, '0') : name;
    if (form === 'folder') {
      const laid = unpackFolder(context.read(source), join(above, path));
      if (!laid.ok) return laid;
      continue;
    }
    const bytes =
      form === 'extxyz' ? extxyzOf(context, source, hasFamilies) : ok(context.read(source));
    if (!bytes.ok) return bytes;
    lay(above, path, bytes.value);
  }
  return ok(undefined);
}

/** How many of its last lines are quoted when a program fails. */
const QUOTED_LINES = 6;

function badEnd(program: string, { exitCode, stdout, stderr }: ExecResult): StageFailure {
  const said = (stderr.trim() || stdout.trim()).split('\n').slice(-QUOTED_LINES).join('\n');
  const words = said === '' ? ' and said nothing' : `: ${said.slice(-1000)}`;
  return { class: 'infra', message: `${program} ended with code ${exitCode}${words}` };
}

function collect(
  context: StageContext,
  folder: string,
  paths: ResolvedCommand['outputs'],
): Result<Outputs, StageFailure> {
  const outputs: { [name: string]: Digest } = {};
  for (const [name, path] of Object.entries(paths)) {
    const kept = keep(context, folder, path);
    if (!kept.ok) {
      const message = `the program ended well, but its output \`${name}\` ${kept.error}`;
      return fail({ class: 'invalid', message });
    }
    outputs[name] = kept.value;
  }
  return ok(outputs);
}

function keep(
  context: StageContext,
  folder: string,
  output: ResolvedOutput,
): Result<Digest, string> {
  const path = pathOf(output);
  const isFolder = path.endsWith('/');
  const full = join(folder, isFolder ? path.slice(0, -1) : path);
  const own = lstatSync(full, { throwIfNoEntry: false });
  const stat = own?.isSymbolicLink() ? statSync(full, { throwIfNoEntry: false }) : own;
  if (!stat) return fail(`is not there: ${path}`);
  if (stat.isDirectory() !== isFolder) {
    return fail(
      isFolder
        ? `is not a folder: take the \`/\` away from ${path}`
        : `is a folder: write the path as ${path}/`,
    );
  }
  if (isFolder) return packFolder(context, full);
  if (typeof output !== 'string') return keepItems(context, full);
  return stat.isFile() ? ok(context.putFile(full)) : fail(`is not a file: ${path}`);
}
