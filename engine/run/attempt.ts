import { readFileSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { type Digest, digestBytes } from '../../base/digest.ts';
import type { ValidNode } from '../pipeline.ts';
import { readObject } from '../plan/items.ts';
import type { SourceDigests } from '../plan/plan.ts';
import { execute } from '../process.ts';
import type { ExecResult, FileReference, StageContext } from '../stage.ts';
import type { AttemptLog } from './attempt-log.ts';
import type { RunSetting } from './setting.ts';

/**
 * One attempt at a node: the context its stage sees, and what it has put so far. Nothing of it is in
 * the store before {@link Attempt.flush}, which belongs in the transaction of the record.
 */
export interface Attempt {
  readonly context: StageContext;
  /** Writes what was put into the store; returns the digests of all of it, in order of coming. */
  flush(): readonly Digest[];
  /** Removes the attempt's folder. */
  close(): void;
}

/** Opens an attempt; `inputs` are the digests in the node's key, `signal` ends it, `log` keeps what it says. */
export function openAttempt(
  setting: RunSetting,
  node: ValidNode,
  inputs: SourceDigests,
  signal: AbortSignal,
  log: AttemptLog,
): Attempt {
  const { state, pool, emit } = setting;
  const kept = new Map<Digest, Uint8Array | { readonly path: string }>();
  let folder: string | undefined;
  const scratch = (): string => {
    folder ??= state.scratch();
    return folder;
  };
  const context: StageContext = {
    with: node.with,
    inputs: Object.keys(inputs),
    input: (name) => inputs[name] ?? [],
    read: (digest) => {
      const own = kept.get(digest);
      return own instanceof Uint8Array ? own : readObject(state, digest);
    },
    readFile: (reference) => readSettingFile(setting, reference),
    put: (bytes) => {
      const data = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
      const digest = digestBytes(data);
      kept.set(digest, data);
      return digest;
    },
    putFile: (path) => {
      const digest = state.objects.putFile(path);
      kept.set(digest, { path });
      return digest;
    },
    scratch,
    compute: (task, payload) => pool().run(task, payload, signal),
    workers: setting.jobs,
    exec: (argv, options = {}) =>
      logged(argv, log, () => execute(argv, scratch(), options, signal, log.output)),
    progress: (done, total, words) =>
      emit({ type: 'progress', node: node.id, done, total, ...(words ? { words } : {}) }),
    note: (text) => {
      log.say(`note: ${text}`);
      emit({ type: 'note', node: node.id, text });
    },
    signal,
  };
  const flush = (): readonly Digest[] => {
    for (const value of kept.values()) if (value instanceof Uint8Array) state.objects.put(value);
    return [...kept.keys()];
  };
  const close = (): void => {
    if (folder) rmSync(folder, { recursive: true, force: true });
  };
  return { context, flush, close };
}

/** Runs a program, and keeps what was run and how it ended. */
async function logged(
  argv: readonly string[],
  log: AttemptLog,
  run: () => Promise<ExecResult>,
): Promise<ExecResult> {
  log.say(`$ ${argv.join(' ')}`);
  const result = await run();
  log.say(`exit code ${result.exitCode}`);
  return result;
}

function readSettingFile(
  setting: RunSetting,
  reference: FileReference,
): { bytes: Uint8Array; name: string } {
  const source = setting.pipeline.files.find((file) => file.digest === reference.file);
  if (!source) throw new Error(`internal error: no file has the digest ${reference.file}`);
  const bytes = readFileSync(source.path);
  if (digestBytes(bytes) !== reference.file) {
    throw new Error(`${basename(source.path)} was changed while the run was under way: run again`);
  }
  return { bytes, name: basename(source.path) };
}
