// One process, measured: CPU of its whole tree (user + system), wall time and peak memory.
import { spawnSync } from 'node:child_process';

/** Prints, as its last line on standard error, what its children took: they are waited for, so nothing is missed. */
const METER = `
import json, os, resource, sys, time
before = resource.getrusage(resource.RUSAGE_CHILDREN)
began = time.monotonic()
quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
pid = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=quiet)
_, status = os.waitpid(pid, 0)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({
    "status": os.waitstatus_to_exitcode(status),
    "wall": time.monotonic() - began,
    "cpu": used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime,
    "mb": used.ru_maxrss / 1024,
}), file=sys.stderr)
`;

/** Runs a program once; throws where it fails. Standard output goes nowhere. */
export function measured(cwd, argv) {
  const options = { cwd, encoding: 'utf8', maxBuffer: 1 << 28 };
  const { stderr } = spawnSync('python3', ['-c', METER, ...argv], options);
  const { status, ...figures } = JSON.parse(stderr.trimEnd().split('\n').at(-1));
  if (status !== 0) throw new Error(`${argv.join(' ')} ended with ${status}: ${stderr}`);
  return figures;
}

/** The run with the least CPU of several. */
export function least(repeats, cwd, argv) {
  const runs = Array.from({ length: repeats }, () => measured(cwd, argv));
  return runs.reduce((best, run) => (run.cpu < best.cpu ? run : best));
}

/** Node alone: what every figure of ours begins with. */
export const nodeAlone = (cwd) => least(7, cwd, [process.execPath, '-e', '0']).cpu;
