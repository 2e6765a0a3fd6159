import { fail, ok, type Result } from '../../base/result.ts';
import type { Ran } from './make.ts';

/** What the pinned files are for. */
const FOR = { version: '3.11', implementation: 'cpython', system: 'linux', machine: 'x86_64' };

const ASK =
  'import json,platform,sys,ensurepip,venv; print(json.dumps({"version":"%d.%d"%sys.version_info[:2],"implementation":sys.implementation.name,"system":sys.platform,"machine":platform.machine()}))';

/** A Python that the pinned files are for, or why there is none. */
export async function findPython(
  asked: string | undefined,
  run: (argv: readonly string[]) => Promise<Ran>,
): Promise<Result<string, string>> {
  const candidates = asked === undefined ? ['python3.11', 'python3', 'python'] : [asked];
  const found: string[] = [];
  for (const python of candidates) {
    const ended = await run([python, '-c', ASK]).catch(() => undefined);
    if (ended?.exitCode !== 0) {
      if (ended) found.push(`${python} has no venv or ensurepip`);
      continue;
    }
    const said = JSON.parse(ended.stdout) as typeof FOR;
    if (Object.entries(FOR).every(([key, value]) => said[key as keyof typeof FOR] === value)) {
      return ok(python);
    }
    found.push(
      `${python} is ${said.implementation} ${said.version} on ${said.system} ${said.machine}`,
    );
  }
  const words = found.length > 0 ? found.join(', ') : `there is no ${candidates.join(', ')}`;
  return fail(`${words}; the pinned packages are for CPython 3.11 on Linux x86_64`);
}
