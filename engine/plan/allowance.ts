import type { Allowance } from '../pipeline.ts';

/** Whether a set of `total` places may have `holes` without a value; without an allowance, none. */
export function allows(allowance: Allowance | undefined, holes: number, total: number): boolean {
  if (holes === 0) return true;
  if (!allowance) return false;
  return 'count' in allowance ? holes <= allowance.count : holes <= allowance.share * total;
}
