import { timeWords } from '../base/time-words.ts';
import type { NodePriceEvent, PlanEvent, PlanSummary, Price } from '../engine/events.ts';

type Interval = Price['cpu_s'];

/** Of more nodes than this, the dearest are listed. */
const MOST_NODES = 12;

/** The price of a plan for people, a line a node and what it comes to; no line where nothing will run. */
export function renderPrice(
  events: readonly PlanEvent[],
  { price }: PlanSummary,
  lanes: number,
): string[] {
  if (!price || !events.some((event) => event.price)) return [];
  const priced = events.filter((event) => event.price && !isFree(event.price));
  const shown = dearest(priced);
  const rows = shown.map((event) => row(event.node, event.price as NodePriceEvent, basis(event)));
  const more = priced.length - shown.length;
  const rest = more > 0 ? [`  ... and ${more} nodes that cost less`] : [];
  const head = ['', 'price', 'CPU', `wall, ${lanes} at a time`, ''];
  const table = columns([head, ...rows, ...totals(price)]);
  const [heading = '', ...lines] = table;
  const nodes = lines.slice(0, rows.length);
  return ['', heading, ...nodes, ...rest, ...lines.slice(rows.length), '', WHAT_IT_MEANS];
}

const WHAT_IT_MEANS = 'in brackets: four times in five it is between these';

const isFree = ({ pieces, records, unknown }: NodePriceEvent): boolean =>
  pieces === 0 && records === 0 && unknown === undefined;

function dearest(events: readonly PlanEvent[]): readonly PlanEvent[] {
  if (events.length <= MOST_NODES) return events;
  const cost = ({ price }: PlanEvent): number => price?.cpu_s[1] ?? 0;
  const chosen = new Set([...events].sort((a, b) => cost(b) - cost(a)).slice(0, MOST_NODES));
  return events.filter((event) => chosen.has(event));
}

/** Where there are maybes, both bounds: without any of them, and with all. */
function totals(price: NonNullable<PlanSummary['price']>): readonly (readonly string[])[] {
  if (!price.least) return [row('in all', price, '')];
  return [row('at least', price.least, ''), row('at most', price, 'with all that is maybe')];
}

const row = (name: string, { cpu_s, wall_s }: Price, words: string): readonly string[] => [
  '',
  name,
  intervalWords(cpu_s, cpuWords),
  intervalWords(wall_s, wallWords),
  words,
];

function basis({ state, items, price }: PlanEvent): string {
  const { pieces, records, unknown } = price as NodePriceEvent;
  return [
    ...(state === 'maybe' ? ['maybe'] : []),
    ...(items ? [pieces === 1 ? '1 item' : `${pieces} items`] : []),
    ...(records > 0 ? [`from ${records} recorded`] : []),
    ...(unknown ? [unknown] : []),
  ].join('; ');
}

/** `12 core-h (9.6 to 15)`: the unit once where all three have it. */
function intervalWords([low, middle, high]: Interval, words: (seconds: number) => string): string {
  const [a, b, c] = [words(low), words(middle), words(high)];
  if (a === c) return b;
  const unit = unitOf(b);
  const same = unitOf(a) === unit && unitOf(c) === unit;
  return same ? `${b} (${numberOf(a)} to ${numberOf(c)})` : `${b} (${a} to ${c})`;
}

const unitOf = (words: string): string => words.slice(words.indexOf(' ') + 1);
const numberOf = (words: string): string => words.slice(0, words.indexOf(' '));

/** CPU time in `s`, `min` or `core-h`. */
export const cpuWords = (seconds: number): string => timeWords(seconds, 'core-h');

const wallWords = (seconds: number): string => timeWords(seconds, 'h');

/** Pads every column to its widest; the last is as long as it is. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const width = (column: number): number =>
    Math.max(...rows.map((cells) => (cells[column] as string).length));
  const widths = (rows[0] ?? []).map((_, column) => width(column));
  return rows.map((cells) => {
    const padded = cells.slice(0, -1).map((cell, column) => cell.padEnd(widths[column] ?? 0));
    return [...padded, cells.at(-1)].join('  ').trimEnd();
  });
}
