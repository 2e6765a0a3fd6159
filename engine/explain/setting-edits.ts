import { basename } from 'node:path';
import { canonicalText } from '../../base/canonical.ts';
import type { ValidPipeline } from '../pipeline.ts';
import type { NodeBefore } from './before.ts';
import { type Edit, valueWords } from './edit.ts';
import type { Places, SettingPlace } from './places.ts';
import { fileOf, pathWords, type SettingChange, settingChanges } from './setting-changes.ts';

type Node = ValidPipeline['nodes'][number];

interface Found {
  readonly node: Node;
  readonly change: SettingChange;
  readonly place: SettingPlace;
}

/** The edits of settings; what one param or one file changes in several nodes is one edit. */
export function settingEdits(
  now: ValidPipeline,
  known: readonly { readonly node: Node; readonly was: NodeBefore }[],
  places: Places,
): Edit[] {
  const groups = new Map<string, Found[]>();
  for (const { node, was } of known) {
    for (const change of settingChanges(was.parts.with, node.with)) {
      const found = { node, change, place: places.setting(node, change.path) };
      const key = groupKey(found);
      groups.set(key, [...(groups.get(key) ?? []), found]);
    }
  }
  return [...groups.values()].map((group) => settingEdit(now, group));
}

/**
 * Settings that change together: the same param between the same values, the same file's content, or
 * one place that stands for several nodes of a matrix.
 */
function groupKey({ node, change, place }: Found): string {
  const text = (value: SettingChange['before']) =>
    value === undefined ? 'absent' : canonicalText(value);
  const values = [text(change.before), text(change.after)];
  if (fileOf(change.before) && fileOf(change.after)) return ['file', ...values].join('\0');
  if (place.param !== undefined) return ['param', place.param, ...values].join('\0');
  if (place.span.line === 0) return ['setting', node.id, ...change.path].join('\0');
  const { file, line, column } = place.span;
  return ['place', file, line, column, ...change.path, ...values].join('\0');
}

function settingEdit(now: ValidPipeline, group: readonly Found[]): Edit {
  const [{ change, place }] = group as [Found];
  const common = {
    span: place.span,
    nodes: [...new Set(group.map((one) => one.node.id))],
    undo: group.map((one) => ({
      node: one.node.id,
      part: 'setting' as const,
      path: one.change.path,
      value: one.change.before,
    })),
  };
  const own = `${place.node}.with.${pathWords(change.path)}`;
  const what = place.param === undefined ? own : `params.${place.param}`;
  const file = fileOf(change.after);
  if (file && fileOf(change.before)) {
    const path = now.files.find(({ digest }) => digest === file)?.path;
    const name = path === undefined ? 'its file' : basename(path);
    return { kind: 'file', what: `content of ${name} (${what})`, ...common };
  }
  const after = `${valueWords(change.after)}${place.overridden ? ' (--set)' : ''}`;
  return { kind: 'setting', what, values: { before: valueWords(change.before), after }, ...common };
}
