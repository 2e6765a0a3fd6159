import { fail, ok, type Result } from '../../base/result.ts';
import type { AceBond, AceEmbedding, AcePotential, AceTerm } from './potential.ts';
import { readPotential } from './yace-read.ts';
import { parseYamlSubset, YaceProblem } from './yaml-subset.ts';

/**
 * The text of a `.yace` file, as pacemaker and the pace pair style of LAMMPS read it. The same
 * potential gives the same text; numbers are the shortest that read back to the same float64.
 */
export function writeYace(potential: AcePotential): string {
  const { elements, e0, splineStep, embeddings, bonds, functions } = potential;
  const count = elements.length;
  const lines = [
    `elements: ${list(elements)}`,
    `E0: ${list(e0.map(numberText))}`,
    `deltaSplineBins: ${numberText(splineStep)}`,
    'embeddings:',
    ...embeddings.map((embedding, e) => `  ${e}: ${embeddingText(embedding)}`),
    'bonds:',
    ...bonds.map((bond, b) => `  [${Math.floor(b / count)}, ${b % count}]: ${bondText(bond)}`),
    'functions:',
    ...functions.flatMap((terms, e) => [
      `  ${e}:`,
      ...terms.map((term) => `    - ${termText(term, e, embeddings[e]!.densities)}`),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

/**
 * Reads a `.yace`, ours or one that pacemaker wrote: radial functions SBessel, ChebExpCos, ChebPow,
 * ChebLinear; embeddings FinnisSinclair and FinnisSinclairShiftedScaled; core repulsion by distance,
 * density or ZBL. Whatever else it holds is an error that names it.
 */
export function parseYace(
  text: string,
): Result<AcePotential, { readonly message: string; readonly hint?: string }> {
  try {
    return ok(readPotential(parseYamlSubset(text)));
  } catch (problem) {
    if (!(problem instanceof YaceProblem)) throw problem;
    const { message, hint } = problem;
    return fail(hint === undefined ? { message } : { message, hint });
  }
}

const list = (items: readonly (string | number)[]): string => `[${items.join(', ')}]`;

/** With a point before any exponent: YAML 1.1 readers take 1e-7 for a word. */
function numberText(value: number): string {
  const text = String(value);
  return text.includes('e') && !text.includes('.') ? text.replace('e', '.0e') : text;
}

const numbers = (values: readonly number[]): string => list(values.map(numberText));

const fields = (entries: readonly (readonly [string, string | number])[]): string =>
  `{${entries.map(([key, value]) => `${key}: ${value}`).join(', ')}}`;

const embeddingText = (embedding: AceEmbedding): string =>
  fields([
    ['ndensity', embedding.densities],
    ['FS_parameters', numbers(embedding.parameters)],
    ['npoti', embedding.kind],
    ['rho_core_cutoff', numberText(embedding.coreCutoff)],
    ['drho_core_cutoff', numberText(embedding.coreCutoffWidth)],
  ]);

function bondText(bond: AceBond): string {
  const { nMax, lMax, basisSize, coefficients } = bond;
  const rows = Array.from({ length: nMax }, (_, n) =>
    list(
      Array.from({ length: lMax + 1 }, (_, l) => {
        const start = (n * (lMax + 1) + l) * basisSize;
        return numbers(coefficients.slice(start, start + basisSize));
      }),
    ),
  );
  return fields([
    ['nradmax', nMax],
    ['lmax', lMax],
    ['nradbasemax', basisSize],
    ['radbasename', bond.radial],
    ['radparameters', numbers(bond.radialParameters)],
    ['radcoefficients', list(rows)],
    ['prehc', numberText(bond.corePrefactor)],
    ['lambdahc', numberText(bond.coreExponent)],
    ['rcut', numberText(bond.cutoff)],
    ['dcut', numberText(bond.cutoffWidth)],
    ['rcut_in', numberText(bond.innerCutoff)],
    ['dcut_in', numberText(bond.innerCutoffWidth)],
    ['inner_cutoff_type', bond.innerCutoffKind],
  ]);
}

function termText(term: AceTerm, central: number, densities: number): string {
  const rank = term.n.length;
  return fields([
    ['mu0', central],
    ['rank', rank],
    ['ndensity', densities],
    ['num_ms_combs', term.ms.length / rank],
    ['mus', list(term.species)],
    ['ns', list(term.n)],
    ['ls', list(term.l)],
    ['ms_combs', list(term.ms)],
    ['ctildes', numbers(term.coefficients)],
  ]);
}
