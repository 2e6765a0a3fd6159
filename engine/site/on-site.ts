import type { Site, Variables } from './site.ts';

/** A program as a stage asks for it. */
export interface Asked {
  readonly argv: readonly string[];
  /** What is said of its environment: part of what identifies the result. */
  readonly env?: Variables;
  /** Variables that it inherits where nothing sets them. */
  readonly passEnv?: readonly string[];
  /** What holds where neither `env`, nor the profile, nor what is inherited says anything of a variable. */
  readonly defaults?: Variables;
}

/** The same as it runs here. */
export interface OnSite {
  readonly argv: readonly string[];
  readonly env: Variables;
}

/**
 * A program as it runs on a site: the command that the profile has for its name, and its whole environment. What
 * the stage says of a variable wins over the profile, since it is in the key; what is inherited does not.
 */
export function onSite(
  site: Site | undefined,
  { argv, env, passEnv, defaults }: Asked,
  cores: number,
): OnSite {
  const passed = { ...defaults, ...inherited([...(passEnv ?? []), ...(site?.passEnv ?? [])]) };
  if (!site) return { argv, env: { ...passed, ...env } };
  const [name = '', ...rest] = argv;
  const program = Object.hasOwn(site.programs, name) ? site.programs[name] : undefined;
  const fill = (text: string): string => text.replace(CORES, () => String(cores));
  const own = Object.entries({ ...site.env, ...program?.env });
  return {
    argv: program?.command ? [...program.command.map(fill), ...rest] : argv,
    env: { ...passed, ...Object.fromEntries(own.map(([key, text]) => [key, fill(text)])), ...env },
  };
}

/** The one thing that a command or a variable of a profile can refer to. */
const CORES = /\$\{\{\s*resources\.cores\s*\}\}/g;

function inherited(names: readonly string[]): Variables {
  const values = names.flatMap((name): [string, string][] => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(values);
}
