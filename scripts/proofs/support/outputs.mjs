import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Digests of all outputs by their summary, and of the bytes of the published files. */
export function outputsOf(folder, summary) {
  return Object.entries(summary.outputs)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { digest, path }]) => ({
      name,
      digest,
      published: path === null ? null : fileDigest(join(folder, path)),
    }));
}

const fileDigest = (path) =>
  `sha256:${createHash('sha256').update(readFileSync(path)).digest('hex')}`;

/** The outputs in which two runs differ; none is what a proof wants. */
export function differences(expected, found) {
  const text = (list) => new Map(list.map((output) => [output.name, JSON.stringify(output)]));
  const [a, b] = [text(expected), text(found)];
  return [...new Set([...a.keys(), ...b.keys()])].filter((name) => a.get(name) !== b.get(name));
}
