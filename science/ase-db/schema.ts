/**
 * The tables of an ase.db file of format version 9, as ASE 3.29 makes and expects them. ASE refuses a
 * file without the `version` row in `information`.
 */
export const ASE_DB_VERSION = 9;

/** The columns of `systems` after `id`, in the file's order. */
export const SYSTEM_COLUMNS = [
  ['unique_id', 'TEXT UNIQUE'],
  ['ctime', 'REAL'],
  ['mtime', 'REAL'],
  ['username', 'TEXT'],
  ['numbers', 'BLOB'],
  ['positions', 'BLOB'],
  ['cell', 'BLOB'],
  ['pbc', 'INTEGER'],
  ['initial_magmoms', 'BLOB'],
  ['initial_charges', 'BLOB'],
  ['masses', 'BLOB'],
  ['tags', 'BLOB'],
  ['momenta', 'BLOB'],
  ['constraints', 'TEXT'],
  ['calculator', 'TEXT'],
  ['calculator_parameters', 'TEXT'],
  ['energy', 'REAL'],
  ['free_energy', 'REAL'],
  ['forces', 'BLOB'],
  ['stress', 'BLOB'],
  ['dipole', 'BLOB'],
  ['magmoms', 'BLOB'],
  ['magmom', 'REAL'],
  ['charges', 'BLOB'],
  ['key_value_pairs', 'TEXT'],
  ['data', 'BLOB'],
  ['natoms', 'INTEGER'],
  ['fmax', 'REAL'],
  ['smax', 'REAL'],
  ['volume', 'REAL'],
  ['mass', 'REAL'],
  ['charge', 'REAL'],
] as const;

/** A column of `systems`, without `id`. */
export type SystemColumn = (typeof SYSTEM_COLUMNS)[number][0];

const side = (name: string, columns: string): string =>
  `CREATE TABLE ${name} (${columns}, id INTEGER, FOREIGN KEY (id) REFERENCES systems(id))`;

const index = (name: string, of: string): string => `CREATE INDEX ${name}_index ON ${of}`;

/** The statements that make an empty database, in order. */
export const CREATE_STATEMENTS: readonly string[] = [
  `CREATE TABLE systems (id INTEGER PRIMARY KEY AUTOINCREMENT, ${SYSTEM_COLUMNS.map((column) => column.join(' ')).join(', ')})`,
  side('species', 'Z INTEGER, n INTEGER'),
  side('keys', 'key TEXT'),
  side('text_key_values', 'key TEXT, value TEXT'),
  side('number_key_values', 'key TEXT, value REAL'),
  'CREATE TABLE information (name TEXT, value TEXT)',
  `INSERT INTO information VALUES ('version', '${ASE_DB_VERSION}')`,
  index('unique_id', 'systems(unique_id)'),
  index('ctime', 'systems(ctime)'),
  index('username', 'systems(username)'),
  index('calculator', 'systems(calculator)'),
  index('species', 'species(Z)'),
  index('key', 'keys(key)'),
  index('text', 'text_key_values(key)'),
  index('number', 'number_key_values(key)'),
];
