import type { TSchema } from '../../base/doors/typebox.ts';
import type { MapBackend } from '../../engine/stage.ts';

/**
 * A way to label structures. To add one: a file in this folder that exports such a value, one line
 * in `calculators.ts`, and a test that runs the shared contract (`test/stages/oracle/contract.ts`).
 */
export interface Calculator {
  /** Its word in `calculator:`; also the name of its back end. */
  readonly name: string;
  /** What it is, for editors. */
  readonly description: string;
  /** Its settings beside `calculator`, each with a description. */
  readonly settings: { readonly [field: string]: TSchema };
  readonly backend: MapBackend;
}
