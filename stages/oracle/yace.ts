import { type Static, Type } from '../../base/doors/typebox.ts';
import { ok } from '../../base/result.ts';
import type { FileReference, ItemResult, ItemTask, StageContext } from '../../engine/stage.ts';
import type { Calculator } from './calculator.ts';
import { perAtom } from './native-backend.ts';

/** The task's module beside this one: as a source in tests, compiled otherwise. */
const taskModule = import.meta.url.replace(/yace(\.[jt]s)$/, 'yace-task$1');

const settings = {
  potential: Type.String({
    format: 'file',
    description: 'The .yace file, of pacemaker or of the train stage; its content is in the key',
  }),
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
    calculate,
  },
};

async function calculate(
  tasks: readonly ItemTask[],
  context: StageContext,
): Promise<readonly ItemResult[]> {
  const [first] = tasks;
  if (!first) return [];
  const reference = first.with.potential as FileReference;
  const { bytes, name } = context.readFile(reference);
  return context.compute<readonly ItemResult[]>(
    { module: taskModule, name: 'labelBatch' },
    {
      potential: { digest: reference.file, text: Buffer.from(bytes).toString('utf8'), name },
      structures: tasks.map((task) => task.bytes),
    },
  );
}
