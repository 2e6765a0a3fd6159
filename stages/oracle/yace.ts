import type { Static, Type } from '../../base/doors/typebox.ts';
import { ok } from '../../base/result.ts';
import type { FileReference, ItemResult, ItemTask, StageContext } from '../../engine/stage.ts';
import type { Calculator } from './calculator.ts';
import { fileBatch, fileSetting } from './file-batch.ts';
import { perAtom } from './native-backend.ts';

/** The task's module beside this one: as a source in tests, compiled otherwise. */
const taskModule = import.meta.url.replace(/yace(\.[jt]s)$/, 'yace-task$1');

const settings = {
  potential: fileSetting(
    'The .yace file, of pacemaker or of the train stage; its content is in the key',
  ),
};
type Settings = Static<ReturnType<typeof Type.Object<typeof settings>>>;

/** An ACE potential as the oracle: for a study whose truth is known, or one potential fitted to another. */
export const yaceCalculator: Calculator = {
  name: 'yace',
  description: 'yace: any ACE potential in a .yace file.',
  settings,
  backend: {
    name: 'yace',
    version: 1,
    resolve: (given) => {
      const { potential } = given as unknown as Settings;
      return ok({ with: { calculator: 'yace', potential } });
    },
    cost: perAtom(2e-4),
    batch: 64,
    calculate: fileBatch('potential', evaluate),
  },
};

function evaluate(
  tasks: readonly ItemTask[],
  potential: FileReference,
  context: StageContext,
): Promise<readonly ItemResult[]> {
  const { bytes, name } = context.readFile(potential);
  const text = Buffer.from(bytes).toString('utf8');
  return context.compute<readonly ItemResult[]>(
    { module: taskModule, name: 'labelBatch' },
    {
      potential: { digest: potential.file, text, name },
      structures: tasks.map((task) => task.bytes),
    },
  );
}
