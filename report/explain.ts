import type {
  CauseEvent,
  CostLine,
  EditLine,
  ExplainLine,
  ExplainSummary,
  ItemExplained,
  NodeExplained,
} from '../engine/events.ts';
import type { Paint } from './paint.ts';
import { cpuWords } from './price.ts';

/** How an explanation is shown. */
export interface ExplainOptions {
  readonly paint: Paint;
  /** A path as the reader would write it. */
  readonly displayPath: (path: string) => string;
}

/** An explanation for people: a paragraph a cause, what it costs, and what it would take to have it back. */
export function renderExplanation(lines: readonly ExplainLine[], options: ExplainOptions): string {
  return lines.map((line) => renderLine(line, options)).join('\n');
}

function renderLine(line: ExplainLine, options: ExplainOptions): string {
  switch (line.type) {
    case 'cause':
      return causeWords(line, options);
    case 'node-explained':
      return nodeWords(line, options);
    case 'item-explained':
      return itemWords(line, options);
    case 'explanation':
      return endWords(line, options);
  }
}

function causeWords({ edits, makes }: CauseEvent, options: ExplainOptions): string {
  const words = edits.map((edit) => editWords(edit, options));
  const costs = options.paint.bold(makes.length === 0 ? 'nothing to make' : costWords(makes));
  if (words.length === 1) return `${words[0]}: ${costs}`;
  return [
    words[0],
    ...words.slice(1).map((one) => `  and ${one}`),
    `  each alone is reason enough: ${costs}`,
  ].join('\n');
}

function editWords(edit: EditLine, { paint, displayPath }: ExplainOptions): string {
  const { what, before, after, at } = edit;
  const values = before === undefined ? '' : ` ${before} → ${after}`;
  const place = at ? paint.dim(` (${displayPath(at.file)}:${at.line}:${at.column})`) : '';
  return `${what}${values}${place}`;
}

/** The most nodes that one line names. */
const MOST = 8;

/** `1,284 labels, potential, about 412 core-h; maybe quality`. */
function costWords(makes: readonly CostLine[]): string {
  const certain = makes.filter(({ maybe }) => !maybe).map(pieceWords);
  const maybe = makes.filter((one) => one.maybe).map(({ node }) => node);
  const seconds = makes.reduce((sum, { core_h = 0 }) => sum + core_h * 3600, 0);
  const time = cpuWords(seconds);
  const price = seconds < 1 ? [] : [`about ${time}${time.endsWith('core-h') ? '' : ' of CPU'}`];
  return [
    ...(certain.length > 0 ? [[...cut(certain), ...price].join(', ')] : []),
    ...(maybe.length > 0 ? [`maybe ${cut(maybe).join(', ')}`] : []),
  ].join('; ');
}

function pieceWords({ node, items, noun }: CostLine): string {
  if (items === undefined) return node;
  const count = items.toLocaleString('en-US');
  const one = items === 1 ? noun?.replace(/s$/, '') : noun;
  return `${count} ${one}${noun === node ? '' : ` of ${node}`}`;
}

const cut = (words: readonly string[]): readonly string[] =>
  words.length > MOST ? [...words.slice(0, MOST - 1), `${words.length - MOST + 1} more`] : words;

function endWords(summary: ExplainSummary, options: ExplainOptions): string {
  const { against, same, rest, revert, item } = summary;
  const unended = (summary.open ?? []).flatMap(({ run, nodes }) =>
    nodes.length === 0
      ? []
      : [`run ${run} did not come to the end of ${cut(nodes).join(', ')}: not compared`],
  );
  const { paint } = options;
  const open = rest.map((one) => {
    const why = one.reasons.length > 0 ? `: ${one.reasons.join('; ')}` : '';
    return `${paint.yellow(`${costWords([one])} to make whatever is undone`)}${why}`;
  });
  if (same) {
    const words = item ?? `nothing changed since ${against}`;
    return [paint.bold(words), ...unended, ...open].join('\n');
  }
  const cheapest = revert ? [revertWords(revert, options)] : [];
  return ['', `compared with ${against}`, ...unended, ...open, ...cheapest].join('\n');
}

function revertWords(
  { edits, spares }: NonNullable<ExplainSummary['revert']>,
  { paint, displayPath }: ExplainOptions,
): string {
  const undo = edits.map(({ undo: words, at }) => {
    return at ? `${words}${paint.dim(` (${displayPath(at.file)}:${at.line})`)}` : words;
  });
  const verb = spares.every(({ maybe }) => maybe) ? 'may spare' : 'spares';
  const words = costWords(spares).replace(/^maybe /, '');
  return `cheapest revert: ${undo.join(' and ')} ${verb} ${words}`;
}

function nodeWords(line: NodeExplained, options: ExplainOptions): string {
  const { node, stage, state, reasons, inputs } = line;
  const states = { hit: 'up to date', miss: 'to be made', maybe: 'maybe to be made' };
  const head = `${options.paint.bold(node)} (${stage}): ${states[state]}`;
  const own = inputs.flatMap(({ name, certain, because, items }) => {
    const moved = items
      ? ` (${items.added} items added, ${items.removed} removed, ${items.renamed} under other attributes)`
      : '';
    const verb = certain ? 'changed' : 'may change';
    const reasons = because.map((edit) => `    ${editWords(edit, options)}`);
    return [
      `  inputs.${name} ${verb}${moved}${reasons.length > 0 ? ' because of' : ''}`,
      ...reasons,
    ];
  });
  return [head, ...reasons.map((reason) => `  ${reason}`), ...own, ''].join('\n');
}

function itemWords(line: ItemExplained, options: ExplainOptions): string {
  const { node, item, places, name, state, key, before, changes, record } = line;
  const states = {
    known: 'known, nothing to make',
    unread: 'calculated, to be read again',
    stands: 'failed, and that stands',
    refused: 'refused: its settings cannot be resolved',
    todo: 'to be made',
  };
  const named = name === null ? '' : ` \`${name}\``;
  const head = `${options.paint.bold(`${node} item ${places.join(', ')}${named}`)}: ${states[state]}`;
  const same = before === key ? ['  its key is as it was'] : [];
  const lines = [
    `  item    ${item}`,
    `  key     ${key}`,
    ...(before === null
      ? ['  no key of it before']
      : before === key
        ? same
        : [`  before  ${before}`]),
    ...changes.map((change) => `  ${change}`),
    ...recordWords(record),
  ];
  return [head, ...lines, ''].join('\n');
}

function recordWords(record: ItemExplained['record']): readonly string[] {
  if (!record) return ['  nothing is recorded under its key'];
  const { outcome, made, origin, cpu_s: seconds, failure, attempts, waiver } = record;
  const how = {
    run: `${seconds} s of CPU`,
    import: 'taken over from a database',
    waiver: `accepted by ${waiver?.by}: ${waiver?.why}`,
  }[origin];
  if (outcome === 'ok') return [`  made ${made}, ${how}`];
  const tries = attempts === undefined ? '' : `, after ${attempts} attempts`;
  return [`  failed ${made} (${failure?.class})${tries}: ${failure?.message}`];
}
