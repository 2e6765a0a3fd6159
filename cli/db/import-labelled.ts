import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ok } from '../../base/result.ts';
import { importLabelled } from '../../stages/store/import/import-labelled.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { openAnd, refused, sayError } from './open-database.ts';

/** How labelled frames of someone else's come into a database. */
export interface ImportVerbOptions {
  readonly into: string;
  readonly level?: string;
  readonly energy?: string;
  readonly forces?: string;
  /** Lets them into a database of labels of another level of theory. */
  readonly mix: boolean;
  readonly json: boolean;
}

/** `mlip-auto db import FILE --into DB --level WORDS`: adds the labelled frames of an extended XYZ file. */
export async function dbImportLabelled(
  file: string,
  options: ImportVerbOptions,
): Promise<ExitCode> {
  const { into, level, energy, forces, mix, json } = options;
  if (level === undefined) {
    const asked = refused(
      `${file}: labels do not say how they were computed: name it with --level`,
    );
    return asked.ok ? EXIT.done : sayError(asked.error, json);
  }
  const bytes = readFileSync(resolve(file));
  return openAnd(resolve(into), {}, json, (manager) => {
    const settings = { level, ...(energy && { energy }), ...(forces && { forces }) };
    const done = importLabelled(manager, { bytes, name: file }, settings, mix);
    if (!done.ok) return done;
    const { added, repeated, notes } = done.value;
    const rest = repeated > 0 ? `, ${repeated} were there already` : '';
    const line = json
      ? JSON.stringify({ type: 'import', into, added, repeated, notes })
      : [...notes, `${into}: ${added} labelled structures added${rest}`].join('\n');
    process.stdout.write(`${line}\n`);
    return ok(EXIT.done);
  });
}
