// kill -9 at each call by which a run changes a file, SQLite's among them.
import { scenarios, sideBySide, tryFault, uninterrupted } from './faulted.mjs';
import { numbersFrom } from './numbers.mjs';
import { table } from './written.mjs';

/**
 * Kills at so many of the calls, or at all; what is wrong, and the words for the proof.
 * @param {string} folder
 * @param {string} library
 * @param {number} times
 * @param {number} seed
 */
export async function killWrites(folder, library, times, seed) {
  const cases = [];
  for (const scenario of await scenarios(folder)) {
    const whole = await uninterrupted(folder, scenario, library);
    for (const { number } of whole.calls) cases.push({ scenario, whole, number });
  }
  const random = numbersFrom(seed);
  const step = Math.max(1, cases.length / times);
  const chosen = cases.filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step));
  let failures = 0;
  /** @type {Map<string, number[]>} */
  const rows = new Map();
  await sideBySide(chosen, 3, async ({ scenario, whole, number }) => {
    const fault = /** @type {const} */ ({ how: 'KILL', at: number });
    const thorough = random() < 0.1;
    const { problems, code } = await tryFault(folder, scenario, whole, {
      library,
      fault,
      thorough,
    });
    const row = rows.get(scenario.name) ?? [0, 0];
    row[code === null ? 0 : 1] += 1;
    rows.set(scenario.name, row);
    if (problems.length === 0) return;
    failures += 1;
    console.log(`${scenario.name}, killed at call ${number}: ${problems.join('; ')}`);
  });
  console.log(`killed at ${chosen.length} calls of ${cases.length}: ${failures} wrong`);
  const list = table(
    ['workspace', 'killed at a call', 'had ended before'],
    [...rows].map(([name, row]) => [name, ...row]),
  );
  const body = `Killed at ${chosen.length} of the ${cases.length} calls that change a file, in the three workspaces of the proof \`faults\`: ${failures} wrong.\n\n${list}`;
  return { count: chosen.length, failures, body };
}
