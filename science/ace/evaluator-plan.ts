import { atomicNumber } from '../elements.ts';
import { type ChannelLayout, layoutChannels } from './channels.ts';
import { coreRepulsion } from './core-repulsion.ts';
import { type Harmonics, prepareHarmonics } from './harmonics.ts';
import type { AceBond, AcePotential, AceTerm } from './potential.ts';
import { compileProducts, type ProductTable } from './products.ts';
import { type RadialTable, tabulateRadial } from './radial-table.ts';

/** A potential compiled for evaluation; nothing in it changes afterwards. */
export interface EvaluatorPlan {
  /**
   * The channels of every central element. The first blocks are the functions g_k, which products of
   * one factor take; then the R_nl = sum_k c_nlk g_k of all others.
   */
  readonly layout: ChannelLayout;
  /** How many blocks are g_k. */
  readonly plainBlocks: number;
  /** Where each block's radial functions start: one an l. */
  readonly radialStarts: readonly number[];
  readonly harmonics: Harmonics;
  /** By ordered pair of elements, as in the potential. */
  readonly radial: readonly RadialTable[];
  /** By ordered pair: the c_nlk are delta_nk. */
  readonly identity: readonly boolean[];
  readonly centres: readonly EvaluatorCentre[];
}

/** The functions of one central element. */
export interface EvaluatorCentre {
  readonly products: ProductTable;
  /** `densities` numbers a combination. */
  readonly coefficients: Float64Array;
}

/** Compiles a potential. */
export function planEvaluator(potential: AcePotential): EvaluatorPlan {
  const { bonds, functions, elements } = potential;
  const plainBlocks = Math.max(...bonds.map((bond) => bond.basisSize));
  const blocks = plainBlocks + Math.max(...bonds.map((bond) => bond.nMax));
  const block = (term: AceTerm, t: number): number =>
    term.n.length === 1 ? term.n[t]! - 1 : plainBlocks + term.n[t]! - 1;
  const slots = functions.flat().flatMap((f) => f.l.map((l, t) => ({ block: block(f, t), l })));
  const layout = layoutChannels(elements.length, blocks, slots);
  const radialStarts = [0];
  for (const l of layout.lMax) radialStarts.push(radialStarts[radialStarts.length - 1]! + l + 1);
  return {
    layout,
    plainBlocks,
    radialStarts,
    harmonics: prepareHarmonics(Math.max(0, ...layout.lMax)),
    radial: tabulateBonds(potential),
    identity: bonds.map(isIdentity),
    centres: functions.map((terms) => ({
      products: compileProducts(
        layout,
        terms.map((term) => ({ rank: term.n.length, combos: combinations(term, block) })),
      ),
      coefficients: Float64Array.from(terms.flatMap((term) => [...term.coefficients])),
    })),
  };
}

/** The tables of all ordered pairs: one for those that are the same. */
function tabulateBonds({ elements, bonds, splineStep }: AcePotential): RadialTable[] {
  const tables = new Map<string, RadialTable>();
  const charges = elements.map((symbol) => atomicNumber(symbol) ?? 0);
  return bonds.map((bond, pair) => {
    const [i, j] = [Math.floor(pair / elements.length), pair % elements.length];
    const core = coreRepulsion(bond, [charges[i]!, charges[j]!]);
    const key = JSON.stringify([bond, core ? [charges[i], charges[j]] : []]);
    const table = tables.get(key) ?? tabulateRadial(bond, splineStep, core);
    tables.set(key, table);
    return table;
  });
}

function isIdentity({ nMax, lMax, basisSize, coefficients }: AceBond): boolean {
  for (let i = 0; i < coefficients.length; i++) {
    const n = Math.floor(i / ((lMax + 1) * basisSize));
    if (coefficients[i] !== (i % basisSize === n ? 1 : 0)) return false;
  }
  return nMax <= basisSize;
}

function combinations(term: AceTerm, block: (term: AceTerm, t: number) => number) {
  const rank = term.n.length;
  return Array.from({ length: term.ms.length / rank }, (_, c) =>
    term.n.map((_, t) => ({
      element: term.species[t]!,
      block: block(term, t),
      l: term.l[t]!,
      m: term.ms[c * rank + t]!,
    })),
  );
}
