import { fail, ok, type Result } from '../../base/result.ts';
import { atomicNumber } from '../elements.ts';
import { type BFunction, inProjectionOrder, termOf } from './b-function.ts';
import type { AceBond, AceEmbedding, AcePotential } from './potential.ts';
import { EMBEDDINGS, INNER_CUTOFFS, RADIAL } from './yace-read.ts';
import { parseYamlSubset, YaceProblem, type YamlMap } from './yaml-subset.ts';
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

/** A potential in pacemaker's `.yaml` form, with its B functions in the file's own choice. */
export interface BBasis {
  readonly potential: AcePotential;
  /** By central element, in the order of pacemaker's projections. */
  readonly functions: readonly (readonly BFunction[])[];
}

/** Whether a text is of that form. */
export const isBBasis = (text: string): boolean => /^species:\s*$/m.test(text.slice(0, 100000));

/** Reads pacemaker's `.yaml` form of a potential. It has no energies of lone atoms: they are 0. */
export function parseBBasis(
  text: string,
): Result<BBasis, { readonly message: string; readonly hint?: string }> {
  try {
    return ok(readBBasis(asMap(parseYamlSubset(text), 'the file')));
  } catch (problem) {
    if (!(problem instanceof YaceProblem)) throw problem;
    const { message, hint } = problem;
    return fail(hint === undefined ? { message } : { message, hint });
  }
}

function readBBasis(root: YamlMap): BBasis {
  const blocks = new Map(
    asList(get(root, 'species', ''), 'species').map((block) => {
      const map = asMap(block, 'a block of species');
      return [String(get(map, 'speciesblock', 'a block of species')), map] as const;
    }),
  );
  const elements = [...blocks.keys()].filter((name) => !name.includes(' ')).sort();
  for (const symbol of elements) {
    if (atomicNumber(symbol) === undefined) wrong(`speciesblock ${symbol} is no chemical symbol`);
  }
  const embeddings = elements.map((symbol) => readEmbedding(blocks.get(symbol)!, symbol));
  const bonds = elements.flatMap((a) =>
    elements.map((b) => {
      const name = a === b ? a : blocks.has(`${a} ${b}`) ? `${a} ${b}` : `${b} ${a}`;
      return readBond(blocks.get(name) ?? wrong(`there is no speciesblock ${a} ${b}`), name);
    }),
  );
  const functions = elements.map((symbol, e) =>
    readFunctions(blocks, symbol, elements, embeddings[e]!.densities),
  );
  const terms = functions.map((own) => own.map((f) => termOf(f, f.coefficients) ?? noCoupling(f)));
  const global = asMap(get(root, 'global', ''), 'global');
  const splineStep = number(get(global, 'DeltaSplineBins', 'global'), 'DeltaSplineBins');
  const e0 = elements.map(() => 0);
  return {
    potential: { elements, e0, splineStep, embeddings, bonds, functions: terms },
    functions,
  };
}

function noCoupling({ n, l, intermediate }: BFunction): never {
  return wrong(`the function nr [${n}], nl [${l}] has no coupling lint [${intermediate}]`);
}

function readEmbedding(map: YamlMap, where: string): AceEmbedding {
  const field = (key: string): number => number(get(map, key, where), `${where}: ${key}`);
  return {
    kind: oneOf(EMBEDDINGS, get(map, 'npoti', where), `${where}: npoti`),
    densities: whole(get(map, 'ndensityi', where), `${where}: ndensityi`, 1),
    parameters: numbers(get(map, 'parameters', where), `${where}: parameters`),
    coreCutoff: map.has('rho_core_cut') ? field('rho_core_cut') : 100000,
    coreCutoffWidth: map.has('drho_core_cut') ? field('drho_core_cut') : 250,
  };
}

function readBond(map: YamlMap, where: string): AceBond {
  const field = (key: string): number => number(get(map, key, where), `${where}: ${key}`);
  const optional = (key: string): number => (map.has(key) ? field(key) : 0);
  const count = (key: string, least: number): number =>
    whole(get(map, key, where), `${where}: ${key}`, least);
  const [nMax, lMax, basisSize] = [count('nradmaxi', 0), count('lmaxi', 0), count('nradbaseij', 1)];
  const coefficients = nestedNumbers(
    get(map, 'radcoefficients', where),
    `${where}: radcoefficients`,
  );
  if (coefficients.length !== nMax * (lMax + 1) * basisSize) {
    wrong(`${where}: radcoefficients are not nradmaxi x (lmaxi + 1) x nradbaseij numbers`);
  }
  const core = map.has('core-repulsion')
    ? numbers(get(map, 'core-repulsion', where), `${where}: core-repulsion`)
    : [0, 0];
  return {
    radial: oneOf(RADIAL, get(map, 'radbase', where), `${where}: radbase`),
    radialParameters: numbers(get(map, 'radparameters', where), `${where}: radparameters`),
    nMax,
    lMax,
    basisSize,
    coefficients,
    corePrefactor: core[0] ?? 0,
    coreExponent: core[1] ?? 0,
    cutoff: field('rcutij'),
    cutoffWidth: field('dcutij'),
    innerCutoff: optional('r_in'),
    innerCutoffWidth: optional('delta_in'),
    innerCutoffKind: oneOf(
      INNER_CUTOFFS,
      map.get('inner_cutoff_type') ?? 'density',
      `${where}: inner_cutoff_type`,
    ),
  };
}

/** All functions of a central element, whatever block they are in, in order. */
function readFunctions(
  blocks: ReadonlyMap<string, YamlMap>,
  central: string,
  elements: readonly string[],
  densities: number,
): BFunction[] {
  const own = [...blocks].filter(([name]) => name.split(' ')[0] === central);
  const bodies = own.flatMap(([name, map]) => {
    const body = map.get('nbody');
    return body === undefined ? [] : asList(body, `${name}: nbody`);
  });
  return bodies
    .map((body, k) => {
      const where = `function ${k + 1} of ${central}`;
      const map = asMap(body, where);
      const lists = (key: string, least: number): number[] =>
        map.has(key)
          ? asList(get(map, key, where), where).map((x) => whole(x, `${where}: ${key}`, least))
          : [];
      const [first, ...others] = String(get(map, 'type', where)).split(/\s+/);
      const species = others.map((symbol) => elements.indexOf(symbol));
      const [n, l, coefficients] = [
        lists('nr', 1),
        lists('nl', 0),
        numbers(get(map, 'c', where), `${where}: c`),
      ];
      const isWhole = first === central && !species.includes(-1) && n.length === species.length;
      if (!isWhole || l.length !== n.length || coefficients.length !== densities) {
        wrong(`${where}: type, nr, nl and c do not fit each other`);
      }
      return { species, n, l, intermediate: lists('lint', 0), coefficients };
    })
    .sort(inProjectionOrder);
}
