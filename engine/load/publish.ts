import { posix } from 'node:path';
import type { Path } from '../document/document.ts';
import type { ValidNode } from '../pipeline.ts';
import { type Draft, outputsOf } from './edges.ts';
import { isMap } from './params.ts';
import type { Report } from './report.ts';
import { code } from './words.ts';

/** Where each published path was first named. */
export type Published = Map<string, { readonly node: string; readonly path: Path }>;

/** Checks `publish` of a node against its stage, the workspace and what other nodes publish. */
export function readPublish(
  report: Report,
  { id, words, stage }: Draft,
  published: Published,
): ValidNode['publish'] {
  const given = isMap(words['publish']) ? words['publish'] : {};
  return Object.entries(given).flatMap(([output, target]) => {
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

function pathFault(
  target: string,
): { readonly message: string; readonly hint: string } | undefined {
  const message = `${code(target)} is not a path inside the workspace`;
  if (target.includes('\0')) return { message, hint: 'choose another name' };
  if (posix.isAbsolute(target) || /^([A-Za-z]:|\\|~)/.test(target)) {
    const hint = 'write a path relative to the workspace: results/cu.yace';
    return { message, hint };
  }
  const normal = posix.normalize(target);
  if (normal === '..' || normal.startsWith('../')) {
    return { message, hint: '`..` leads out of it: write a path such as results/cu.yace' };
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

function claim(
  report: Report,
  published: Published,
  target: string,
  node: string,
  path: Path,
): void {
  const other = published.get(target) ?? inside(published, target);
  if (!published.has(target)) published.set(target, { node, path });
  if (!other) return;
  const who = other.node === node ? 'this node' : `node \`${other.node}\``;
  report.add({
    code: 'E0603',
    path,
    at: 'value',
    message: `${who} already publishes ${code(published.get(target) === other ? target : 'a file')} here`,
    hint: 'give one of them another path',
    related: [
      { message: `published by \`${other.node}\` here`, span: report.span(other.path, 'value') },
    ],
  });
}

/** A path that would have to be a file and a folder at once. */
function inside(published: Published, target: string): { node: string; path: Path } | undefined {
  for (let at = target.lastIndexOf('/'); at > 0; at = target.lastIndexOf('/', at - 1)) {
    const other = published.get(target.slice(0, at));
    if (other) return other;
  }
  return undefined;
}
