import { coreScalar } from '../document/core-scalar.ts';
import { pairOf } from './matrix.ts';

/** What a name in `nodes` stands for: one node, or all those of its matrix. */
export interface Group {
  readonly name: string;
  readonly matrix: boolean;
  /** In the order of the matrix. */
  readonly members: readonly Member[];
  /** Its matrix was reported: nothing is known of its nodes. */
  readonly broken?: true;
}

export interface Member {
  readonly id: string;
  readonly pairs: readonly string[];
  /** Its `when` is false. */
  readonly skipped: boolean;
  /** Of a pipeline that is a node. */
  readonly inner?: Inner;
}

/** What is inside of a node that is a pipeline. */
export interface Inner {
  readonly uses: string;
  readonly space: Space;
  /** Output name to a source inside, the default first. */
  readonly outputs: ReadonlyMap<string, string>;
  /** It could not be opened, which was reported. */
  readonly broken?: true;
}

/** The names that the nodes of one file and of those that it includes know each other by. */
export interface Space {
  readonly groups: ReadonlyMap<string, Group>;
}

const REFERENCE = /^([A-Za-z_][\w-]*)(?:\[(.*)\])?(?:\.([A-Za-z_][\w-]*))?$/s;

/** A source as it is written: `labels`, `labels.failures`, `labels[element=Cu].failures`. */
export interface SourceWords {
  readonly node: string;
  /** What stands in the brackets. */
  readonly choice?: string;
  readonly output?: string;
}

/** Reads `node`, `node.output` and `node[name=value]`; `undefined` where it is none of them. */
export function sourceWords(text: string): SourceWords | undefined {
  const [, node, choice, output] = REFERENCE.exec(text.trim()) ?? [];
  if (node === undefined) return undefined;
  return { node, ...(choice !== undefined && { choice }), ...(output !== undefined && { output }) };
}

const indexes = new WeakMap<Group, Map<string, Member[]>>();

/** The members that have all of the chosen values; all of them where nothing is chosen. */
export function chosen(group: Group, choice: string | undefined): readonly Member[] {
  if (choice === undefined) return group.members;
  let index = indexes.get(group);
  if (!index) {
    index = new Map();
    for (const member of group.members) {
      for (const key of [member.pairs.join(','), ...member.pairs]) {
        const known = index.get(key);
        if (!known) index.set(key, [member]);
        else if (known.at(-1) !== member) known.push(member);
      }
    }
    indexes.set(group, index);
  }
  const exact = index.get(choice);
  if (exact) return exact;
  const lists = choicePairs(choice).map((pair) => index.get(pair) ?? []);
  const [least = []] = [...lists].sort((a, b) => a.length - b.length);
  const wanted = choicePairs(choice);
  return least.filter(({ pairs }) => wanted.every((pair) => pairs.includes(pair)));
}

/** `a=1, b=[2, 3]` as pairs in the form that ids have. */
export function choicePairs(choice: string): string[] {
  const pieces: string[] = [];
  let depth = 0;
  let quoted = false;
  let from = 0;
  for (let at = 0; at <= choice.length; at++) {
    const character = choice[at];
    if (character === '"' && choice[at - 1] !== '\\') quoted = !quoted;
    else if (!quoted && character !== undefined && '[{'.includes(character)) depth++;
    else if (!quoted && character !== undefined && ']}'.includes(character)) depth--;
    if (at < choice.length && (character !== ',' || depth > 0 || quoted)) continue;
    pieces.push(choice.slice(from, at));
    from = at + 1;
  }
  return pieces.map((piece) => {
    const equals = piece.indexOf('=');
    const text = piece.slice(equals + 1).trim();
    const name = piece.slice(0, Math.max(0, equals)).trim();
    return text.startsWith('#') ? `${name}=${text}` : pairOf(name, coreScalar(text));
  });
}
