import { fail, ok, type Result } from '../../base/result.ts';
import type { StageFailure } from '../../engine/stage.ts';
import type { Observation } from '../../science/ace-fit/observation.ts';
import {
  isolatedEnergies,
  leastSquaresEnergies,
  type ReferenceEnergies,
} from '../../science/ace-fit/reference-energies.ts';
import type { ResolvedTraining } from './resolve.ts';

/** The energies of lone atoms by the setting: given, of labelled lone atoms, or by least squares. */
export function chooseReferences(
  observations: readonly Observation[],
  elements: readonly string[],
  cutoff: number,
  setting: ResolvedTraining['e0'],
): Result<ReferenceEnergies, StageFailure> {
  if (typeof setting === 'object') return fixed(elements, setting, 'given');
  const isolated =
    setting === 'least_squares' ? {} : onlyOf(isolatedEnergies(observations, cutoff), elements);
  if (setting === 'isolated') return fixed(elements, isolated, 'isolated');
  const solved = leastSquaresEnergies(observations, elements, isolated);
  const sourceOf = (symbol: string) =>
    isolated[symbol] === undefined ? ('least_squares' as const) : ('isolated' as const);
  return ok({
    energies: { ...isolated, ...solved.energies },
    sources: Object.fromEntries(elements.map((symbol) => [symbol, sourceOf(symbol)])),
    determined: solved.determined,
  });
}

const HINTS = {
  given: 'name every element of the data in e0, or set e0: auto',
  isolated: 'label a structure of one atom with no image within the cutoff, or set e0: auto',
};

/** Energies that are known beforehand, for every element or not at all. */
function fixed(
  elements: readonly string[],
  known: { readonly [symbol: string]: number },
  source: 'given' | 'isolated',
): Result<ReferenceEnergies, StageFailure> {
  const missing = elements.filter((symbol) => known[symbol] === undefined);
  if (missing.length > 0) {
    const words = source === 'given' ? 'e0 has no energy for' : 'there is no labelled lone atom of';
    const message = `${words} ${missing.join(', ')}`;
    return fail({ class: 'invalid', message, hint: HINTS[source] });
  }
  return ok({
    energies: onlyOf(known, elements),
    sources: Object.fromEntries(elements.map((symbol) => [symbol, source])),
    determined: true,
  });
}

const onlyOf = (
  known: { readonly [symbol: string]: number },
  elements: readonly string[],
): { readonly [symbol: string]: number } =>
  Object.fromEntries(
    elements.flatMap((symbol) => (known[symbol] === undefined ? [] : [[symbol, known[symbol]]])),
  );

/** What was chosen, for people. */
export function referenceNote({ energies, sources, determined }: ReferenceEnergies): string {
  const words = { given: 'given', isolated: 'lone atom', least_squares: 'least squares' };
  const each = Object.keys(sources).map(
    (symbol) => `${symbol} ${energies[symbol]!.toFixed(4)} eV (${words[sources[symbol]!]})`,
  );
  const open = determined
    ? ''
    : '; the compositions do not fix them: of all least-squares solutions the one of smallest norm,' +
      ' good for energies at these compositions only';
  return `E0: ${each.join(', ')}${open}`;
}
