import { Database } from '../../../base/doors/sqlite.ts';
import { fail, ok, type Result } from '../../../base/result.ts';
import type { StageFailure } from '../../../engine/stage.ts';
import { decodeRow, type RawRow } from '../../../science/ase-db/decode-row.ts';
import type { AseRow } from '../../../science/ase-db/row.ts';
import { LAST_ATOMIC_NUMBER } from '../../../science/elements.ts';
import type { NamedStructure } from '../../../science/formats/detect.ts';
import type { InfoValue } from '../../../science/formats/extxyz-comment.ts';
import type { Attributes, Structure } from '../../../science/structure.ts';

type Read = Result<NamedStructure[], StageFailure>;

/**
 * The structures of an ase.db file, in the order of its ids, with masses, tags and constraints; a
 * row's keys are its info (what this program's own store wrote of family and group comes before
 * them). What was computed is read, and used by whoever wants it. A row that cannot be a structure fails the whole file: none is left
 * out in silence.
 */
export function databaseStructures(file: {
  readonly bytes: Uint8Array;
  readonly name: string;
}): Read {
  // Bytes 18 and 19 of SQLite's header: 2 where changes may be in a second file, NAME-wal.
  if (file.bytes[18] === 2 || file.bytes[19] === 2) {
    return invalid(
      `${file.name} keeps changes in a second file beside it (write-ahead log)`,
      `sqlite3 ${file.name} 'PRAGMA journal_mode=DELETE' brings them into one`,
    );
  }
  const db = new Database(Buffer.from(file.bytes), { readonly: true });
  try {
    return readRows(db, file.name);
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
    return invalid(`${file.name} is no whole database of ASE: ${error.message}`);
  } finally {
    db.close();
  }
}

function readRows(db: Database.Database, name: string): Read {
  const found: NamedStructure[] = [];
  for (const raw of db.prepare('SELECT * FROM systems ORDER BY id').iterate()) {
    const { id } = raw as RawRow;
    const row = decoded(raw as RawRow);
    if (!row.ok) return invalid(`${name}: row ${id}: ${row.error}`);
    found.push(named(row.value, `${name}#${id}`));
  }
  return found.length > 0 ? ok(found) : invalid(`${name} has no rows`);
}

const invalid = (message: string, hint?: string): Result<never, StageFailure> =>
  fail({ class: 'invalid', message, ...(hint !== undefined && { hint }) });

function decoded(raw: RawRow): Result<AseRow, string> {
  try {
    const row = decodeRow(raw);
    const wrong = trouble(row.structure);
    return wrong === undefined ? ok(row) : fail(wrong);
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError || error instanceof SyntaxError) {
      return fail(error.message);
    }
    throw error;
  }
}

function trouble(structure: Structure): string | undefined {
  const { numbers, positions, cell, initialMagneticMoments, initialCharges } = structure;
  if (numbers.length === 0) return 'it has no atoms';
  const odd = numbers.find((number) => !(number >= 1 && number <= LAST_ATOMIC_NUMBER));
  if (odd !== undefined) return `no element has number ${odd}`;
  const all = [positions, cell, initialMagneticMoments ?? [], initialCharges ?? []];
  const areFinite = all.every((values) => Array.from(values).every(Number.isFinite));
  return areFinite ? undefined : 'a position, cell vector, moment or charge is not finite';
}

function named(
  { structure, results, masses, tags, constraints, keyValuePairs, data }: AseRow,
  name: string,
) {
  const { family, group } = (data.attributes ?? {}) as Attributes;
  const info: { [key: string]: InfoValue } = {
    ...keyValuePairs,
    ...(group !== undefined && { config_type: group }),
    ...(family !== undefined && { family }),
  };
  const attributes = {
    ...(masses && { masses: Array.from(masses) }),
    ...(tags && { tags: Array.from(tags) }),
    ...(constraints && { constraints: constraints as NonNullable<Attributes['constraints']> }),
  };
  return {
    name,
    structure,
    info,
    results,
    ...(Object.keys(attributes).length > 0 && { attributes }),
  };
}
