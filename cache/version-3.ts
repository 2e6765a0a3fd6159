import type { Database } from '../base/doors/sqlite.ts';
import { digestOfBlob } from './blob.ts';
import { sealedKey } from './recent.ts';
import { sealed, sealedStamp } from './sealed.ts';
import type { Stamp } from './stamp.ts';

/** The nodes that a pipeline has no more, and since when. */
const GONE = `
CREATE TABLE gone (pipeline TEXT NOT NULL, node TEXT NOT NULL, since INTEGER NOT NULL,
  PRIMARY KEY (pipeline, node)) WITHOUT ROWID;
`;

/** The step to version 3: seals what an index of before keeps of last keys, files and runs. */
export function toVersion3(db: InstanceType<typeof Database>): void {
  db.exec(GONE);
  const rows = <R>(sql: string): R[] => db.prepare(sql).raw().all() as R[];
  const setKey = db.prepare('UPDATE recent SET key = ? WHERE pipeline = ? AND node = ?');
  for (const [pipeline, node, key] of rows<[string, string, Buffer]>('SELECT * FROM recent')) {
    setKey.run(sealedKey(pipeline, node, digestOfBlob(key)), pipeline, node);
  }
  for (const table of ['files', 'published']) {
    const setStamp = db.prepare(`UPDATE ${table} SET stamp = ? WHERE path = ?`);
    const sql = `SELECT path, stamp, digest FROM ${table} WHERE stamp <> ''`;
    for (const [path, stamp, digest] of rows<[string, Stamp, Buffer]>(sql)) {
      setStamp.run(sealedStamp(stamp, digestOfBlob(digest), path), path);
    }
  }
  const setSummary = db.prepare('UPDATE runs SET summary = ? WHERE id = ?');
  const ended = 'SELECT id, summary FROM runs WHERE summary IS NOT NULL';
  for (const [id, summary] of rows<[string, string]>(ended))
    setSummary.run(sealed(summary, id), id);
}
