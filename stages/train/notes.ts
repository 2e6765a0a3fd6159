import { standardError } from '../../science/ace-fit/cross-validate.ts';
import type { ResolvedTraining } from './resolve.ts';
import type { TrainingResult } from './training-result.ts';

/** How the share of the forces and the ridge came about, and how well the fit did where it was not fitted. */
export function tuningNotes(result: TrainingResult, settings: ResolvedTraining): string[] {
  const { forceShare, ridge, families, crossValidation, rows } = result;
  const chosen = [
    ...(settings.force_share === 'auto' && rows.forces > 0
      ? [`kappa ${forceShare} (share of the forces)`]
      : []),
    ...(settings.ridge === 'auto' ? [`ridge ${ridge}`] : []),
  ];
  const notes: string[] = [];
  if (rows.forces === 0) notes.push('no label has forces: energies alone are fitted');
  if (families === 1) {
    const words = 'one family alone: nothing can be held out, so nothing is judged';
    notes.push(chosen.length > 0 ? `${words}; by the evidence alone: ${chosen.join(', ')}` : words);
    return notes;
  }
  if (chosen.length > 0) {
    notes.push(
      `${chosen.join(', ')}: by the errors on families held out in turn, and the evidence`,
    );
  }
  const point = crossValidation.find((p) => p.share === forceShare && p.ridge === ridge);
  if (point) {
    const spread = (100 * standardError(point.foldScores)).toFixed(0);
    notes.push(
      `errors on held-out families (RMSE): ${errorWords(point)}, give or take ${spread} % by the scatter of the folds`,
    );
  }
  return notes;
}

function errorWords(point: { energy: number | null; forces: number | null }): string {
  const words = [
    ...(point.energy === null ? [] : [`${(1000 * point.energy).toPrecision(3)} meV/atom`]),
    ...(point.forces === null ? [] : [`${point.forces.toPrecision(3)} eV/Å`]),
  ];
  return words.join(', ');
}
