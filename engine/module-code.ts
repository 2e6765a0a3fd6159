import { isBuiltin } from 'node:module';
import { dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { byCodeUnit } from '../base/canonical.ts';
import { type Digest, digestBytes, digestValue } from '../base/digest.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { FileProbe } from './load/request.ts';
import { importsOf } from './module-imports.ts';
import type { SourceFile } from './pipeline.ts';
import type { StageTrouble } from './stage-trouble.ts';

/** The digest of a module's code, and the files that it covers. */
export interface ModuleCode {
  readonly digest: Digest;
  readonly files: readonly SourceFile[];
}

interface Closure {
  readonly probe: FileProbe;
  readonly files: Map<string, Digest>;
  /** Import by import: `./a.js` of which file, the digest of the file it leads to, or `name@version`. */
  readonly imports: Map<string, string>;
}

/**
 * The digest of a module and of all that it imports: relative files by content, through static and
 * dynamic imports, packages as `name@version`, Node's own modules by name. No path is in it.
 */
export function moduleCode(path: string, probe: FileProbe): Result<ModuleCode, StageTrouble> {
  const closure: Closure = { probe, files: new Map(), imports: new Map() };
  const waiting = [path];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (closure.files.has(file)) continue;
    const bytes = probe.readFile(file);
    closure.files.set(file, digestBytes(bytes));
    if (!['.js', '.mjs', '.cjs'].includes(extname(file))) continue;
    const { specifiers, unknown } = importsOf(Buffer.from(bytes).toString('utf8'));
    if (unknown !== undefined) return fail(unfollowable(file, unknown));
    for (const specifier of specifiers) {
      const next = follow(closure, file, specifier);
      if (next !== undefined) waiting.push(next);
    }
  }
  return ok({ digest: codeDigest(closure, path), files: sourceFiles(closure) });
}

const unfollowable = (file: string, text: string): StageTrouble => ({
  code: 'E0405',
  message: `an import of ${file} cannot be followed: \`${text}\``,
  hint: 'import by a literal path, so that the digest of the code covers what it leads to',
});

/** Records one import; gives the file to go on with where it is one. */
function follow(closure: Closure, from: string, specifier: string): string | undefined {
  const { probe, imports } = closure;
  const record = (what: string): void => {
    imports.set(JSON.stringify([closure.files.get(from) ?? '', specifier]), what);
  };
  if (isBuiltin(specifier)) {
    record(`node:${specifier.replace(/^node:/, '')}`);
    return undefined;
  }
  if (/^(\.{0,2}\/|file:)/.test(specifier)) {
    const target = withEnding(resolveFile(from, specifier), probe);
    const found = probe.digestFile(target);
    record(found.ok ? found.value : 'missing');
    return found.ok ? target : undefined;
  }
  record(packageOf(closure, from, specifier));
  return undefined;
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
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  if (name === OWN) return name;
  for (let folder = dirname(from); ; folder = dirname(folder)) {
    const manifest = join(folder, 'node_modules', name, 'package.json');
    const found = probe.digestFile(manifest);
    if (found.ok) {
      files.set(manifest, found.value);
      return `${name}@${versionIn(probe.readFile(manifest))}`;
    }
    if (dirname(folder) === folder) return `${name}@missing`;
  }
}

function versionIn(bytes: Uint8Array): string {
  try {
    const { version } = JSON.parse(Buffer.from(bytes).toString('utf8')) as { version?: unknown };
    return typeof version === 'string' ? version : 'unknown';
  } catch {
    return 'unknown';
  }
}

function codeDigest({ files, imports }: Closure, path: string): Digest {
  const edges = [...imports].sort(([a], [b]) => byCodeUnit(a, b));
  return digestValue('module', 1, {
    main: files.get(path) as Digest,
    imports: edges.map(([from, to]) => [from, to]),
  });
}

const sourceFiles = ({ files }: Closure): SourceFile[] =>
  [...files].map(([path, digest]) => ({ path, digest }));
