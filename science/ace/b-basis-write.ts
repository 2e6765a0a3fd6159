import { type BFunction, bFunctionsOf } from './b-function.ts';
import type { AceBond, AcePotential } from './potential.ts';

/**
 * The text of pacemaker's `.yaml` form of a potential (its B basis): what pyace and LAMMPS's
 * `pace/extrapolation` take together with an active set. It has no place for the energies of lone atoms:
 * energies by it lack them. Undefined where a term of the potential is no invariant.
 */
export function writeBBasis(potential: AcePotential): string | undefined {
  const functions = bFunctionsOf(potential);
  if (!functions) return undefined;
  const { elements, bonds, splineStep } = potential;
  const lines = ['global:', `  DeltaSplineBins: ${splineStep}`, 'species:'];
  const groups = functions.map((own, e) => byBlock(own, e));
  elements.forEach((symbol, e) => {
    lines.push(...blockLines([symbol], embeddingLines(potential, e), bonds[pair(elements, e, e)]));
    lines.push(...bodyLines(elements, e, groups[e]!.get(String(e)) ?? []));
  });
  elements.forEach((symbol, e) => {
    elements.forEach((other, o) => {
      if (o === e) return;
      lines.push(...blockLines([symbol, other], [], bonds[pair(elements, e, o)]));
      lines.push(...bodyLines(elements, e, groups[e]!.get(`${e} ${o}`) ?? []));
    });
  });
  elements.forEach((symbol, e) => {
    for (const [key, own] of groups[e]!) {
      const others = key.split(' ').slice(1);
      if (others.length < 2) continue;
      lines.push(...blockLines([symbol, ...others.map((o) => elements[Number(o)]!)], []));
      lines.push(...bodyLines(elements, e, own));
    }
  });
  return `${lines.join('\n')}\n`;
}

const pair = (elements: readonly string[], i: number, j: number): number => i * elements.length + j;

/** The functions by the elements in them: the central one, then the others. */
function byBlock(functions: readonly BFunction[], central: number): Map<string, BFunction[]> {
  const blocks = new Map<string, BFunction[]>();
  for (const f of functions) {
    const others = [...new Set(f.species)].filter((s) => s !== central).sort((a, b) => a - b);
    const key = [central, ...others].join(' ');
    blocks.set(key, [...(blocks.get(key) ?? []), f]);
  }
  return blocks;
}

function embeddingLines({ embeddings }: AcePotential, e: number): string[] {
  const { densities, kind, parameters, coreCutoff, coreCutoffWidth } = embeddings[e]!;
  return [
    `    ndensityi: ${densities}`,
    `    npoti: ${kind}`,
    `    parameters: ${list(parameters)}`,
    `    rho_core_cut: ${number(coreCutoff)}`,
    `    drho_core_cut: ${number(coreCutoffWidth)}`,
  ];
}

function blockLines(symbols: readonly string[], more: readonly string[], bond?: AceBond): string[] {
  return [`  - speciesblock: ${symbols.join(' ')}`, ...more, ...(bond ? bondLines(bond) : [])];
}

function bondLines(bond: AceBond): string[] {
  const { nMax, lMax, basisSize, coefficients } = bond;
  const rows = Array.from({ length: nMax }, (_, n) =>
    Array.from({ length: lMax + 1 }, (_, l) => {
      const start = (n * (lMax + 1) + l) * basisSize;
      return list(coefficients.slice(start, start + basisSize));
    }),
  );
  return [
    `    nradmaxi: ${nMax}`,
    `    lmaxi: ${lMax}`,
    `    rcutij: ${number(bond.cutoff)}`,
    `    dcutij: ${number(bond.cutoffWidth)}`,
    '    NameOfCutoffFunctionij: cos',
    `    r_in: ${number(bond.innerCutoff)}`,
    `    delta_in: ${number(bond.innerCutoffWidth)}`,
    `    inner_cutoff_type: ${bond.innerCutoffKind}`,
    `    nradbaseij: ${basisSize}`,
    `    radbase: ${bond.radial}`,
    `    radparameters: ${list(bond.radialParameters)}`,
    `    radcoefficients: [${rows.map((row) => `[${row.join(', ')}]`).join(', ')}]`,
    `    core-repulsion: ${list([bond.corePrefactor, bond.coreExponent])}`,
  ];
}

function bodyLines(
  elements: readonly string[],
  central: number,
  functions: readonly BFunction[],
): string[] {
  if (functions.length === 0) return [];
  const lines = functions.map(({ species, n, l, intermediate, coefficients }) => {
    const type = [central, ...species].map((s) => elements[s]!).join(' ');
    const chain = intermediate.length > 0 ? `, lint: [${intermediate.join(', ')}]` : '';
    const shape = `nr: [${n.join(', ')}], nl: [${l.join(', ')}]${chain}`;
    return `      - {type: ${type}, ${shape}, c: ${list(coefficients)}}`;
  });
  return ['    nbody:', ...lines];
}

const list = (values: readonly number[]): string => `[${values.map(number).join(', ')}]`;

/** With a point before any exponent: YAML 1.1 readers take 1e-7 for a word. */
function number(value: number): string {
  const text = String(value);
  return text.includes('e') && !text.includes('.') ? text.replace('e', '.0e') : text;
}
