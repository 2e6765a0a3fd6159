import { fail, ok, type Result } from '../../../base/result.ts';
import type { StageFailure } from '../../../engine/stage.ts';
import { type NamedStructure, parseStructures } from '../../../science/formats/detect.ts';
import type { Structure } from '../../../science/structure.ts';

/** The first bytes of every SQLite file. */
const SQLITE = 'SQLite format 3\0';

/**
 * Reads every structure of a file, whatever it is called: extended XYZ, POSCAR, CIF, input or output of
 * pw.x (each also gzipped), or an ase.db. A structure whose periodic directions span nothing is refused.
 */
export async function readStructures(file: {
  readonly bytes: Uint8Array;
  readonly name: string;
}): Promise<Result<readonly NamedStructure[], StageFailure>> {
  const isDatabase = Buffer.from(file.bytes.subarray(0, 16)).toString('latin1') === SQLITE;
  const found = isDatabase
    ? (await import('./database-rows.ts')).databaseStructures(file)
    : readText(file);
  if (!found.ok) return found;
  const flat = found.value.find(({ structure }) => !spansItsDirections(structure));
  if (!flat) return found;
  return fail({
    class: 'invalid',
    message: `${flat.name}: its periodic directions span no cell`,
    hint: 'a periodic direction needs a cell vector of its own; a molecule is not periodic (pbc="F F F")',
  });
}

function readText(file: { readonly bytes: Uint8Array; readonly name: string }) {
  const found = parseStructures(file.bytes, file.name);
  if (found.ok) return ok(found.value);
  const { line, message, hint } = found.error;
  const place = line > 0 ? `${file.name}:${line}` : file.name;
  return fail({
    class: 'invalid' as const,
    message: `${place}: ${message}`,
    ...(hint !== undefined && { hint }),
  });
}

/** The periodic cell vectors are linearly independent: the determinant of their scalar products. */
function spansItsDirections({ cell, periodic }: Structure): boolean {
  const rows = [0, 1, 2].filter((i) => periodic[i]);
  const dot = (i: number, j: number): number =>
    [0, 1, 2].reduce((sum, k) => sum + cell[3 * i + k]! * cell[3 * j + k]!, 0);
  const [a, b, c] = rows as [number, number, number];
  if (rows.length === 0) return true;
  if (rows.length === 1) return dot(a, a) > 0;
  const pair = dot(a, a) * dot(b, b) - dot(a, b) * dot(a, b);
  if (rows.length === 2) return pair > 1e-12 * dot(a, a) * dot(b, b);
  const whole =
    dot(a, a) * (dot(b, b) * dot(c, c) - dot(b, c) * dot(b, c)) -
    dot(a, b) * (dot(a, b) * dot(c, c) - dot(b, c) * dot(a, c)) +
    dot(a, c) * (dot(a, b) * dot(b, c) - dot(b, b) * dot(a, c));
  return whole > 1e-12 * dot(a, a) * dot(b, b) * dot(c, c);
}
