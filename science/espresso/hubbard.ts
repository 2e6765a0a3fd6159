import { elementSymbol } from '../elements.ts';
import type { Namelist } from './pw-input.ts';

/** Which atomic functions the occupations of a Hubbard manifold are projected on. */
export type HubbardProjectors = 'atomic' | 'ortho-atomic';

/** A Hubbard correction (Dudarev's): `Fe-3d` to U in eV, and the projectors of them all. */
export interface Hubbard {
  readonly projectors: HubbardProjectors;
  readonly u: { readonly [manifold: string]: number };
}

/** `Fe-3d`: an element and one of its shells. */
export const MANIFOLD = '^[A-Z][a-z]?-[1-7][spdf]$';

/** The corrections by element; of two for one element, the later. */
export function hubbardByElement({ u }: Hubbard): {
  readonly [symbol: string]: { readonly manifold: string; readonly u: number };
} {
  return Object.fromEntries(
    Object.entries(u).map(([name, value]) => {
      const [symbol, manifold] = name.split('-') as [string, string];
      return [symbol, { manifold, u: value }];
    }),
  );
}

/** Whether a version of pw.x (`7.2`, `6.7MaX`) takes Hubbard's parameters in a card: from 7.1 on. An unknown one does. */
export function hasHubbardCard(version: string | undefined): boolean {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(version ?? '') ?? [];
  if (major === undefined) return true;
  return Number(major) > 7 || (Number(major) === 7 && Number(minor) >= 1);
}

/**
 * A Hubbard correction in pw.x's words, for the species in their order: keys of &SYSTEM up to version 7.0 (where
 * the manifold is the element's own, and is proved by the XML), the card HUBBARD from 7.1 on.
 */
export function hubbardInput(
  hubbard: Hubbard,
  species: readonly { readonly label: string; readonly number: number }[],
  version: string | undefined,
): { readonly system: Namelist; readonly card: readonly string[] } {
  const corrections = hubbardByElement(hubbard);
  const has = species.flatMap(({ label, number }, at) => {
    const found = corrections[elementSymbol(number)];
    return found ? [{ label, at, ...found }] : [];
  });
  if (has.length === 0) return { system: {}, card: [] };
  if (hasHubbardCard(version)) {
    const lines = has.map(({ label, manifold, u }) => `U ${label}-${manifold} ${u}`);
    return { system: {}, card: [`HUBBARD {${hubbard.projectors}}`, ...lines] };
  }
  const values = has.map(({ at, u }): [string, number] => [`hubbard_u(${at + 1})`, u]);
  return {
    system: {
      lda_plus_u: true,
      u_projection_type: hubbard.projectors,
      ...Object.fromEntries(values),
    },
    card: [],
  };
}
