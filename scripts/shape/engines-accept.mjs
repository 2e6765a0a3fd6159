/**
 * Whether an `engines.node` range accepts a version. Knows what packages write there: `||`, spaces
 * for "and", `>=`, `>`, `<`, `<=`, `=`, `^`, `~`, and `x` or missing parts.
 * @param {string} range
 * @param {string} version as 20.19.0
 * @returns {boolean}
 */
export function enginesAccept(range, version) {
  const have = parts(version).map(Number);
  return range.split('||').some((all) =>
    all
      .trim()
      .replace(/(>=|<=|>|<|=|\^|~)\s+/g, '$1')
      .split(/\s+/)
      .every((comparator) => accepts(comparator, have)),
  );
}

/** @param {string} text */
const parts = (text) => text.replace(/^v/, '').split('.');

/**
 * @param {string} comparator
 * @param {readonly number[]} have
 */
function accepts(comparator, have) {
  const read = /^(>=|<=|>|<|=|\^|~)?v?([\dx*.]*)$/i.exec(comparator);
  if (!read) throw new Error(`a range of Node versions that is not understood: ${comparator}`);
  const [, operator = '', text = ''] = read;
  const given = parts(text).filter((part) => /^\d+$/.test(part));
  const least = [0, 1, 2].map((at) => Number(given[at] ?? 0));
  const order = compare(have, least);
  /** @param {number} count of leading parts that must be the same */
  const same = (count) => given.slice(0, count).every((part, at) => Number(part) === have[at]);
  if (operator === '>=') return order >= 0;
  if (operator === '<') return order < 0;
  if (operator === '>') return order > 0 && !same(given.length);
  if (operator === '<=') return order <= 0 || same(given.length);
  if (operator === '^') return order >= 0 && same(1);
  if (operator === '~') return order >= 0 && same(2);
  return same(given.length);
}

/**
 * @param {readonly number[]} a
 * @param {readonly number[]} b
 */
function compare(a, b) {
  for (const at of [0, 1, 2]) if (a[at] !== b[at]) return (a[at] ?? 0) - (b[at] ?? 0);
  return 0;
}
