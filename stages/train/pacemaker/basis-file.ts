/** What a B-basis file of pacemaker (its .yaml potentials) says, as far as it matters here. */
export interface BasisFacts {
  /** Symbols of its one-element blocks, in order. */
  readonly elements: readonly string[];
  /** Functions of all blocks. */
  readonly functions: number;
  /** The largest cutoff, Å. */
  readonly cutoff: number;
}

/** Reads it; undefined where it is none, is cut short, or has a number that is none. */
export function readBasis(text: string): BasisFacts | undefined {
  const blocks = [...text.matchAll(/^ *- *speciesblock: *(.+)$/gm)].map(([, name]) =>
    (name as string).trim().replace(/^['"]|['"]$/g, ''),
  );
  const cutoffs = [...text.matchAll(/^ *rcutij: *([\d.eE+-]+)$/gm)].map(([, cutoff]) =>
    Number(cutoff),
  );
  const functions = [...text.matchAll(/^ *- *\{ *type: .*\} *$/gm)].length;
  const begun = [...text.matchAll(/^ *- *\{ *type:/gm)].length;
  const elements = blocks.filter((name) => !/\s/.test(name));
  const sound =
    elements.length > 0 &&
    functions > 0 &&
    functions === begun &&
    cutoffs.length > 0 &&
    text.endsWith('\n') &&
    !/[[ ,](nan|inf|-inf)[\], \n]/i.test(text);
  return sound ? { elements, functions, cutoff: Math.max(...cutoffs) } : undefined;
}

/** Without the times and the user's name, which pacemaker writes into every potential: the same fit, the same bytes. */
export const withoutTimes = (text: string): string =>
  text.replace(/^ {2}(starttime|intermediate_time|user): .*\n/gm, '');
