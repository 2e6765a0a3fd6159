import { dirname, join } from 'node:path';
import { fail, ok, type Result } from '../base/result.ts';
import type { FileProbe } from './load/request.ts';

/** An installed package, found from a folder upward as Node finds it. */
export interface InstalledPackage {
  readonly name: string;
  /** Its folder in `node_modules`. */
  readonly folder: string;
  /** Its package.json. */
  readonly manifest: string;
  /** As its package.json says; `unknown` where that says none. */
  readonly version: string;
  readonly content: { readonly [member: string]: unknown };
}

/** `name`, `@scope/name`, `name/part`: the package and the part of it. */
export function packageWords(specifier: string): { readonly name: string; readonly part: string } {
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  return { name, part: `.${specifier.slice(name.length)}` };
}

/** The package from the nearest `node_modules` that has it. */
export function findPackage(
  name: string,
  from: string,
  probe: FileProbe,
): InstalledPackage | undefined {
  for (let at = from; ; at = dirname(at)) {
    const found = packageIn(name, join(at, 'node_modules', name), probe);
    if (found) return found;
    if (dirname(at) === at) return undefined;
  }
}

/** The package in a folder. */
export function packageIn(
  name: string,
  folder: string,
  probe: FileProbe,
): InstalledPackage | undefined {
  const manifest = join(folder, 'package.json');
  if (!probe.digestFile(manifest).ok) return undefined;
  const content = contentOf(probe.readFile(manifest));
  const version = typeof content['version'] === 'string' ? content['version'] : 'unknown';
  return { name, folder, manifest, version, content };
}

/** What a package.json says; nothing where it cannot be read. */
export function contentOf(bytes: Uint8Array): { readonly [member: string]: unknown } {
  try {
    const content: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    return isMap(content) ? content : {};
  } catch {
    return {};
  }
}

/**
 * The file that an `import` of a part of a package leads to: its `exports`, with the conditions `node` and
 * `import`, else `main`, else index.js (Node's ESM resolution, PACKAGE_EXPORTS_RESOLVE). Fails, in words.
 */
export function packageEntry(
  { name, folder, content }: InstalledPackage,
  part: string,
  probe: FileProbe,
): Result<string, string> {
  const { exports, main } = content;
  if (exports !== undefined && exports !== null) {
    const target = exportTarget(exports, part);
    if (target === undefined) {
      const parts = isMap(exports) ? Object.keys(exports).filter((key) => key.startsWith('.')) : [];
      const known = parts.length > 0 ? `: its parts are ${parts.join(', ')}` : '';
      return fail(`the \`exports\` of \`${name}\` do not have \`${part}\`${known}`);
    }
    return ok(join(folder, target));
  }
  if (part !== '.') return ok(join(folder, part));
  const named = typeof main === 'string' ? [main, `${main}.js`, join(main, 'index.js')] : [];
  const found = [...named, 'index.js'].find((one) => probe.digestFile(join(folder, one)).ok);
  return found === undefined
    ? fail(`\`${name}\` has neither \`exports\`, nor \`main\`, nor an index.js`)
    : ok(join(folder, found));
}

const isMap = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function exportTarget(exports: unknown, part: string): string | undefined {
  const byPart = isMap(exports) && Object.keys(exports).some((key) => key.startsWith('.'));
  if (!byPart) return part === '.' ? conditional(exports, '') : undefined;
  return mapped(exports, part);
}

/** What a map of parts (`exports`) or of inner names (`imports`) has for one: exact, else the longest pattern. */
export function mapped(map: { readonly [key: string]: unknown }, part: string): string | undefined {
  if (Object.hasOwn(map, part) && !part.includes('*')) return conditional(map[part], '');
  const patterns = Object.keys(map).flatMap((key) => {
    const [before = '', after, ...more] = key.split('*');
    if (after === undefined || more.length > 0) return [];
    const fits =
      part.startsWith(before) && part.endsWith(after) && part.length > before.length + after.length;
    return fits ? [{ key, before, after }] : [];
  });
  const [best] = patterns.sort(
    (a, b) => b.before.length - a.before.length || b.key.length - a.key.length,
  );
  if (!best) return undefined;
  const star = part.slice(best.before.length, part.length - best.after.length);
  return conditional(map[best.key], star);
}

const CONDITIONS = new Set(['node', 'import', 'module-sync', 'default']);

/** The first condition that holds, in the order in which they are written. */
function conditional(target: unknown, star: string): string | undefined {
  if (typeof target === 'string') return target.replaceAll('*', star);
  if (Array.isArray(target)) {
    for (const one of target) {
      const found = conditional(one, star);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (!isMap(target)) return undefined;
  for (const [condition, one] of Object.entries(target)) {
    if (!CONDITIONS.has(condition)) continue;
    const found = conditional(one, star);
    if (found !== undefined || one === null) return found;
  }
  return undefined;
}
