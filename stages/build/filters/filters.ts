import { type Static, Type } from '../../../base/doors/typebox.ts';
import { fail, ok, type Result } from '../../../base/result.ts';
import type { SettingIssue } from '../../../engine/stage.ts';
import { cellVolume } from '../../../science/cell.ts';
import { equivalents } from './equivalent.ts';
import type { Filter } from './filter.ts';
import { elementPair, minimumDistance } from './minimum-distance.ts';

const distance = Type.Number({ exclusiveMinimum: 0, maximum: 12, description: 'Å' });

/** `filters` of the build stage: what is not wanted, whoever made it. */
export const FiltersSchema = Type.Object(
  {
    min_distance: Type.Optional(
      Type.Union(
        [
          distance,
          Type.Record(Type.String(), distance, {
            description: 'By pair of elements: { Cu-Au: 2.2, Cu: 2.0 }; Cu is Cu-Cu',
          }),
        ],
        { description: 'Å; no two atoms, images included, nearer than this. Default: none' },
      ),
    ),
    volume_per_atom: Type.Optional(
      Type.Array(Type.Number({ minimum: 0 }), {
        minItems: 2,
        maxItems: 2,
        description:
          'Å^3 per atom, the least and the most; cells without a volume pass. Default: any',
      }),
    ),
    number_of_atoms: Type.Optional(
      Type.Array(Type.Integer({ minimum: 1 }), {
        minItems: 2,
        maxItems: 2,
        description: 'The least and the most atoms of a structure. Default: any',
      }),
    ),
    equivalent: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 1,
        description:
          'Å; drops a structure that is an earlier one up to rotation, reflection, shift and order of atoms, told by all distances up to 6 Å within this tolerance. Default: only exact repeats are dropped',
      }),
    ),
  },
  { additionalProperties: false, description: 'What is not wanted, whoever made it' },
);

/** The filters of the YAML. */
export type FilterConfig = Static<typeof FiltersSchema>;

/** Checks what the schema cannot; filters that do nothing are left out. */
export function resolveFilters(
  config: FilterConfig = {},
): Result<FilterConfig, readonly SettingIssue[]> {
  const issues: SettingIssue[] = [];
  const { min_distance: least, equivalent } = config;
  for (const pair of typeof least === 'object' ? Object.keys(least) : []) {
    if (elementPair(pair)) continue;
    const message = `"${pair}" is no pair of elements`;
    issues.push({
      path: ['filters', 'min_distance', pair],
      message,
      hint: 'Cu-Au, or Cu for Cu-Cu',
    });
  }
  for (const field of ['volume_per_atom', 'number_of_atoms'] as const) {
    const [low = 0, high = 0] = config[field] ?? [];
    if (low <= high) continue;
    issues.push({ path: ['filters', field], message: `from ${low} to ${high} is no range` });
  }
  if (issues.length > 0) return fail(issues);
  const { equivalent: _, ...rest } = config;
  return ok({ ...rest, ...(equivalent && { equivalent }) });
}

/** The filters that settings ask for, cheap ones first. */
export function openFilters(config: FilterConfig = {}): Filter {
  const { min_distance: least, volume_per_atom: volume, number_of_atoms: atoms } = config;
  const all: Filter[] = [
    ...(atoms ? [atomWindow(atoms[0]!, atoms[1]!)] : []),
    ...(volume ? [volumeWindow(volume[0]!, volume[1]!)] : []),
    ...(least === undefined ? [] : [minimumDistance(least)]),
    ...(config.equivalent ? [equivalents(config.equivalent)] : []),
  ];
  return (structure) => {
    for (const filter of all) {
      const reason = filter(structure);
      if (reason !== undefined) return reason;
    }
    return undefined;
  };
}

const atomWindow =
  (low: number, high: number): Filter =>
  ({ numbers: { length } }) =>
    length < low || length > high ? 'outside filters.number_of_atoms' : undefined;

const volumeWindow =
  (low: number, high: number): Filter =>
  ({ cell, numbers }) => {
    const volume = cellVolume(cell) / numbers.length;
    const isOutside = volume > 0 && (volume < low || volume > high);
    return isOutside ? 'outside filters.volume_per_atom' : undefined;
  };
