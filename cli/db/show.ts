import { ok } from '../../base/result.ts';
import { rowLevel } from '../../science/ase-db/row-label.ts';
import type { IdentifiedRow } from '../../stages/store/database-manager.ts';
import { exportRows } from '../../stages/store/export-rows.ts';
import { rowFacts } from '../../stages/store/row-facts.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { withDatabase } from './open-database.ts';

/** `mlip-auto db show FILE ROW`: all of one row, by its id or by a selection that only it fits. */
export async function dbShow(
  file: string,
  which: string,
  { json }: { readonly json: boolean },
): Promise<ExitCode> {
  return withDatabase(file, json, (manager) => {
    const row = manager.get(/^\d+$/.test(which) ? Number(which) : which);
    if (!row.ok) return row;
    process.stdout.write(
      json ? [...exportRows([row.value], 'jsonl')].join('') : `${rowWords(row.value)}\n`,
    );
    return ok(EXIT.done);
  });
}

function rowWords(row: IdentifiedRow): string {
  const { structure, results, keyValuePairs, data, uniqueId } = row;
  const facts = rowFacts(row);
  const level = rowLevel(data);
  const numbers = (values: ArrayLike<number>) =>
    Array.from(values, (value) => Number(value.toPrecision(8))).join(' ');
  const lines: (readonly [string, string | undefined])[] = [
    ['row', `${row.id} (${uniqueId})`],
    ['formula', `${facts.formula}, ${facts.atoms} atoms`],
    ['cell', `${[0, 3, 6].map((i) => numbers(structure.cell.subarray(i, i + 3))).join(' | ')} Å`],
    ['periodic', structure.periodic.map((yes) => (yes ? 'T' : 'F')).join('')],
    ['level of theory', level?.words ?? facts.calculator],
    ['free energy', results.freeEnergy === undefined ? undefined : `${results.freeEnergy} eV`],
    ['energy', results.energy === undefined ? undefined : `${results.energy} eV`],
    ['largest force', facts.largestForce === undefined ? undefined : `${facts.largestForce} eV/Å`],
    ['stress', results.stress && `${numbers(results.stress)} eV/Å^3 (xx yy zz yz xz xy)`],
    ...Object.entries(keyValuePairs).map(([key, value]) => [key, String(value)] as const),
    ['data', Object.keys(data).join(', ') || undefined],
  ];
  const known = lines.filter(([, value]) => value !== undefined);
  const width = Math.max(...known.map(([name]) => name.length));
  return known.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}
