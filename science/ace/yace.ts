import type { Result } from '../../base/result.ts';
import type { AcePotential } from './potential.ts';

/** The text of a `.yace` file. The same potential gives the same text. */
export function writeYace(potential: AcePotential): string {
  throw new Error(`internal error: not built yet (${potential.elements})`);
}

/** Reads a `.yace`, ours or one that pacemaker wrote; what is not supported is said by name. */
export function parseYace(
  text: string,
): Result<AcePotential, { readonly message: string; readonly hint?: string }> {
  throw new Error(`internal error: not built yet (${text})`);
}
