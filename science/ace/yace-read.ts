import { atomicNumber } from '../elements.ts';
import type { AceBond, AceEmbedding, AcePotential, AceTerm, InnerCutoffKind } from './potential.ts';
import type { RadialKind } from './radial-kind.ts';
import { YaceProblem, type YamlMap, type YamlValue } from './yaml-subset.ts';
import {
  asList,
  asMap,
  get,
  nestedNumbers,
  number,
  numbers,
  oneOf,
  whole,
  wrong,
} from './yaml-values.ts';

export const RADIAL: readonly RadialKind[] = ['SBessel', 'ChebExpCos', 'ChebPow', 'ChebLinear'];
export const EMBEDDINGS: readonly AceEmbedding['kind'][] = [
  'FinnisSinclair',
  'FinnisSinclairShiftedScaled',
];
export const INNER_CUTOFFS: readonly InnerCutoffKind[] = ['distance', 'density', 'zbl'];

/** The potential in a `.yace` document; throws a {@link YaceProblem} on what it lacks or we do not support. */
export function readPotential(document: YamlValue): AcePotential {
  const root = asMap(document, 'the file');
  if (root.has('species') && !root.has('functions')) {
    const hint = 'convert it: pace_yaml2yace POTENTIAL.yaml';
    throw new YaceProblem("this is pacemaker's .yaml form of a potential, not a .yace", hint);
  }
  const elements = asList(get(root, 'elements', ''), 'elements').map(readElement);
  const embeddings = asMap(get(root, 'embeddings', ''), 'embeddings');
  const bonds = asMap(get(root, 'bonds', ''), 'bonds');
  const functions = asMap(get(root, 'functions', ''), 'functions');
  const e0 = numbers(get(root, 'E0', ''), 'E0');
  if (e0.length !== elements.length)
    wrong(`E0 has ${e0.length} numbers for ${elements.length} elements`);
  const embedded = elements.map((_, e) => readEmbedding(embeddings, e));
  const bonded = elements.flatMap((_, i) => elements.map((_, j) => readBond(bonds, i, j)));
  if (new Set(bonded.map((bond) => bond.innerCutoffKind)).size > 1) {
    wrong('bonds with different inner_cutoff_type are not supported');
  }
  const splineStep = number(get(root, 'deltaSplineBins', ''), 'deltaSplineBins');
  if (!(splineStep > 0)) wrong('deltaSplineBins is not positive');
  const terms = elements.map((_, e) =>
    asList(functions.get(String(e)) ?? [], `functions ${e}`).map((term, k) =>
      readTerm(asMap(term, `function ${k + 1} of ${elements[e]}`), bonded, elements.length, {
        central: e,
        densities: embedded[e]!.densities,
        where: `function ${k + 1} of ${elements[e]}`,
      }),
    ),
  );
  return { elements, e0, splineStep, embeddings: embedded, bonds: bonded, functions: terms };
}

function readElement(value: YamlValue): string {
  if (typeof value === 'string' && atomicNumber(value) !== undefined) return value;
  return wrong(`elements: ${String(value)} is not a chemical symbol`);
}

function readEmbedding(all: YamlMap, e: number): AceEmbedding {
  const where = `embeddings ${e}`;
  const map = asMap(get(all, String(e), 'embeddings'), where);
  const densities = whole(get(map, 'ndensity', where), `${where}: ndensity`, 1);
  const parameters = numbers(get(map, 'FS_parameters', where), `${where}: FS_parameters`);
  if (parameters.length < 2 * densities) {
    wrong(`${where}: ${densities} densities need ${2 * densities} FS_parameters`);
  }
  return {
    kind: oneOf(EMBEDDINGS, get(map, 'npoti', where), `${where}: npoti`),
    densities,
    parameters,
    coreCutoff: number(get(map, 'rho_core_cutoff', where), `${where}: rho_core_cutoff`),
    coreCutoffWidth: number(get(map, 'drho_core_cutoff', where), `${where}: drho_core_cutoff`),
  };
}

function readBond(all: YamlMap, i: number, j: number): AceBond {
  const where = `bonds [${i}, ${j}]`;
  const map = asMap(get(all, `${i},${j}`, 'bonds'), where);
  const field = (key: string): number => number(get(map, key, where), `${where}: ${key}`);
  const count = (key: string, least: number): number =>
    whole(get(map, key, where), `${where}: ${key}`, least);
  const optional = (key: string): number => (map.has(key) ? field(key) : 0);
  const [nMax, lMax, basisSize] = [count('nradmax', 0), count('lmax', 0), count('nradbasemax', 1)];
  const table = get(map, 'radcoefficients', where);
  const coefficients = nestedNumbers(table, `${where}: radcoefficients`);
  if (coefficients.length !== nMax * (lMax + 1) * basisSize) {
    wrong(`${where}: radcoefficients are not nradmax x (lmax + 1) x nradbasemax numbers`);
  }
  const cutoff = field('rcut');
  if (!(cutoff > 0)) wrong(`${where}: rcut is not positive`);
  return {
    radial: oneOf(RADIAL, get(map, 'radbasename', where), `${where}: radbasename`),
    radialParameters: numbers(get(map, 'radparameters', where), `${where}: radparameters`),
    nMax,
    lMax,
    basisSize,
    coefficients,
    corePrefactor: field('prehc'),
    coreExponent: field('lambdahc'),
    cutoff,
    cutoffWidth: field('dcut'),
    innerCutoff: optional('rcut_in'),
    innerCutoffWidth: optional('dcut_in'),
    // files from before there was a choice have none
    innerCutoffKind: oneOf(
      INNER_CUTOFFS,
      map.get('inner_cutoff_type') ?? 'density',
      `${where}: inner_cutoff_type`,
    ),
  };
}

interface TermPlace {
  readonly central: number;
  readonly densities: number;
  readonly where: string;
}

function readTerm(
  map: YamlMap,
  bonds: readonly AceBond[],
  elements: number,
  { central, densities, where }: TermPlace,
): AceTerm {
  const list = (key: string, least: number): number[] =>
    asList(get(map, key, where), `${where}: ${key}`).map((x) =>
      whole(x, `${where}: ${key}`, least),
    );
  const [species, n, l] = [list('mus', 0), list('ns', 1), list('ls', 0)];
  const rank = n.length;
  const ms = list('ms_combs', Number.NEGATIVE_INFINITY);
  const coefficients = numbers(get(map, 'ctildes', where), `${where}: ctildes`);
  const combos = ms.length / rank;
  if (species.length !== rank || l.length !== rank || rank === 0) {
    wrong(`${where}: mus, ns and ls differ in length`);
  }
  if (!Number.isInteger(combos) || coefficients.length !== combos * densities) {
    wrong(`${where}: ms_combs and ctildes do not fit its rank and its element's ndensity`);
  }
  for (let t = 0; t < rank; t++) {
    const bond = bonds[central * elements + species[t]!];
    const most = rank === 1 ? bond?.basisSize : bond?.nMax;
    if (!bond || n[t]! > most! || l[t]! > (rank === 1 ? 0 : bond.lMax)) {
      wrong(`${where}: mus, ns or ls go beyond what its bonds have`);
    }
  }
  if (ms.some((m, s) => Math.abs(m) > l[s % rank]!)) wrong(`${where}: an m is larger than its l`);
  return { species, n, l, ms, coefficients };
}
