import { type Static, Type } from '../../../base/doors/typebox.ts';
import { ok } from '../../../base/result.ts';
import { elementSymbol } from '../../../science/elements.ts';
import { atomCount, type Structure } from '../../../science/structure.ts';
import { symmetryOrbits } from '../../../science/symmetry.ts';
import { defectPlugin } from '../strategy.ts';
import type { DefectStrategy } from './strategy.ts';

const fields = {
  vacancies: Type.Optional(
    Type.Boolean({
      description:
        'At each strain point one structure without an atom for each symmetry orbit of sites, not rattled. Default: false',
    }),
  ),
};

type Config = Static<ReturnType<typeof Type.Object<typeof fields>>>;

/** One vacancy for each symmetry orbit of sites: the orbit's first atom is taken out, nothing else moves. */
export const vacancies: DefectStrategy = {
  name: 'vacancy',
  group: 'vacancy',
  *introduce({ structure }) {
    if (atomCount(structure) < 2) return;
    const { representative } = symmetryOrbits(structure);
    for (const [atom, first] of representative.entries()) {
      if (atom !== first) continue;
      const symbol = elementSymbol(structure.numbers[atom] as number);
      yield { structure: withoutAtom(structure, atom), operation: `vacancy of ${symbol} #${atom}` };
    }
  },
};

/** `vacancies`. */
export const vacancyPlugin = defectPlugin<Config, Config>({
  name: 'vacancy',
  fields,
  resolve: ({ vacancies: isAsked }) => ok({ settings: isAsked ? { vacancies: true } : {} }),
  open: ({ vacancies: isAsked }) => (isAsked ? vacancies : undefined),
});

function withoutAtom(structure: Structure, atom: number): Structure {
  const {
    numbers,
    positions,
    initialMagneticMoments: moments,
    initialCharges: charges,
  } = structure;
  const isKept = (_: number, i: number): boolean => i !== atom;
  return {
    ...structure,
    numbers: numbers.filter(isKept),
    positions: positions.filter((_, i) => Math.floor(i / 3) !== atom),
    ...(moments && { initialMagneticMoments: moments.filter(isKept) }),
    ...(charges && { initialCharges: charges.filter(isKept) }),
  };
}
