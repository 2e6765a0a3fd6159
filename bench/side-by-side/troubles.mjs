// What this engine has to be beside fast: right after every step, and running no more than it has to.
const EXPECTED = /** @type {const} */ ({
  'edit: again': 0,
  'edit: one input changed': 3,
  'edit: every input touched': 0,
  'edit: a comment in the workflow': 0,
  'edit: a parameter of one node': 1,
  'edit: ten items more': 12,
  'edit: an input changed, its output not': 1,
  'no-op': 0,
  parameter: 1,
  'chain, no-op': 0,
  'chain, cutoff': 1,
  'first time in this form': 0,
});

/**
 * Where it was not, in words.
 * @param {readonly import('./steps.mjs').Cell[]} cells
 */
export function troubles(cells) {
  return cells
    .filter(({ engine }) => engine.startsWith('mlip-autopipec'))
    .flatMap(({ engine, step, size, state, ran, right, why, jobs = 0, done = 0 }) => {
      const where = `${engine}, ${step}, ${size}`;
      if (state !== 'measured') return [`${where}: ${state}: ${why}`];
      const expected = step === 'kill' ? jobs - done : EXPECTED[step];
      return [
        ...(right === false ? [`${where}: not what a clean run gives`] : []),
        ...(expected !== undefined && ran !== expected
          ? [`${where}: ${ran} executed, not ${expected}`]
          : []),
      ];
    });
}
