import type { DiagnosticCode } from '../base/diagnostic.ts';

/** Why a user's stage cannot be used. */
export interface StageTrouble {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly hint?: string;
}
