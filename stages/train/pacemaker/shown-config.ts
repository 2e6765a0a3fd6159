import type { StageContext } from '../../../engine/stage.ts';
import { readTrainingData } from './data.ts';
import { inputText, inputValue } from './input-file.ts';
import type { PacemakerHow, ResolvedPacemaker } from './resolved.ts';
import { inputFacts } from './wrapper.ts';

/** Settings of a node and, where it is there, its dataset: the bytes of the training view, and how objects are read. */
export interface Shown {
  readonly with: StageContext['with'];
  readonly how: StageContext['how'];
  readonly dataset?: Pick<StageContext, 'input' | 'read'>;
}

/** The input.yaml that a fit would write, before it is run: without a dataset, what comes from it is left open. */
export function shownConfig(shown: Shown): string {
  const settings = shown.with as unknown as ResolvedPacemaker;
  const how = shown.how as unknown as PacemakerHow;
  if (!shown.dataset) {
    const facts = {
      elements: [],
      cutoff: settings.cutoff,
      functionsPerElement: settings.b_basis_size,
      hasTest: true,
    };
    const words =
      '# the dataset is not there yet: elements, test set, and what is auto come from it';
    return `${words}\n${inputText(inputValue(settings, facts, how))}`;
  }
  const facts = inputFacts({ settings, data: readTrainingData(shown.dataset) });
  if (!facts.ok) return `# ${facts.error.message}\n`;
  return inputText(inputValue(settings, facts.value, how));
}
