import type { Canonical } from '../../base/canonical.ts';
import { digestBytes, digestHex } from '../../base/digest.ts';
import { MatrixSchema } from '../../schemas/pipeline.ts';
import { compileSchema, type Validate } from '../../schemas/validator.ts';
import type { Path } from '../document/document.ts';
import type { Filled } from './expressions.ts';
import { isMap } from './params.ts';
import type { Origin } from './references.ts';
import { refineProblem } from './refine.ts';
import type { Problem, Report } from './report.ts';
import { shapeProblems } from './shape-problems.ts';
import { code, codes } from './words.ts';

/** One node of a matrix. */
export interface Instance {
  /** `element=Cu`, `cutoff=4`: what sets it apart, in the order of the matrix. */
  readonly pairs: readonly string[];
  readonly values: ReadonlyMap<string, Origin>;
}

/** More nodes than this are a mistake. */
const MOST = 100_000;

const OWN_WORDS = new Set(['zip', 'include', 'exclude']);

type Row = ReadonlyMap<string, Origin>;
type Axes = readonly (readonly [name: string, values: readonly Origin[]])[];

/**
 * The instances of a matrix whose expressions are filled in: the product of its lists (or, with
 * `zip: true`, their first values together, their second, and so on), less `exclude`, then
 * `include`. `undefined` where something was reported.
 */
export function expandMatrix(
  report: Report,
  filled: Filled,
  matrix: Canonical,
  path: Path,
): readonly Instance[] | undefined {
  const problems = shapeProblems(validator()(matrix), path);
  for (const problem of problems) {
    const refined = refineProblem(formOf(problem), filled);
    if (refined) report.add(refined);
  }
  if (problems.length > 0 || !isMap(matrix)) return undefined;
  const before = report.diagnostics.length;
  const refuse = (at: Path, message: string, hint?: string): undefined => {
    report.add({ code: 'E0307', path: at, at: 'value', message, hint });
    return undefined;
  };
  const sheet: Sheet = { report, filled, path, matrix, refuse };
  const axes = axesOf(sheet);
  const names = namesOf(sheet, axes);
  const crossed = matrix['zip'] === true ? zipped(sheet, axes) : product(sheet, axes);
  if (!crossed) return undefined;
  const kept = without(sheet, crossed, names);
  const rows = [...kept, ...included(sheet, names)];
  if (report.diagnostics.length > before) return undefined;
  if (rows.length === 0) return refuse(path, 'this matrix gives no node at all');
  return instancesOf(sheet, rows);
}

/** What the words of a matrix look like, where one has another form. */
const FORMS: { readonly [word: string]: string | undefined } = {
  range: 'write `{ range: [first, last, count] }`: `[4, 6, 5]` is 4, 4.5, 5, 5.5, 6',
  zip: 'write `zip: true` beside the lists, which are as long as one another',
  include: 'write a list of maps, each with a value for every name',
  exclude: 'write a list of maps: what has all values of one is left out',
};

const formOf = (problem: Problem): Problem => {
  const hint =
    problem.code === 'E0203' ? undefined : (problem.hint ?? FORMS[`${problem.path.at(-1)}`]);
  return hint ? { ...problem, hint } : problem;
};

interface Sheet {
  readonly report: Report;
  readonly filled: Filled;
  readonly path: Path;
  readonly matrix: { readonly [word: string]: unknown };
  refuse(at: Path, message: string, hint?: string): undefined;
}

let validate: Validate | undefined;

function validator(): Validate {
  if (!validate) {
    const compiled = compileSchema(MatrixSchema);
    if (!compiled.ok) throw new Error(`internal error: the matrix schema: ${compiled.error}`);
    validate = compiled.value;
  }
  return validate;
}

/** A value of the matrix; where it came from a param, that param says which folder its paths are relative to. */
function originOf({ report, filled }: Sheet, name: string, value: unknown, path: Path): Origin {
  const source = filled.origin(path);
  return {
    value: value as Canonical,
    place: source?.place ?? report.place(path),
    ...(source?.override && { override: source.override }),
    name: `matrix.${name}`,
    word: code(`matrix.${name}`),
  };
}

function axesOf(sheet: Sheet): Axes {
  return Object.entries(sheet.matrix)
    .filter(([name]) => !OWN_WORDS.has(name))
    .map(([name, given]) => {
      const path = [...sheet.path, name];
      const values = Array.isArray(given)
        ? given.map((value, at) => originOf(sheet, name, value, [...path, at]))
        : range(sheet, (given as { readonly range: readonly number[] }).range, path).map((value) =>
            originOf(sheet, name, value, [...path, 'range']),
          );
      return [name, values] as const;
    });
}

