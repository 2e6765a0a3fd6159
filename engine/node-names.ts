import { type Diagnostic, errorDiagnostic } from '../base/diagnostic.ts';
import { suggestion } from '../base/suggest.ts';
import { choicePairs } from './load/groups.ts';

/**
 * The ids that a name on the command line stands for, in their order: the node of that id; with a `*`, every
 * id that it fits; else all nodes of the matrix or of the inner pipeline that has this name
 * (`labels`, `labels[element=Cu]`, `metal/labels`). Empty where there is none.
 */
export function namedNodes(ids: readonly string[], text: string): readonly string[] {
  if (ids.includes(text)) return [text];
  if (text.includes('*')) {
    const glob = new RegExp(`^${text.split('*').map(escaped).join('.*')}$`, 's');
    return ids.filter((id) => glob.test(id));
  }
  const wanted = segments(text);
  return ids.filter((id) => fits(segments(id), wanted));
}

/** A node that is named on the command line and not there, with the one that may be meant. */
export function unknownNode(option: string, name: string, ids: readonly string[]): Diagnostic {
  const groups = new Set(ids.flatMap((id) => [id, id.replace(/\[.*?\](?=\/|$)/gs, '')]));
  const hint = suggestion(name, [...groups]);
  const message = `${option} ${name}: the pipeline has no such node`;
  return errorDiagnostic('E0906', message, hint ? { hint } : {});
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** One name of an id, and the values of its matrix. */
interface Segment {
  readonly name: string;
  readonly pairs: readonly string[];
}

/** The first segments of an id have these names, and all of these values. */
const fits = (id: readonly Segment[], wanted: readonly Segment[]): boolean =>
  wanted.length <= id.length &&
  wanted.every(({ name, pairs }, at) => {
    const own = id[at] as Segment;
    return own.name === name && pairs.every((pair) => own.pairs.includes(pair));
  });

/** `metal[element=Cu]/labels` is two; what stands in brackets may hold slashes. */
const segments = (id: string): Segment[] =>
  id.split(/\/(?![^[]*\](?:\/|$))/).map((text) => {
    const [, name = text, choice] = /^([^[]*)\[(.*)\]$/s.exec(text) ?? [];
    return { name, pairs: choice === undefined ? [] : choicePairs(choice) };
  });
