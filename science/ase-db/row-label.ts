import { parseDigest } from '../../base/digest.ts';
import type { Label, LevelOfTheory } from '../label.ts';
import type { Data } from './data-blob.ts';
import type { AseRow } from './row.ts';

/** The label in a row's columns, or what of it is missing. */
export function rowLabel({ results, data }: Pick<AseRow, 'results' | 'data'>): Label | string {
  const { freeEnergy, energy, forces, stress, magneticMoments, charges } = results;
  const level = rowLevel(data);
  if (freeEnergy === undefined || energy === undefined) return 'it has no energy';
  if (!level) return 'it has no level of theory';
  return {
    freeEnergy,
    energy,
    ...(forces && { forces }),
    ...(stress && { stress }),
    ...(magneticMoments && { magneticMoments }),
    ...(charges && { charges }),
    level,
  };
}

/** The level of theory in a row's data; undefined where it does not say. */
export function rowLevel(data: AseRow['data']): LevelOfTheory | undefined {
  const level = (data.level ?? {}) as { readonly [key: string]: Data };
  const { digest: text, words } = level;
  const parts = level.parts as LevelOfTheory['parts'];
  const digest = typeof text === 'string' ? parseDigest(text) : undefined;
  return digest && typeof words === 'string'
    ? { digest, words, ...(parts && { parts }) }
    : undefined;
}
