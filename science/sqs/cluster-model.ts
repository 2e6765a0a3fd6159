import type { ClusterOrbit } from './clusters.ts';
import { orbitFunctions, randomTarget } from './correlations.ts';
import { cellIndex, type HermiteForm } from './hermite-forms.ts';

/** One orbit in a supercell: where its counts are, and what they should be. */
export interface OrbitModel {
  readonly orbit: ClusterOrbit;
  /** Clusters of the orbit in the supercell. */
  readonly total: number;
  /** The place of its first kind among all counts. */
  readonly base: number;
  readonly kinds: readonly (readonly number[])[];
  /** The counts of a random alloy; where no whole number is one, -1. */
  readonly wanted: Int32Array;
  /** Correlation f is row f times counts: functions x kinds, divided by the number of clusters. */
  readonly matrix: Float64Array;
  readonly target: Float64Array;
}

/**
 * The clusters of a supercell as flat arrays. `pairs` and `triplets` list for each site the clusters
 * it is in; `table[at + tuple]` is the place of a decoration's count. A pair of a site with its own
 * image is listed apart.
 */
export interface ClusterModel {
  readonly sites: number;
  readonly species: number;
  /** How many sites each species has. */
  readonly amounts: readonly number[];
  readonly orbits: readonly OrbitModel[];
  readonly counts: number;
  readonly table: Int32Array;
  /** Of site i: places first[i] to first[i + 1] of `other` and `at`. */
  readonly pairs: Incidence;
  readonly selfPairs: Incidence;
  /** `other` has three members a cluster, in the order of its places. */
  readonly triplets: Incidence;
}

/** Clusters by site; those of a site that share a table are a run. */
export interface Incidence {
  readonly first: Int32Array;
  readonly other: Int32Array;
  readonly at: Int32Array;
  /** Of site i: runs firstRun[i] to firstRun[i + 1], run r being places run[r] to run[r + 1]. */
  readonly firstRun: Int32Array;
  readonly run: Int32Array;
}

/** A cluster in the supercell: its sites in order, and its table. */
interface Instance {
  readonly members: readonly number[];
  readonly at: number;
}

/** Lays out the clusters of the supercell `form`; site s of cell c has index c S + s. */
export function clusterModel(
  orbits: readonly ClusterOrbit[],
  sitesPerCell: number,
  form: HermiteForm,
  amounts: readonly number[],
): ClusterModel {
  const species = amounts.length;
  const cells = form[0] * form[4] * form[8];
  const sites = cells * sitesPerCell;
  const table: number[] = [];
  const instances: Instance[] = [];
  const models: OrbitModel[] = [];
  let base = 0;
  for (const orbit of orbits) {
    const model = orbitModel(orbit, base, cells, amounts);
    const at = table.length;
    for (const kind of model.kindOf) table.push(base + kind);
    const isOriented = orbit.shells.length === 1 && orbit.permutations.length === 1;
    const transposed = isOriented ? table.length : at;
    if (isOriented) addTransposed(table, at, species);
    instances.push(...instancesOf(orbit, form, sitesPerCell, at, transposed));
    models.push(model);
    base += model.kinds.length;
  }
  const pairs = instances.filter(({ members }) => members.length === 2);
  const isSelf = ({ members: [one, other] }: Instance): boolean => one === other;
  return {
    sites,
    species,
    amounts,
    orbits: models,
    counts: base,
    table: Int32Array.from(table),
    pairs: incidence(
      sites,
      pairs.filter((pair) => !isSelf(pair)),
      ([, other]) => [other!],
    ),
    selfPairs: incidence(sites, pairs.filter(isSelf), () => []),
    triplets: incidence(
      sites,
      instances.filter(({ members }) => members.length === 3),
      (all) => all,
    ),
  };
}

function orbitModel(
  orbit: ClusterOrbit,
  base: number,
  cells: number,
  amounts: readonly number[],
): OrbitModel & { readonly kindOf: Int32Array } {
  const sites = amounts.reduce((sum, n) => sum + n, 0);
  const total = orbit.clusters.length * cells;
  const { kindOf, kinds, tuples, matrix, functions } = orbitFunctions(orbit, amounts.length);
  const wanted = kinds.map((kind, at) => {
    const places = kind.reduce((product, s) => product * amounts[s]!, total * tuples[at]!);
    const all = kind.reduce((product) => product * sites, 1);
    return places % all === 0 ? places / all : -1;
  });
  const fractions = amounts.map((n) => n / sites);
  return {
    orbit,
    total,
    base,
    kinds,
    kindOf,
    wanted: Int32Array.from(wanted),
    matrix: matrix.map((x) => x / total),
    target: Float64Array.from(functions, (f) => randomTarget(f, fractions)),
  };
}

/** The table of pairs seen from their second place. */
function addTransposed(table: number[], at: number, species: number): void {
  for (let own = 0; own < species; own++) {
    for (let other = 0; other < species; other++) table.push(table[at + other * species + own]!);
  }
}

/** Every cluster of the orbit in the supercell; a pair of two sites from both of its ends. */
function instancesOf(
  { clusters }: ClusterOrbit,
  form: HermiteForm,
  sitesPerCell: number,
  at: number,
  transposed: number,
): Instance[] {
  const [a, , , , c, , , , f] = form;
  const found: Instance[] = [];
  for (let i = 0; i < a; i++) {
    for (let j = 0; j < c; j++) {
      for (let k = 0; k < f; k++) {
        for (const cluster of clusters) {
          const members = cluster.map(
            ({ site, cell: [u, v, w] }) =>
              cellIndex(form, i + u, j + v, k + w) * sitesPerCell + site,
          );
          found.push({ members, at });
          const [one, two] = members as [number, number];
          if (members.length === 2 && one !== two) {
            found.push({ members: [two, one], at: transposed });
          }
        }
      }
    }
  }
  return found;
}

/** Lists instances by the sites they are in: pairs by their first, triplets by each different one. */
function incidence(
  sites: number,
  instances: readonly Instance[],
  others: (members: readonly number[]) => readonly number[],
): Incidence {
  const bySite = Array.from({ length: sites }, (): Instance[] => []);
  for (const instance of instances) {
    const { members } = instance;
    const owners = members.length === 2 ? [members[0]!] : new Set(members);
    for (const owner of owners) bySite[owner]!.push(instance);
  }
  const first = new Int32Array(sites + 1);
  bySite.forEach(({ length }, site) => {
    first[site + 1] = first[site]! + length;
  });
  const listed = bySite.flat();
  return {
    first,
    ...runsOf(listed, first),
    other: Int32Array.from(listed.flatMap(({ members }) => others(members))),
    at: Int32Array.from(listed, ({ at }) => at),
  };
}

function runsOf(
  listed: readonly Instance[],
  first: Int32Array,
): Pick<Incidence, 'firstRun' | 'run'> {
  const run: number[] = [];
  const firstRun = Array.from(first, (begin, site) => {
    const before = run.length;
    for (let e = begin; e < (first[site + 1] ?? begin); e++) {
      if (e === begin || listed[e]!.at !== listed[e - 1]!.at) run.push(e);
    }
    return before;
  });
  run.push(listed.length);
  return { firstRun: Int32Array.from(firstRun), run: Int32Array.from(run) };
}
