import { type Canonical, type CanonicalObject, canonicalText } from '../../base/canonical.ts';

/** Where a setting is inside `with`. */
export type SettingPath = readonly (string | number)[];

/** One setting that differs between two values of `with`; `undefined` is absent. */
export interface SettingChange {
  readonly path: SettingPath;
  readonly before: Canonical | undefined;
  readonly after: Canonical | undefined;
}

/**
 * The smallest settings in which two values of `with` differ, in order of their keys; empty exactly
 * when the values are equal. Lists are compared entry by entry where they are of one length and hold
 * maps, else as a whole; a file is one value.
 */
export function settingChanges(
  before: Canonical | undefined,
  after: Canonical | undefined,
  path: SettingPath = [],
): SettingChange[] {
  if (sameValue(before, after)) return [];
  if (isList(before) && isList(after) && before.length === after.length && before.some(isMap)) {
    return before.flatMap((one, at) => settingChanges(one, after[at], [...path, at]));
  }
  if (!isMap(before) || !isMap(after) || fileOf(before) || fileOf(after)) {
    return [{ path, before, after }];
  }
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names]
    .sort()
    .flatMap((name) => settingChanges(before[name], after[name], [...path, name]));
}

/** Whether two values are the same to a key. */
export const sameValue = (a: Canonical | undefined, b: Canonical | undefined): boolean =>
  a === undefined || b === undefined ? a === b : canonicalText(a) === canonicalText(b);

/** `value` with the setting at `path` replaced, or left out where `to` is `undefined`. */
export function withSetting(
  value: Canonical | undefined,
  path: SettingPath,
  to: Canonical | undefined,
): Canonical | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return to;
  if (isList(value)) {
    return value.map((one, at) => (at === step ? (withSetting(one, rest, to) ?? null) : one));
  }
  const map = isMap(value) ? value : {};
  return { ...map, [step]: withSetting(map[step], rest, to) };
}

/** The digest of a file that stands as a setting. */
export function fileOf(value: Canonical | undefined): string | undefined {
  if (!isMap(value) || Object.keys(value).length !== 1) return undefined;
  const { file } = value;
  return typeof file === 'string' && file.startsWith('sha256:') ? file : undefined;
}

const isList = (value: Canonical | undefined): value is readonly Canonical[] =>
  Array.isArray(value);

const isMap = (value: Canonical | undefined): value is CanonicalObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A path as people write it: `special.3`, `strains[2].range`. */
export const pathWords = (path: SettingPath): string =>
  path
    .map((step, at) => (typeof step === 'number' ? `[${step}]` : `${at > 0 ? '.' : ''}${step}`))
    .join('');
