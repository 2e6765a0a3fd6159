import { posix } from 'node:path';
import type { Canonical } from '../../base/canonical.ts';
import type { Digest } from '../../base/digest.ts';
import { fail, ok } from '../../base/result.ts';
import type { ResolveResult, SettingIssue } from '../../engine/stage.ts';
import type { WrittenOutput } from './declare.ts';
import { type InputForm, pathOf, type ResolvedOutput } from './resolved.ts';

interface Written {
  readonly argv?: readonly (string | number | boolean)[];
  readonly run?: string;
  readonly env?: { readonly [name: string]: string | number | boolean };
  readonly pass_env?: readonly string[];
  readonly secrets?: readonly string[];
  readonly fingerprint?: readonly string[];
  readonly files?: { readonly [name: string]: { readonly file: Digest } };
  readonly as?: { readonly [input: string]: InputForm };
  readonly outputs: { readonly [name: string]: WrittenOutput };
}

const PORT = /^[A-Za-z_][A-Za-z0-9_-]*$/;
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Resolves a command's settings: what is not in the key (an output's type) is dropped. */
export function resolveCommand(settings: Canonical): ResolveResult {
  const written = settings as unknown as Written;
  const {
    argv,
    run,
    env = {},
    pass_env = ['PATH'],
    secrets = [],
    fingerprint,
    files = {},
    as = {},
  } = written;
  const outputs = Object.fromEntries(
    Object.entries(written.outputs).map(([name, output]) => [name, resolvedOutput(output)]),
  );
  const issues = [
    ...programIssues(written),
    ...variableIssues(written),
    ...fileIssues(files),
    ...outputIssues(outputs, Object.keys(files)),
  ];
  if (issues.length > 0) return fail(issues);
  const variables = Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, String(value)]),
  );
  const passEnv = [...new Set(pass_env)].sort();
  return ok({
    ...(fingerprint && {
      program: { argv: fingerprint, env: variables, passEnv, into: 'program' },
    }),
    with: {
      ...(argv ? { argv: argv.map(String) } : { run: run as string }),
      env: variables,
      pass_env: passEnv,
      ...(fingerprint && { fingerprint }),
      ...(secrets.length > 0 && { secrets: [...new Set(secrets)].sort() }),
      files,
      ...(Object.keys(as).length > 0 && { as }),
      outputs,
    },
  });
}

const normal = (path: string): string => posix.normalize(path);

function resolvedOutput(output: WrittenOutput): ResolvedOutput {
  if (typeof output === 'string') return normal(output);
  return 'items' in output ? { items: normal(output.items) } : normal(output.path);
}

function programIssues({ argv, run }: Written): SettingIssue[] {
  if (argv && run !== undefined) {
    return [{ path: ['run'], message: '`argv` and `run` are both there', hint: 'keep one' }];
  }
  if (argv || run !== undefined) return argv?.[0] === '' ? [emptyProgram] : [];
  const hint = 'write `argv: [program, argument]`, or `run:` with a line for the shell';
  return [{ path: [], message: 'it says no program: `argv` or `run`', hint }];
}

const emptyProgram: SettingIssue = { path: ['argv', 0], message: 'the program has no name' };

function variableIssues({ env = {}, pass_env = [], secrets = [] }: Written): SettingIssue[] {
  const hint = 'letters, digits and `_`, not beginning with a digit';
  const named: [string, (string | number)[]][] = [
    ...Object.keys(env).map((name): [string, string[]] => [name, ['env', name]]),
    ...pass_env.map((name, at): [string, (string | number)[]] => [name, ['pass_env', at]]),
    ...secrets.map((name, at): [string, (string | number)[]] => [name, ['secrets', at]]),
  ];
  const wrong = named
    .filter(([name]) => !VARIABLE.test(name))
    .map(([name, path]) => ({
      path,
      message: `\`${name}\` cannot be the name of an environment variable`,
      hint,
    }));
  const twice = pass_env.flatMap((name, at) =>
    Object.hasOwn(env, name)
      ? [{ path: ['pass_env', at], message: `\`${name}\` is in \`env\` already`, hint: 'keep one' }]
      : [],
  );
  const open = secrets.flatMap((name, at) => {
    const where = Object.hasOwn(env, name) ? 'env' : pass_env.includes(name) ? 'pass_env' : '';
    const message = `\`${name}\` is in \`${where}\`, too: it would be no secret`;
    return where === ''
      ? []
      : [{ path: ['secrets', at], message, hint: `take it out of \`${where}\`` }];
  });
  return [...wrong, ...twice, ...open];
}

const fileIssues = (files: object): SettingIssue[] =>
  Object.keys(files)
    .filter((name) => leaves(name) || name !== normal(name) || name.endsWith('/'))
    .map((name) => ({
      path: ['files', name],
      message: `\`${name}\` is not the name of a file in the working folder`,
      hint: 'write a relative path, such as fit.py or data/in.csv',
    }));

const leaves = (path: string): boolean =>
  path === '' ||
  path === '.' ||
  path === './' ||
  path.includes('\0') ||
  /^(\/|\.\.(\/|$))/.test(path);

/** Outputs lie inside the folder, and none lies in another or where a file was put. */
function outputIssues(
  outputs: { readonly [name: string]: ResolvedOutput },
  files: readonly string[],
): SettingIssue[] {
  const issues: SettingIssue[] = [];
  const taken = new Map(files.map((file) => [file, `the file \`${file}\``]));
  for (const [name, output] of Object.entries(outputs)) {
    const path = pathOf(output);
    const at = ['outputs', name];
    if (!PORT.test(name)) {
      const hint = 'a name begins with a letter and has letters, digits, `_` and `-`';
      issues.push({ path: at, message: `\`${name}\` cannot name an output`, hint });
    }
    if (typeof output !== 'string' && path.endsWith('/')) {
      const hint = 'write the path of one file: items: out.extxyz';
      issues.push({ path: [...at, 'items'], message: `\`${path}\` is a folder`, hint });
    }
    if (leaves(normal(path))) {
      const message = `\`${path}\` does not lie in the working folder`;
      issues.push({ path: at, message, hint: 'write a relative path, such as out.csv or out/' });
      continue;
    }
    const other = [...taken].find(([one]) => overlaps(one, path));
    if (other) {
      const message = `\`${path}\` is, or holds, or is inside of ${other[1]}`;
      issues.push({ path: at, message, hint: 'give it a path of its own' });
    }
    taken.set(path, `the output \`${name}\``);
  }
  return issues;
}

/** Whether one of two paths is the other, or lies in it. */
export function overlaps(a: string, b: string): boolean {
  const [one, two] = [a, b].map((path) => `${path.replace(/\/$/, '')}/`) as [string, string];
  return one.startsWith(two) || two.startsWith(one);
}
