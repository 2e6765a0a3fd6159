import { realpathSync } from 'node:fs';
import { dirname, extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Digest, digestHex } from '../base/digest.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { FileProbe } from './load/request.ts';
import { moduleCode } from './module-code.ts';
import {
  findPackage,
  type InstalledPackage,
  packageEntry,
  packageIn,
  packageWords,
} from './package-entry.ts';
import type { SourceFile, ValidNode } from './pipeline.ts';
import type { Stage } from './stage.ts';
import { stageFaults } from './stage-faults.ts';
import type { StageTrouble } from './stage-trouble.ts';

/** A stage of the user's own, and what its code is. */
export interface UserStage {
  readonly stage: Stage;
  readonly module: NonNullable<ValidNode['module']>;
  /** The module and every file that its code digest covers. */
  readonly files: readonly SourceFile[];
}

/** A module to load as a stage. */
export interface StageModule {
  /** As the pipeline writes it, for messages. */
  readonly uses: string;
  /** Absolute path. */
  readonly path: string;
  /** The package that it is in, where the pipeline names a package. */
  readonly inPackage?: InstalledPackage;
}

/**
 * Loads `./my-stage.js`, relative to the pipeline's file. Its default export is a stage
 * (`docs/add-a-stage.md`); its code digest covers the file, its relative imports and the versions of
 * its packages. The code runs in this process, with all that it may do.
 */
export async function loadUserStage(
  uses: string,
  pipelineFile: string,
  probe: FileProbe,
): Promise<Result<UserStage, StageTrouble>> {
  const path = resolve(dirname(pipelineFile), uses);
  const refused = refuse(uses, path, probe);
  return refused ? fail(refused) : loadModule({ uses, path }, probe);
}

/**
 * Loads the stage that an npm package exports as its default: `some-package`, `@scope/name/part`, installed at or
 * above the folder of the pipeline's file. Undefined where no such package is installed. Its code digest
 * has `name@version`, the file that it exports and what that imports relatively.
 */
export async function loadPackageStage(
  uses: string,
  pipelineFile: string,
  probe: FileProbe,
): Promise<Result<UserStage, StageTrouble> | undefined> {
  const { name, part } = packageWords(uses);
  const inPackage = findPackage(name, dirname(pipelineFile), probe);
  if (!inPackage) return undefined;
  const entry = packageEntry(inPackage, part, probe);
  const hint = 'see `exports` in its package.json, or name a file of your own (./my-stage.js)';
  if (!entry.ok) return fail({ code: 'E0408', message: entry.error, hint });
  if (!probe.digestFile(entry.value).ok) {
    const message = `\`${uses}\` leads to ${entry.value}, which is not there`;
    return fail({ code: 'E0408', message, hint: `install it again: \`npm install ${name}\`` });
  }
  // Node takes a linked package for where it really is.
  const path = realpathSync(entry.value);
  const refused = refuse(uses, path, probe);
  return refused ? fail(refused) : loadModule({ uses, path, inPackage }, probe);
}

/** The module of a node that was loaded before, by its path; a package's by its folder. */
export async function reloadStage(
  uses: string,
  { path, package: folder }: NonNullable<ValidNode['module']>,
  probe: FileProbe,
): Promise<Result<UserStage, StageTrouble>> {
  if (folder === undefined) return loadModule({ uses, path }, probe);
  const inPackage = packageIn(packageWords(uses).name, folder, probe);
  return loadModule({ uses, path, ...(inPackage && { inPackage }) }, probe);
}

async function loadModule(
  { uses, path, inPackage }: StageModule,
  probe: FileProbe,
): Promise<Result<UserStage, StageTrouble>> {
  const code = moduleCode(path, probe, inPackage);
  if (!code.ok) return code;
  const { digest, files, late } = code.value;
  const loaded = await importModule(uses, path, digest);
  if (!loaded.ok) return loaded;
  const moved = files.find((one) => !isAsRead(one, probe));
  if (moved) {
    const message = `${moved.path} was changed while \`${uses}\` was loaded`;
    return fail({ code: 'E0403', message, hint: 'run again' });
  }
  const stale = files.find((one) => one.path !== path && isStale(one));
  if (stale) {
    const message = `${stale.path} was changed since this process loaded it`;
    return fail({ code: 'E0403', message, hint: 'run again' });
  }
  const faults = stageFaults(loaded.value);
  if (faults.length > 0) {
    const message = `\`${uses}\` is not a stage: ${faults.join('; ')}`;
    return fail({ code: 'E0404', message, hint: 'docs/add-a-stage.md shows a whole one' });
  }
  const module = {
    path,
    code: digest,
    ...(inPackage && { package: inPackage.folder }),
    ...(late && { late }),
  };
  return ok({ stage: loaded.value as Stage, module, files });
}

/** What this process has loaded: Node keeps a module that another imports, whatever its file says later. */
const loadedAs = new Map<string, Digest>();

function isStale({ path, digest }: SourceFile): boolean {
  const known = loadedAs.get(path) ?? digest;
  loadedAs.set(path, known);
  return known !== digest && /\.[cm]?js$/.test(path);
}

function isAsRead({ path, digest }: SourceFile, probe: FileProbe): boolean {
  const now = probe.digestFile(path);
  return now.ok && now.value === digest;
}

function refuse(uses: string, path: string, probe: FileProbe): StageTrouble | undefined {
  const found = probe.digestFile(path);
  if (!found.ok) {
    const what = found.error === 'missing' ? 'is not there' : `is ${troubles[found.error]}`;
    const hint = `looked for ${path}: the path is relative to the folder of the pipeline file`;
    return { code: 'E0402', message: `the stage's file \`${uses}\` ${what}`, hint };
  }
  if (['.js', '.mjs', '.cjs'].includes(extname(path))) return undefined;
  const message = `\`${uses}\` is not a JavaScript module`;
  const typescript = /\.[cm]?ts$/.test(uses);
  const hint = typescript
    ? 'compile it first (tsc), and name the .js file'
    : 'a stage of your own is a .js or .mjs file; stages that come with the program have a word';
  return { code: 'E0403', message, hint };
}

const troubles = { folder: 'a folder', unreadable: 'not readable', missing: 'missing' };

/** The digest in the address makes changed code a new module to Node, in one process too. */
async function importModule(
  uses: string,
  path: string,
  code: Digest,
): Promise<Result<unknown, StageTrouble>> {
  try {
    const url = `${pathToFileURL(path).href}?${digestHex(code).slice(0, 16)}`;
    const module = (await import(url)) as { readonly default?: unknown };
    return ok(module.default);
  } catch (error) {
    const words = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const message = `\`${uses}\` cannot be loaded: ${words.split('\n')[0]}`;
    return fail({ code: 'E0403', message, hint: importHint(error, uses) });
  }
}

function importHint(error: unknown, uses: string): string {
  if (error instanceof SyntaxError) {
    return `try \`node --check ${uses}\`; a file with \`import\` needs the ending .mjs, or "type": "module" in package.json`;
  }
  if ((error as { readonly code?: unknown }).code === 'ERR_MODULE_NOT_FOUND') {
    return 'a package is installed beside the stage with `npm install NAME`; a relative import needs its ending (.js)';
  }
  return 'the module throws while it is loaded: does `node` run it on its own?';
}
