import type { Command } from '../commander.ts';
import { jsonOption, noWaitOption, type Verb } from '../options.ts';

const SELECTION = "in ASE's query language, as in Cu>3,energy<-1,config_type=eos";

/** `mlip-auto db ...`: everything about databases of labels. */
export function addDb(program: Command, verb: Verb): void {
  const db = program.command('db').description('works with databases of labels (ase.db files)');
  addLooking(db, verb);
  addTaking(db, verb);
  addGiving(db, verb);
}

function addLooking(db: Command, verb: Verb): void {
  db.command('ls')
    .argument('[files...]', 'databases (default: those at and below this folder)')
    .description('lists databases with their numbers of rows and labels')
    .addOption(jsonOption())
    .action(verb(async (files, options) => (await import('./list.ts')).dbList(files, options)));
  db.command('query')
    .argument('<file>', 'an ase.db')
    .argument('[selection]', SELECTION)
    .description('lists the rows that a selection selects')
    .option('--sort <key>', 'by a column or key; with a minus sign before it, falling')
    .option('--limit <n>', 'how many at most', '20')
    .option('--offset <n>', 'how many to leave out first', '0')
    .addOption(jsonOption())
    .action(
      verb(async (file, selection, options) =>
        (await import('./query.ts')).dbQuery(file, selection, options),
      ),
    );
  db.command('show')
    .argument('<file>', 'an ase.db')
    .argument('<row>', 'its id, or a selection that only it fits')
    .description('prints all of one row')
    .addOption(jsonOption())
    .action(
      verb(async (file, row, options) => (await import('./show.ts')).dbShow(file, row, options)),
    );
  db.command('stats')
    .argument('<file>', 'an ase.db')
    .argument('[selection]', SELECTION)
    .description('says what is in a database, by group, element and level of theory')
    .addOption(jsonOption())
    .action(
      verb(async (file, selection, options) =>
        (await import('./stats.ts')).dbStats(file, selection, options),
      ),
    );
  db.command('check')
    .argument('<file>', 'an ase.db')
    .description('looks over the file and every row; ends with 1 where anything is wrong')
    .addOption(jsonOption())
    .action(verb(async (file, options) => (await import('./check.ts')).dbCheck(file, options)));
}

function addTaking(db: Command, verb: Verb): void {
  db.command('import')
    .argument(
      '<file>',
      'an ase.db that a pipeline of this program published; with --into, labelled extended XYZ',
    )
    .description(
      'takes the labels of a database over into this workspace: none of them is bought again',
    )
    .option(
      '--into <database>',
      'adds the labelled structures of an extended XYZ file to an ase.db instead',
    )
    .option('--level <words>', 'with --into: the level of theory, as in "PBE, VASP, 520 eV"')
    .option('--energy <key>', 'with --into: the key of the force-consistent energy')
    .option('--forces <column>', 'with --into: the column of the forces')
    .option('--mix', 'with --into: lets labels of different levels of theory in', false)
    .addOption(jsonOption())
    .addOption(noWaitOption())
    .action(
      verb(async (file, options) =>
        options.into === undefined
          ? (await import('./import.ts')).dbImport(file, options)
          : (await import('./import-labelled.ts')).dbImportLabelled(file, options),
      ),
    );
}

function addGiving(db: Command, verb: Verb): void {
  db.command('export')
    .argument('<file>', 'an ase.db')
    .argument('<out>', 'a file that ends in extxyz, xyz, jsonl or csv')
    .description('writes rows as extended XYZ, JSON lines, CSV, CIF or POSCAR')
    .option('--where <selection>', SELECTION)
    .option('--force', 'replaces a file that is there', false)
    .addOption(jsonOption())
    .action(
      verb(async (file, out, options) =>
        (await import('./export.ts')).dbExport(file, out, options),
      ),
    );
  db.command('merge')
    .argument('<into>', 'the database that grows; made where it is not there')
    .argument('<files...>', 'the databases whose rows it gets')
    .description('adds the rows of databases to one: all or none, repeated rows once')
    .option('--level <words>', 'the level of theory of labels that name none (ASE wrote them)')
    .option('--mix', 'lets labels of different levels of theory in', false)
    .addOption(jsonOption())
    .action(
      verb(async (into, files, options) =>
        (await import('./merge.ts')).dbMerge(into, files, options),
      ),
    );
}
