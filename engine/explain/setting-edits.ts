import { basename } from 'node:path';
import { canonicalText } from '../../base/canonical.ts';
import type { ValidPipeline } from '../pipeline.ts';
import type { NodeBefore } from './before.ts';
import { type Edit, valueWords } from './edit.ts';
import type { Places, SettingPlace } from './places.ts';
import { fileOf, pathWords, type SettingChange, settingChanges } from './setting-changes.ts';

type Node = ValidPipeline['nodes'][number];

/** One edit in one node: settings that change together, the first of them the one that is written. */
interface Found {
  readonly node: Node;
  readonly changes: readonly [Placed, ...Placed[]];
}

interface Placed {
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
    for (const found of foundIn(node, was, places)) {
      const key = groupKey(found);
      groups.set(key, [...(groups.get(key) ?? []), found]);
    }
  }
  return [...groups.values()].map((group) => settingEdit(now, group));
}

/**
 * A stage derives settings from others: a lattice constant from the element. What is not written follows
 * from what is, so it is undone with it; where several written ones changed, they are one edit then, for
 * which of them it follows from cannot be told.
 */
function foundIn(node: Node, { parts }: NodeBefore, places: Places): readonly Found[] {
  const changes = settingChanges(parts.with, node.with).map((change): Placed => {
    return { change, place: places.setting(node, change.path) };
  });
  const written = changes.filter(({ place }) => place.written);
  const derived = changes.filter(({ place }) => !place.written);
  if (derived.length === 0) return written.map((one) => ({ node, changes: [one] }));
  const [first, ...rest] = [...written, ...derived];
  return first ? [{ node, changes: [first, ...rest] }] : [];
}

/**
 * Edits that are one: the same param between the same values, the same file's content, or one place that
 * stands for several nodes of a matrix.
 */
function groupKey({ node, changes }: Found): string {
  const text = (value: SettingChange['before']) =>
    value === undefined ? 'absent' : canonicalText(value);
  const [{ change, place }, ...more] = changes;
  const values = [text(change.before), text(change.after)];
  const single = more.every((one) => !one.place.written);
  if (single && fileOf(change.before) && fileOf(change.after))
    return ['file', ...values].join('\0');
  if (single && place.param !== undefined) return ['param', place.param, ...values].join('\0');
  if (place.span.line === 0) return ['setting', node.id, ...change.path].join('\0');
  const { file, line, column } = place.span;
  const all = changes.flatMap((one) => [
    ...one.change.path,
    text(one.change.before),
    text(one.change.after),
  ]);
  return ['place', file, line, column, ...all].join('\0');
}

function settingEdit(now: ValidPipeline, group: readonly Found[]): Edit {
  const [found] = group as [Found, ...Found[]];
  const [{ change, place }] = found.changes;
  const common = {
    span: place.span,
    nodes: [...new Set(group.map((one) => one.node.id))],
    undo: group.flatMap(({ node, changes }) =>
      changes.map(({ change: { path, before } }) => {
        return { node: node.id, part: 'setting' as const, path, value: before };
      }),
    ),
  };
  const named = worthNaming(found.changes);
  if (named.length > 1) return { kind: 'setting', ...severalWords(named), ...common };
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

/** What is written, and what follows where nothing written beside it says so; all where nothing is. */
function worthNaming(changes: Found['changes']): readonly Placed[] {
  const written = changes.filter(({ place }) => place.written);
  const beside = new Set(written.map(({ change }) => change.path[0]));
  return changes.filter(({ change, place }) => place.written || !beside.has(change.path[0]));
}

/** Settings of one node that cannot be told apart, under the path that they have in common. */
function severalWords(changes: readonly Placed[]): Pick<Edit, 'what' | 'values'> {
  const paths = changes.map(({ change }) => change.path);
  const [first = []] = paths;
  let shared = 0;
  while (paths.every((path) => path.length > shared + 1 && path[shared] === first[shared]))
    shared++;
  const side = (of: (change: SettingChange) => SettingChange['before']): string =>
    changes
      .filter(({ change }) => of(change) !== undefined)
      .map(({ change }) => `${pathWords(change.path.slice(shared))} ${valueWords(of(change))}`)
      .join(', ') || 'absent';
  const node = changes[0]?.place.node;
  const at = shared === 0 ? '' : `.${pathWords(first.slice(0, shared))}`;
  return {
    what: `${node}.with${at}`,
    values: { before: side((one) => one.before), after: side((one) => one.after) },
  };
}
