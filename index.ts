/** The public API: what a stage of your own needs, and the pieces that can be used without the engine. */
export type { Canonical, CanonicalObject } from './base/canonical.ts';
export type { Digest } from './base/digest.ts';
export { decodeSet, encodeSet, type SetEntry, type SetOutcome } from './base/item-set.ts';
export { fail, ok, type Result } from './base/result.ts';
export { openPacemaker, type PacemakerRequest } from './cli/open-pacemaker.ts';
export * from './engine/stage.ts';
export { type Label, type LevelOfTheory, labelBytes, readLabel } from './science/label.ts';
export {
  type Attributes,
  readStructure,
  type Structure,
  structureBytes,
} from './science/structure.ts';
export { openStructureBuilder } from './stages/build/open-builder.ts';
export { type StructureBuilder, structureBuilder } from './stages/build/structure-builder.ts';
export { DatabaseManager } from './stages/store/database-manager.ts';
export type { TrainingData } from './stages/train/pacemaker/data.ts';
export type { TrainingResult } from './stages/train/pacemaker/training-result.ts';
export { PacemakerWrapper, type Trained } from './stages/train/pacemaker/wrapper.ts';
export type { TrainingConfig } from './stages/train/training-config.ts';
