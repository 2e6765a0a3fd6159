import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Digest, digestBytes } from '../../base/digest.ts';
import { shellWords } from '../../base/shell-words.ts';
import { tolerated } from '../../cache/failure.ts';
import { removeFolder } from '../../cache/remove-folder.ts';
import { coresOf } from '../conduct.ts';
import type { SourceFile, ValidNode, ValidPipeline } from '../pipeline.ts';
import { readObject } from '../plan/items.ts';
import type { SourceDigests } from '../plan/plan.ts';
import { type OnSite, onSite } from '../site/on-site.ts';
import type { ExecOptions, ExecResult, FileReference, StageContext } from '../stage.ts';
import type { AttemptLog } from './attempt-log.ts';
import { executeMasked, maskedLog, secretInFile } from './execute-masked.ts';
import { keepCopy } from './keep-copy.ts';
import { type Kept, openKept } from './kept.ts';
import { BadRequest, openSecrets, SecretKept, type Secrets } from './secrets.ts';
import type { RunSetting } from './setting.ts';
import type { Share } from './share.ts';

/**
 * One attempt at a node: the context its stage sees, and what it has put so far. No record names any of it before
 * {@link Attempt.flush}, which belongs in the transaction of the record.
 */
export interface Attempt {
  readonly context: StageContext;
  /** Writes what is not in the store yet; returns the digests of all that was put, in order of coming. */
  flush(): readonly Digest[];
  /** Removes the attempt's folder; one that cannot be removed is left for a later run's sweep. */
  close(): void;
}

/** Where what an attempt says and what its programs cost are kept. */
export interface AttemptAccount {
  readonly log: AttemptLog;
  readonly share: Share;
}

/** What an attempt is at, and within what limits. */
export interface AttemptAim {
  readonly node: ValidNode;
  /** The digests in the node's key. */
  readonly inputs: SourceDigests;
  /** The key that its result will have; undefined of a batch of several items. */
  readonly key: Digest | undefined;
  readonly limitSeconds: number | undefined;
}

/** Opens an attempt; `signal` ends it, `account` keeps what it says and costs. */
export function openAttempt(
  setting: RunSetting,
  { node, inputs, key, limitSeconds }: AttemptAim,
  signal: AbortSignal,
  account: AttemptAccount,
): Attempt {
  const { log } = account;
  const { state, pool } = setting;
  const kept = openKept(state);
  let folder: string | undefined;
  const scratch = (): string => {
    folder ??= state.scratch(setting.site?.scratch);
    return folder;
  };
  const secrets = setting.secrets ?? openSecrets();
  const told = maskedLog(log, secrets);
  const context: StageContext = {
    with: node.with,
    how: node.how ?? {},
    inputs: Object.keys(inputs),
    input: (name) => inputs[name] ?? [],
    ...storing(setting, kept, secrets),
    readFile: (reference) => readSettingFile(setting, reference),
    scratch,
    checkpoint: () => checkpointOf(setting, node, key),
    limitSeconds,
    compute: (task, payload) => pool().run(task, payload, signal),
    workers: setting.jobs,
    exec: (asked, options = {}) => {
      const program = programHere(setting, node, asked, options);
      return logged(program.argv, { ...account, log: told }, (onCpu) => {
        const folders = { folder: options.folder ?? scratch(), scratch: scratch() };
        return executeMasked({ ...program, ...folders, signal, log: told, secrets, onCpu });
      });
    },
    converse: conversing(setting, node, secrets, { ...account, log: told }, signal),
    keep: (path, name) => {
      if (log.files) told.say(keepCopy(path, join(log.files, name), secrets));
    },
    ...said(setting, node, told),
    signal,
  };
  const close = (): void => {
    const left = folder;
    if (left) tolerated(() => removeFolder(left));
  };
  return { context, flush: kept.flush, close };
}

function checkpointOf({ state }: RunSetting, node: ValidNode, key: Digest | undefined): string {
  if (!key)
    throw new Error(`internal error: ${node.backend.name} works on several items at a time`);
  return state.checkpoints.folder(key);
}

/** Talks to programs that stay. */
const conversing =
  (
    setting: RunSetting,
    node: ValidNode,
    secrets: Secrets,
    { log, share }: AttemptAccount,
    signal: AbortSignal,
  ): StageContext['converse'] =>
  async (program, lines) => {
    const { state, site, jobs } = setting;
    const { argv, env } = programHere(setting, node, program.argv, program);
    const folder = (): string => state.scratch(site?.scratch);
    const { converse } = await import('./converse.ts');
    const talk = { program, argv, env, folder, most: jobs, signal, log, secrets };
    return converse({ ...talk, onCpu: share.charge }, lines);
  };

/** A program that a stage asks for, as it runs on this site. */
function programHere(
  { site }: RunSetting,
  { conduct }: ValidNode,
  asked: readonly string[],
  { env: own = {}, passEnv = [], defaults = {}, ...options }: ExecOptions,
): OnSite & { readonly options: ExecOptions } {
  const program = { argv: asked, env: own, passEnv, defaults };
  const { argv, env } = onSite(site, program, coresOf(conduct));
  return { argv, env, options: { ...options, env } };
}

const storing = (
  { state }: RunSetting,
  kept: Kept,
  secrets: Secrets,
): Pick<StageContext, 'read' | 'put' | 'putFile'> => ({
  read: (digest) => kept.own(digest) ?? readObject(state, digest),
  put: (bytes) => {
    const data = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
    const secret = secrets.foundIn(data);
    if (secret !== undefined) throw new SecretKept(secret);
    return kept.put(data);
  },
  putFile: (path) => {
    const secret = secretInFile(path, secrets);
    if (secret !== undefined) throw new SecretKept(secret);
    return kept.putFile(path);
  },
});

/** What an attempt says while it runs; its notes are kept too. */
const said = (
  { emit }: RunSetting,
  { id }: ValidNode,
  log: AttemptLog,
): Pick<StageContext, 'progress' | 'note'> => ({
  progress: (done, total, words) =>
    emit({ type: 'progress', node: id, done, total, ...(words ? { words } : {}) }),
  note: (text) => {
    log.say(`note: ${text}`);
    emit({ type: 'note', node: id, text });
  },
});

/** Runs a program, and keeps what was run, how it ended and what it used. */
async function logged(
  argv: readonly string[],
  { log, share }: AttemptAccount,
  run: (onCpu: (seconds: number) => void) => Promise<ExecResult>,
): Promise<ExecResult> {
  log.say(`$ ${shellWords(argv)}`);
  const result = await run(share.charge);
  log.say(`exit code ${result.exitCode}`);
  return result;
}

const sources = new WeakMap<ValidPipeline, ReadonlyMap<Digest, SourceFile>>();

/** The files of a pipeline by their bytes. */
function sourcesOf(pipeline: ValidPipeline): ReadonlyMap<Digest, SourceFile> {
  let known = sources.get(pipeline);
  if (!known) {
    // Of several files with the same bytes the first gives its name.
    known = new Map(pipeline.files.toReversed().map((file) => [file.digest, file]));
    sources.set(pipeline, known);
  }
  return known;
}

function readSettingFile(
  setting: RunSetting,
  reference: FileReference,
): { bytes: Uint8Array; name: string } {
  const source = sourcesOf(setting.pipeline).get(reference.file);
  if (!source) throw new Error(`internal error: no file has the digest ${reference.file}`);
  const bytes = readFileSync(source.path);
  if (digestBytes(bytes) !== reference.file) {
    throw new BadRequest(
      `${basename(source.path)} was changed while the run was under way: run again`,
    );
  }
  return { bytes, name: basename(source.path) };
}