/** Evenly spaced, both ends included; to twelve digits, so that 0.1 to 0.3 in three holds 0.2. */
function range(sheet: Sheet, given: readonly number[], path: Path): number[] {
  const [first, last, count] = given as [number, number, number];
  if (!Number.isInteger(count) || count < 1 || count > MOST) {
    const hint = 'a range is [first, last, how many]: [4, 6, 5] is 4, 4.5, 5, 5.5, 6';
    sheet.refuse([...path, 'range', 2], `${count} is not a number of values`, hint);
    return [];
  }
  if (count === 1) return [first];
  return Array.from({ length: count }, (_, at) =>
    Number((first + ((last - first) * at) / (count - 1)).toPrecision(12)),
  );
}

/** What every instance has a value of. A matrix may be nothing but its `include`. */
function namesOf({ matrix }: Sheet, axes: Axes): readonly string[] {
  if (axes.length > 0) return axes.map(([name]) => name);
  const [first] = (matrix['include'] ?? []) as readonly object[];
  return Object.keys(first ?? {});
}

function product({ refuse, path }: Sheet, axes: Axes): Row[] | undefined {
  if (axes.length === 0) return [];
  const count = axes.reduce((total, [, values]) => total * values.length, 1);
  if (count > MOST) return refuse(path, `this matrix has ${count} nodes; ${MOST} is the most`);
  let rows: Row[] = [new Map()];
  for (const [name, values] of axes) {
    rows = rows.flatMap((row) => values.map((value) => new Map([...row, [name, value]])));
  }
  return rows;
}

function zipped({ refuse, path }: Sheet, axes: Axes): Row[] | undefined {
  const [first] = axes;
  if (!first) return [];
  const other = axes.find(([, values]) => values.length !== first[1].length);
  if (other) {
    const lengths = `\`${first[0]}\` has ${first[1].length} values, \`${other[0]}\` has ${other[1].length}`;
    return refuse([...path, other[0]], `zipped lists must be of one length: ${lengths}`);
  }
  return first[1].map(
    (_, at) => new Map(axes.map(([name, values]) => [name, values[at] as Origin])),
  );
}

const mapsIn = ({ matrix }: Sheet, word: string): readonly { readonly [name: string]: unknown }[] =>
  (matrix[word] ?? []) as readonly { readonly [name: string]: unknown }[];

function without(sheet: Sheet, rows: readonly Row[], names: readonly string[]): readonly Row[] {
  const filters = mapsIn(sheet, 'exclude').map((filter, at) => {
    const path = [...sheet.path, 'exclude', at];
    for (const name of Object.keys(filter)) unknownName(sheet, [...path, name], name, names);
    if (Object.keys(filter).length === 0) sheet.refuse(path, 'this excludes everything');
    return Object.entries(filter).map(([name, value]) => [name, valueText(value)] as const);
  });
  if (filters.length === 0) return rows;
  return rows.filter(
    (row) =>
      !filters.some((filter) =>
        filter.every(([name, text]) => valueText(row.get(name)?.value) === text),
      ),
  );
}

function unknownName(sheet: Sheet, path: Path, name: string, names: readonly string[]): void {
  if (names.includes(name)) return;
  sheet.refuse(path, `the matrix has no \`${name}\``, sheet.report.suggest(name, names));
}

function included(sheet: Sheet, names: readonly string[]): Row[] {
  return mapsIn(sheet, 'include').map((entry, at) => {
    const path = [...sheet.path, 'include', at];
    for (const name of Object.keys(entry)) unknownName(sheet, [...path, name], name, names);
    const lacking = names.filter((name) => !Object.hasOwn(entry, name));
    if (lacking.length > 0) {
      const hint = 'every entry of `include` has a value for each name of the matrix';
      sheet.refuse(path, `this has no ${codes(lacking)}`, hint);
    }
    return new Map(
      names.map((name) => [name, originOf(sheet, name, entry[name] ?? null, [...path, name])]),
    );
  });
}

function instancesOf({ refuse, path }: Sheet, rows: readonly Row[]): Instance[] | undefined {
  const seen = new Set<string>();
  const instances: Instance[] = [];
  for (const values of rows) {
    const pairs = [...values].map(([name, { value }]) => pairOf(name, value));
    const id = pairs.join(',');
    if (seen.has(id)) return refuse(path, `this matrix has ${code(id)} twice`);
    seen.add(id);
    instances.push({ pairs, values });
  }
  return instances;
}

/** `element=Cu`: a value of a matrix as it stands in a node's id. */
export const pairOf = (name: string, value: unknown): string => `${name}=${valueText(value)}`;

const LONGEST = 40;

function valueText(value: unknown): string {
  const text =
    typeof value === 'string' && /^[\w.+-]+$/.test(value) ? value : (JSON.stringify(value) ?? '');
  return text.length <= LONGEST ? text : `#${digestHex(digestBytes(text)).slice(0, 12)}`;
}
