import { Type } from '../../../base/doors/typebox.ts';
import { fail, ok, type Result } from '../../../base/result.ts';
import type { SettingIssue } from '../../../engine/stage.ts';
import { asMiller, type Miller } from '../../../science/surfaces/miller.ts';

/** A list of lattice planes; `words` say which are taken without one. */
export const PlanesField = (words: string) =>
  Type.Optional(
    Type.Array(
      Type.Array(Type.Integer({ minimum: -12, maximum: 12 }), { minItems: 3, maxItems: 4 }),
      {
        minItems: 1,
        description: `Planes [h, k, l], or [h, k, i, l] of a hexagonal lattice, in the conventional cell of the crystal's lattice (all elements taken for the same: an alloy on fcc sites has the planes of fcc). Default: ${words}`,
      },
    ),
  );

export const WidthField = Type.Optional(
  Type.Number({
    minimum: 0,
    maximum: 60,
    description:
      'Å; repeated in the plane until at least so wide in both directions. Default: the smallest cell of the plane',
  }),
);

/** A cap for what low symmetry makes many of. */
export const atMostField = (what: string, most: number) =>
  Type.Optional(
    Type.Integer({
      minimum: 1,
      description: `At most so many ${what} of each crystal, chosen by the seed: where symmetry is low (an alloy) every place to cut is its own. A larger number only adds. Default: ${most}`,
    }),
  );

/** Indices as three; an issue at the first that name no plane. */
export function resolvePlanes(
  planes: readonly (readonly number[])[] | undefined,
  section: string,
): Result<readonly Miller[] | undefined, readonly SettingIssue[]> {
  const made = planes?.map(asMiller);
  const wrong = (made ?? []).findIndex((plane) => !plane || plane.every((x) => x === 0));
  if (!planes || wrong < 0) return ok(made as readonly Miller[] | undefined);
  const given = planes[wrong] as readonly number[];
  const text = `[${given.join(', ')}]`;
  const message = given.every((x) => x === 0)
    ? `${text} is no plane`
    : `${text}: the third of four indices is ${0 - given[0]! - given[1]!}`;
  return fail([{ path: [section, 'planes', wrong], message }]);
}
