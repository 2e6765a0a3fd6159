import { isBuiltin } from 'node:module';
import { dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { byCodeUnit } from '../base/canonical.ts';
import { type Digest, digestBytes, digestValue } from '../base/digest.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { FileProbe } from './load/request.ts';
import { importsOf } from './module-imports.ts';
import {
  contentOf,
  findPackage,
  type InstalledPackage,
  mapped,
  packageWords,
} from './package-entry.ts';
import type { SourceFile } from './pipeline.ts';
import type { StageTrouble } from './stage-trouble.ts';

/** The digest of a module's code, and the files that it covers. */
export interface ModuleCode {
  readonly digest: Digest;
  readonly files: readonly SourceFile[];
  /** Some of the files may be loaded only while the code runs. */
  readonly late: boolean;
}

interface Closure {
  readonly probe: FileProbe;
  readonly files: Map<string, Digest>;
  /** Import by import: `./a.js` of which file, the digest of the file it leads to, or `name@version`. */
  readonly imports: Map<string, string>;
}

/**
 * The digest of a module and of all that it imports: relative files by content, through static and
 * dynamic imports, packages as `name@version`, Node's own modules by name. No path is in it. Of a module that is
 * in a package itself (`uses: some-package`), that package's `name@version` is in it, too.
 */
export function moduleCode(
  path: string,
  probe: FileProbe,
  inPackage?: InstalledPackage,
): Result<ModuleCode, StageTrouble> {
  const closure: Closure = { probe, files: new Map(), imports: new Map() };
  const waiting = [path];
  let anyLate = false;
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (closure.files.has(file)) continue;
    const bytes = probe.readFile(file);
    closure.files.set(file, digestBytes(bytes));
    if (TYPESCRIPT.test(file)) return fail(uncompiled(file));
    if (!['.js', '.mjs', '.cjs'].includes(extname(file))) continue;
    const { specifiers, late, unknown, broken } = importsOf(Buffer.from(bytes).toString('utf8'));
    if (broken !== undefined) return fail(unreadable(file, broken));
    if (unknown !== undefined) return fail(unfollowable(file, unknown));
    for (const specifier of specifiers) {
      const next = follow(closure, file, specifier);
      if (!next.ok) return next;
      if (next.value === undefined) continue;
      waiting.push(next.value);
      anyLate ||= late.includes(specifier);
    }
  }
  if (inPackage) {
    closure.files.set(inPackage.manifest, digestBytes(probe.readFile(inPackage.manifest)));
  }
  return ok({
    digest: codeDigest(closure, path, inPackage),
    files: sourceFiles(closure),
    late: anyLate,
  });
}

const TYPESCRIPT = /\.[cm]?tsx?$/;

const uncompiled = (file: string): StageTrouble => ({
  code: 'E0405',
  message: `${file} is TypeScript: its imports cannot be followed`,
  hint: 'compile it (tsc), and import the .js file',
});

const unreadable = (file: string, why: string): StageTrouble => ({
  code: 'E0403',
  message: `${file} cannot be loaded: SyntaxError: ${why}`,
  hint: `try \`node --check ${file}\``,
});

const unfollowable = (file: string, text: string): StageTrouble => ({
  code: 'E0405',
  message: `an import of ${file} cannot be followed: \`${text}\``,
  hint: 'import by a literal path, so that the digest of the code covers what it leads to',
});

/** Records one import; gives the file to go on with where it is one. */
function follow(
  closure: Closure,
  from: string,
  specifier: string,
): Result<string | undefined, StageTrouble> {
  const { probe, imports } = closure;
  const record = (what: string): void => {
    imports.set(JSON.stringify([closure.files.get(from) ?? '', specifier]), what);
  };
  if (isBuiltin(specifier)) {
    record(`node:${specifier.replace(/^node:/, '')}`);
    return ok(undefined);
  }
  const path = pathOf(closure, from, specifier);
  if (path === undefined) {
    record(packageOf(closure, from, specifier));
    return ok(undefined);
  }
  const target = withEnding(path, probe);
  const found = probe.digestFile(target);
  if (!found.ok && found.error === 'folder') return fail(unfollowable(from, specifier));
  record(found.ok ? found.value : 'missing');
  return ok(found.ok ? target : undefined);
}

/** The file that an import leads to; none where it is of a package. */
function pathOf(closure: Closure, from: string, specifier: string): string | undefined {
  if (/^(\.{0,2}\/|\.{1,2}$|file:)/.test(specifier)) return resolveFile(from, specifier);
  if (!specifier.startsWith('#')) return undefined;
  const inner = innerName(closure, from, specifier);
  return inner?.startsWith('/') ? inner : undefined;
}

const resolveFile = (from: string, specifier: string): string =>
  specifier.startsWith('file:')
    ? fileURLToPath(specifier.replace(/[?#].*$/, ''))
    : resolve(dirname(from), specifier.replace(/[?#].*$/, ''));

/** `require` lets the ending be left out. */
function withEnding(path: string, probe: FileProbe): string {
  const tried = [path, `${path}.js`, `${path}.cjs`, `${path}.json`, join(path, 'index.js')];
  return tried.find((candidate) => probe.digestFile(candidate).ok) ?? path;
}

/** The program itself: its version is in no key. */
const OWN = 'mlip-autopipec';

/** `name@version`, from the nearest `node_modules` that has the package. */
function packageOf({ probe, files }: Closure, from: string, specifier: string): string {
  const { name } = packageWords(specifier);
  if (name === OWN) return name;
  const found = findPackage(name, dirname(from), probe);
  if (!found) return `${name}@missing`;
  files.set(found.manifest, digestBytes(probe.readFile(found.manifest)));
  return `${name}@${found.version}`;
}

/** A file that `#name` stands for in the package that the module is in; or what else it stands for. */
function innerName({ probe, files }: Closure, from: string, specifier: string): string | undefined {
  for (let folder = dirname(from); ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (probe.digestFile(manifest).ok) {
      const bytes = probe.readFile(manifest);
      files.set(manifest, digestBytes(bytes));
      const { imports } = contentOf(bytes);
      const target = isMap(imports) ? mapped(imports, specifier) : undefined;
      return target?.startsWith('./') ? join(folder, target) : target;
    }
    if (dirname(folder) === folder) return undefined;
  }
}

const isMap = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function codeDigest(
  { files, imports }: Closure,
  path: string,
  inPackage: InstalledPackage | undefined,
): Digest {
  const edges = [...imports].sort(([a], [b]) => byCodeUnit(a, b));
  return digestValue('module', 1, {
    main: files.get(path) as Digest,
    ...(inPackage && { package: `${inPackage.name}@${inPackage.version}` }),
    imports: edges.map(([from, to]) => [from, to]),
  });
}

const sourceFiles = ({ files }: Closure): SourceFile[] =>
  [...files].map(([path, digest]) => ({ path, digest }));
