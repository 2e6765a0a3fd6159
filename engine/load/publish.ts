import { posix } from 'node:path';
import type { Path } from '../document/document.ts';
import type { ValidNode } from '../pipeline.ts';
import { type Draft, type Drafts, outputsOf } from './drafts.ts';
import type { Member } from './groups.ts';
import { leavesOf } from './inner.ts';
import { isMap } from './params.ts';
import type { Report } from './report.ts';
import { code } from './words.ts';
import type { InnerNode } from './written-nodes.ts';

/** Where each published path, and each folder on the way to it (with a `/`), was first named. */
export type Published = Map<string, { readonly node: string; readonly path: Path }>;

/** An output of a node, the path that it is published to, and where that is written. */
export interface Publication {
  readonly output: string;
  readonly target: unknown;
  readonly path: Path;
}

/** Checks `publish` of a node, and what the pipelines around it publish of it, against its stage and other nodes. */
export function readPublish(
  report: Report,
  { id, words, stage }: Draft,
  published: Published,
  around: readonly Publication[],
): ValidNode['publish'] {
  const given = isMap(words['publish']) ? words['publish'] : {};
  const own = Object.entries(given).map(([output, target]): Publication => {
    const path = ['nodes', id, 'publish', output];
    if (stage && !Object.hasOwn(stage.outputs, output)) {
      report.add({
        code: 'E0601',
        path,
        at: 'key',
        message: `node \`${id}\` (stage \`${stage.name}\`) has no output \`${output}\``,
        hint: report.suggest(
          output,
          outputsOf(stage).map(({ name }) => name),
        ),
      });
    }
    return { output, target, path };
  });
  return [...own, ...around].flatMap(({ output, target, path }) => {
    if (typeof target !== 'string' || target === '') return [];
    const fault = pathFault(target);
    if (fault) {
      report.add({ code: 'E0602', path, at: 'value', ...fault });
      return [];
    }
    const normal = posix.normalize(target);
    claim(report, published, normal, id, path);
    return [{ output, path: normal }];
  });
}

/** What nodes that are pipelines publish, by the node inside whose output it is. */
export function publishedInside(
  report: Report,
  drafts: Drafts,
  inner: readonly InnerNode[],
): ReadonlyMap<string, readonly Publication[]> {
  const found = new Map<string, Publication[]>();
  for (const { member, words } of inner) {
    for (const [name, target] of Object.entries(isMap(words['publish']) ? words['publish'] : {})) {
      const path = ['nodes', member.id, 'publish', name];
      const leaves = leavesOf(member, name);
      const [leaf] = leaves ?? [];
      const stage = leaf && drafts.byId.get(leaf.id)?.stage;
      if (leaf && stage && leaves?.length === 1) {
        const output = leaf.output ?? outputsOf(stage)[0]?.name ?? '';
        found.set(leaf.id, [...(found.get(leaf.id) ?? []), { output, target, path }]);
      } else if (!member.inner?.broken && !(leaf && !stage)) {
        refuseInside(report, member, name, path, leaves?.length);
      }
    }
  }
  return found;
}

function refuseInside(
  report: Report,
  { id, inner }: Member,
  name: string,
  path: Path,
  count: number | undefined,
): void {
  const message =
    count === undefined
      ? `node \`${id}\` (pipeline \`${inner?.uses}\`) has no output \`${name}\``
      : `\`${name}\` of node \`${id}\` is ${count} nodes, and one is published`;
  const hint =
    count === undefined ? report.suggest(name, [...(inner?.outputs.keys() ?? [])]) : undefined;
  report.add({ code: 'E0601', path, at: 'key', message, hint });
}

function pathFault(
  target: string,
): { readonly message: string; readonly hint: string } | undefined {
  const message = `${code(target)} is not a path inside the workspace`;
  if (target.includes('\0')) return { message, hint: 'choose another name' };
  if (posix.isAbsolute(target) || /^([A-Za-z]:|\\|~)/.test(target)) {
    const hint = `write a path relative to the workspace: results/${posix.basename(target)}`;
    return { message, hint };
  }
  const normal = posix.normalize(target);
  if (normal === '..' || normal.startsWith('../')) {
    return {
      message,
      hint: `\`..\` leads out of it: write a path such as results/${posix.basename(normal)}`,
    };
  }
  if (normal === '.mlip' || normal.startsWith('.mlip/')) {
    return {
      message: `${code(target)} is inside the program's own folder`,
      hint: 'choose another',
    };
  }
  if (normal.endsWith('/') || normal === '.') {
    const hint = `add the name of the file: ${normal === '.' ? '' : normal}NAME`;
    return { message: `${code(target)} is a folder, and a file is published`, hint };
  }
  return undefined;
}

/** Takes a path for an output, unless another has it, or has it as a folder, or has a folder of it as a file. */
function claim(
  report: Report,
  published: Published,
  target: string,
  node: string,
  path: Path,
): void {
  const folders = foldersOf(target);
  const taken = [target, `${target}/`, ...folders.map((folder) => folder.slice(0, -1))];
  const place = taken.find((one) => published.has(one));
  const other = place === undefined ? undefined : published.get(place);
  for (const one of [target, ...folders]) {
    if (!published.has(one)) published.set(one, { node, path });
  }
  if (!other) return;
  const who = other.node === node ? 'this node' : `node \`${other.node}\``;
  const same = place === target;
  report.add({
    code: 'E0603',
    path,
    at: 'value',
    message: same
      ? `${who} already publishes to ${code(target)}`
      : `${code(target)} and a path that ${who} publishes to cannot both be: one is inside the other`,
    hint: report.place(path).instance
      ? `put a value of the matrix into the path: "results/\${{ matrix.NAME }}.dat"`
      : 'give one of them another path',
    related: [{ message: `published by ${who} here`, span: report.span(other.path, 'value') }],
  });
}

/** The folders that a path is in, each with its `/`. */
function foldersOf(target: string): string[] {
  const folders: string[] = [];
  for (let at = target.indexOf('/'); at > 0; at = target.indexOf('/', at + 1)) {
    folders.push(target.slice(0, at + 1));
  }
  return folders;
}
