import type { Stage } from './stage.ts';

/** The stages that a pipeline can name by a word. Each is loaded only when it is needed. */
export interface StageRegistry {
  readonly names: readonly string[];
  load(name: string): Promise<Stage>;
}
