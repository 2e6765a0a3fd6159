/** A program to start: argv in a folder, with exactly this environment, its output into two files. */
export interface Start {
  readonly argv: readonly string[];
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a shell starts a program with no variables of its own: `bare` where it adds none, else through env(1). */
export type ShellKind = 'bare' | 'through-env';

/** Ends with 0 where the shell adds nothing to the environment of what it starts. */
export const PROBE =
  '[ "$(unset PWD OLDPWD; A=1; export A; exec env)" = A=1 ] >/dev/null 2>&1; echo $?\n';

/** Variables that some shell gives a meaning or will not have set; what has them is started without one. */
const SHELLS_OWN =
  /^(_|PWD|OLDPWD|PPID|IFS|ENV|UID|EUID|GROUPS|CDPATH|SHLVL|LINENO|RANDOM|SECONDS|OPT[A-Z]*|PS[0-9]|SHELL[A-Z]*|BASH[A-Z_]*|POSIXLY_CORRECT)$/;

/** Whether a shell can start it without a trace of itself. */
export function suitsShell({ argv, env }: Pick<Start, 'argv' | 'env'>): boolean {
  const [program = ''] = argv;
  return (
    /^[A-Za-z0-9_./][^=]*$/.test(program) &&
    Object.keys(env).every((name) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) &&
    !Object.keys(env).some((name) => SHELLS_OWN.test(name)) &&
    ![...argv, ...Object.values(env)].some((text) => text.includes('\0'))
  );
}

/**
 * The lines that have a shell start a program, wait for it and say its exit code. Every word that is not
 * ours stands between single quotes, where POSIX gives no character a meaning but the quote itself.
 */
export function startScript({ argv, folder, env, stdout, stderr }: Start, kind: ShellKind): string {
  const settings = Object.entries(env).map(([name, value]) => `${name}=${quoted(value)}`);
  const words = argv.map(quoted).join(' ');
  const streams = `</dev/null >${quoted(stdout)} 2>${quoted(stderr)}`;
  const bare = settings.length === 0 ? '' : `export ${settings.join(' ')} && `;
  const start =
    kind === 'bare'
      ? `unset PWD OLDPWD && ${bare}exec ${words}`
      : `exec env -i ${[...settings, words].join(' ')}`;
  return `(cd ${quoted(folder)} && ${start} ${streams}); echo $?\n`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
