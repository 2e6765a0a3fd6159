import { fail, ok, type Result } from '../../base/result.ts';
import type { Ran } from './make.ts';
import { OWN_ENVIRONMENT, PINNED_FOR, PINNED_WORDS } from './pinned-for.ts';

/** What a Python says of itself. */
type Kind = { readonly [key in keyof typeof PINNED_FOR]: string };

const ASK = `import json, os, platform, sys, ensurepip, venv
try: libc = os.confstr("CS_GNU_LIBC_VERSION").split()[0]
except Exception: libc = "another libc"
print(json.dumps({"version": "%d.%d" % sys.version_info[:2], "implementation": sys.implementation.name,
    "system": sys.platform, "machine": platform.machine(), "libc": libc}))`;

/** Why no Python was found, and what to do. */
export interface NoPython {
  readonly message: string;
  readonly hint: string;
}

const INSTALL =
  'install python3.11 and name it with --python, or make an environment of your own and name its Python: MLIP_PACEMAKER_PYTHON';

/** A Python that the pinned files are for, or why there is none. */
export async function findPython(
  asked: string | undefined,
  run: (argv: readonly string[]) => Promise<Ran>,
): Promise<Result<string, NoPython>> {
  const candidates = asked === undefined ? ['python3.11', 'python3', 'python'] : [asked];
  const found: string[] = [];
  let elsewhere = false;
  for (const python of candidates) {
    const ended = await run([python, '-c', ASK]).catch(() => undefined);
    if (ended?.exitCode !== 0) {
      if (ended) found.push(`${python} has no venv or ensurepip`);
      continue;
    }
    const said = JSON.parse(ended.stdout) as Kind;
    const others = (Object.keys(PINNED_FOR) as (keyof Kind)[]).filter(
      (key) => said[key] !== PINNED_FOR[key],
    );
    if (others.length === 0) return ok(python);
    elsewhere ||= others.some((key) => key !== 'version' && key !== 'implementation');
    found.push(`${python} is ${kindWords(said)}`);
  }
  const words = found.length > 0 ? found.join(', ') : `there is no ${candidates.join(', ')}`;
  const message = `${words}; the pinned packages are for ${PINNED_WORDS}`;
  const hint = elsewhere ? `no Python of this machine will do: ${OWN_ENVIRONMENT}` : INSTALL;
  return fail({ message, hint });
}

const kindWords = ({ implementation, version, system, machine, libc }: Kind): string =>
  `${implementation} ${version} on ${system} ${machine}${system === 'linux' ? ` (${libc})` : ''}`;
