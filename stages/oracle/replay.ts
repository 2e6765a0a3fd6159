import { type Static, Type } from '../../base/doors/typebox.ts';
import { fail, ok } from '../../base/result.ts';
import type { FileReference, ItemResult, ItemTask, StageContext } from '../../engine/stage.ts';
import type { Calculator } from './calculator.ts';
import { fileBatch, fileSetting } from './file-batch.ts';

const settings = {
  database: fileSetting(
    'The ase.db with the labels (SQLite); structures are found in it by their digest',
  ),
  level: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'Level of theory of the rows that do not say their own (those that ASE wrote), as in "PBE, VASP, 520 eV"',
    }),
  ),
};
type Settings = Static<ReturnType<typeof Type.Object<typeof settings>>>;

/**
 * Labels that were computed before, out of a database: a calculation of a paper runs again anywhere. The database's
 * content is in the key, as a lookup buys nothing: after an edit every structure is looked up again, and where its
 * label is the one of before, everything below it stays as it is.
 */
export const replayCalculator: Calculator = {
  name: 'replay',
  description: 'replay: labels that an ase.db holds, for the structures that it holds.',
  settings,
  backend: {
    name: 'replay',
    version: 1,
    resolve: (given) => {
      const { database, level } = given as unknown as Settings;
      return ok({ with: { calculator: 'replay', database, ...(level && { level }) } });
    },
    cost: { features: () => ({ items: 1 }), prior: { cpuSeconds: () => 1e-4, spread: 5 } },
    batch: 256,
    calculate: fileBatch('database', lookUp),
  },
};

async function lookUp(
  tasks: readonly ItemTask[],
  database: FileReference,
  context: StageContext,
): Promise<readonly ItemResult[]> {
  const { openRecorded } = await import('./recorded-labels.ts');
  const recorded = openRecorded(database.file, () => context.readFile(database));
  if (!recorded.ok) return tasks.map(() => recorded);
  return tasks.map((task) => {
    const { level } = task.with as { readonly level?: string };
    const label = recorded.value(task, level);
    return label.ok ? label : fail({ class: 'invalid' as const, ...label.error });
  });
}
