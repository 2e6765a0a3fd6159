import { dirname, isAbsolute, resolve } from 'node:path';
import type { Canonical, CanonicalObject } from '../../base/canonical.ts';
import type { Digest } from '../../base/digest.ts';
import type { Result } from '../../base/result.ts';
import type { Path } from '../document/document.ts';
import type { NamedFile, SourceFile } from '../pipeline.ts';
import type { JsonSchema } from '../stage.ts';
import type { Filled } from './expressions.ts';
import { baseOf } from './params.ts';
import { replaceFiles } from './replace-files.ts';
import type { Report } from './report.ts';
import type { FileProbe } from './request.ts';
import { quoted, subject } from './words.ts';

/** Settings with each file's path replaced by its digest, and where that was done. */
export interface Keyed {
  readonly settings: CanonicalObject;
  readonly places: readonly NamedFile[];
}

/** Finds the files that settings name. */
export interface SettingFiles {
  /** The settings with each file's path replaced by its digest; `undefined` where one was reported. */
  replace(settings: CanonicalObject, schema: JsonSchema, path: Path): Keyed | undefined;
  /** Every file found so far. */
  found(): readonly SourceFile[];
}

/** A path is relative to the pipeline's file, or, where `--set` gave it whole, to the folder it was said in. */
export function settingFiles(report: Report, filled: Filled, probe: FileProbe): SettingFiles {
  const looked = new Map<string, Result<Digest, 'missing' | 'folder' | 'unreadable'>>();
  const digestOf = (path: string) => {
    const known = looked.get(path) ?? probe.digestFile(path);
    looked.set(path, known);
    return known;
  };
  const folderOf = (path: Path): string => {
    const origin = filled.origin(path);
    return origin ? baseOf(origin) : dirname(report.place(path).document.source.file);
  };
  return {
    replace(settings, schema, path) {
      let whole = true;
      const places: NamedFile[] = [];
      const replaced = replaceFiles(schema, settings, path, (text, place): Canonical => {
        const full = resolve(folderOf(place), text);
        const digest = digestOf(full);
        if (digest.ok) {
          places.push({ at: place.slice(path.length), path: full });
          return { file: digest.value };
        }
        whole = false;
        refuse(report, filled, place, text, full, digest.error);
        return null;
      });
      return whole ? { settings: replaced as CanonicalObject, places } : undefined;
    },
    found: () =>
      [...looked].flatMap(([path, digest]) => (digest.ok ? [{ path, digest: digest.value }] : [])),
  };
}

function refuse(
  report: Report,
  filled: Filled,
  path: Path,
  text: string,
  full: string,
  why: 'missing' | 'folder' | 'unreadable',
): void {
  const what = {
    missing: 'a file that is not there',
    folder: 'a folder, and it must be a file',
    unreadable: 'a file that cannot be read',
  }[why];
  const override = filled.origin(path)?.override;
  const from = override ? ` (from --set ${override.name}=${override.text})` : '';
  report.add({
    code: why === 'missing' ? 'E0604' : 'E0605',
    path,
    at: 'value',
    message: `${subject(path)} names ${what}: ${quoted(text)}${from}`,
    hint: why === 'missing' ? missingHint(text, full, override !== undefined) : undefined,
  });
}

function missingHint(text: string, full: string, overridden: boolean): string {
  if (text.startsWith('~')) return '`~` is not expanded here: write the path in full';
  if (isAbsolute(text)) return 'check the path';
  const base = overridden ? 'the current folder' : 'the folder of the pipeline file';
  return `looked for ${full}: the path is relative to ${base}`;
}
