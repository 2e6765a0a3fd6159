import { type Draft, type Drafts, producerHint, producersOf } from './drafts.ts';
import type { Report } from './report.ts';
import { codes, container } from './words.ts';

/** Reports each required input of a node that has no source. */
export function missingInputs(
  report: Report,
  drafts: Drafts,
  { id, stage, words }: Draft,
  given: { readonly [name: string]: unknown },
): void {
  for (const [name, spec] of Object.entries(stage?.inputs ?? {})) {
    const list = given[name];
    if (Object.hasOwn(given, name) && !(Array.isArray(list) && list.length === 0)) continue;
    if (spec.optional) continue;
    const [first, ...others] = producersOf(drafts, spec.type, id);
    const choice = others.length > 0 ? `; or take ${codes(others)}` : '';
    report.add({
      code: 'E0505',
      path: words['inputs'] === undefined ? ['nodes', id] : ['nodes', id, 'inputs'],
      at: 'key',
      message: `${container(['nodes', id])} has no source for its input \`${name}\``,
      hint: first
        ? `add \`inputs: { ${name}: ${first} }\`${choice}`
        : `add \`inputs: { ${name}: NODE }\`; ${producerHint(drafts, spec.type, id)}`,
    });
  }
}
