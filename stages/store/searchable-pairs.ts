import { checkKeyValue, searchable } from '../../science/ase-db/key-rules.ts';
import type { KeyValuePairs } from '../../science/ase-db/row.ts';
import type { Attributes } from '../../science/structure.ts';

/** What of the attributes can be searched for: what is known and ASE takes; all of it is in the row's data anyway. */
export function pairsOf(
  { family, group, name, parent, operation }: Attributes,
  more: { readonly [key: string]: string },
): KeyValuePairs {
  const words = { family, config_type: group, name, parent, operation, ...more };
  const pairs: { [key: string]: string | number | boolean } = {};
  for (const [key, word] of Object.entries(words)) {
    const value = word === undefined ? undefined : searchable(word);
    if (value !== undefined && checkKeyValue(key, value) === undefined) pairs[key] = value;
  }
  return pairs;
}
