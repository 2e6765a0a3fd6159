import { ChangedCode } from '../changed-code.ts';
import type { ValidNode } from '../pipeline.ts';
import { BadRequest } from './secrets.ts';
import type { RunSetting } from './setting.ts';

/**
 * Throws where a stage of the user's own that loads some of its code only while it runs has other code by now than
 * the key of its work says: what it made may be the new code's. Code that was loaded before is what it was.
 */
export async function expectSameCode({ load }: RunSetting, node: ValidNode): Promise<void> {
  if (!node.module?.late) return;
  try {
    await load(node);
  } catch (error) {
    if (!(error instanceof ChangedCode)) throw error;
    throw new BadRequest(`${error.message}; what it made is not kept`);
  }
}
