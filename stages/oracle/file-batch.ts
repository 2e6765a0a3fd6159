import { Type } from '../../base/doors/typebox.ts';
import type { FileReference, ItemResult, ItemTask, StageContext } from '../../engine/stage.ts';

/** A setting that names a file, whose content is in the key. */
export const fileSetting = (description: string) => Type.String({ format: 'file', description });

/** A batch, with the file that its settings name: it is one for all of a batch. */
type FileWork = (
  tasks: readonly ItemTask[],
  file: FileReference,
  context: StageContext,
) => Promise<readonly ItemResult[]>;

/** The calculation of a back end that looks its results up in a file, or makes them by one, named by `setting`. */
export const fileBatch =
  (setting: string, work: FileWork) =>
  async (tasks: readonly ItemTask[], context: StageContext): Promise<readonly ItemResult[]> => {
    const [first] = tasks;
    return first ? work(tasks, first.with[setting] as unknown as FileReference, context) : [];
  };
