import { type Diagnostic, errorDiagnostic } from '../base/diagnostic.ts';

/** Thrown where the code of a user's stage is not, or no longer, what the pipeline was read with. */
export class ChangedCode extends Error {
  readonly diagnostic: Diagnostic;

  constructor(message: string) {
    super(message);
    this.name = 'ChangedCode';
    this.diagnostic = errorDiagnostic('E0403', message, { hint: 'run again' });
  }
}
