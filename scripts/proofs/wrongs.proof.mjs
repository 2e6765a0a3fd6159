// The same situation put to another engine and to this one: what the other did is reported (it may have been
// mended), what this one did has to be right.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { table, writeProof } from './written.mjs';
import { helperEdited } from './wrongs/helper-edited.mjs';
import { killedCases } from './wrongs/killed.mjs';
import { olderInputs } from './wrongs/older-input.mjs';
import { stuckLock } from './wrongs/stuck-lock.mjs';
import { swappedParameters } from './wrongs/swapped-parameters.mjs';

const CLAIM =
  'Each situation is put to another engine, as its users use it, and to this one. This one is right in every case; what the other did is in the table, and where it is right too, that is said. Moments of a kill are held (a job waits until it is killed) or seen (a lock file is empty), not guessed.';

const CASES = [swappedParameters, helperEdited, ...olderInputs, ...killedCases, stuckLock];

/** @param {readonly string[]} argv */
export async function prove(argv) {
  const { values } = parseArgs({
    args: [...argv],
    options: { only: { type: 'string' }, 'no-write': { type: 'boolean', default: false } },
  });
  const only = values.only?.split(',');
  const cases = CASES.filter(({ engine }) => only?.includes(engine.name) ?? true);
  const folder = mkdtempSync(join(tmpdir(), 'mlip-wrongs-'));
  const rows = [];
  let wrong = 0;
  try {
    for (const [at, one] of cases.entries()) {
      const { title, engine, theirs, ours } = await put(one, join(folder, String(at)));
      if (ours.bad) wrong += 1;
      const verdict = theirs.bad ? theirs.words : `right in this version: ${theirs.words}`;
      rows.push([title, engine, verdict, ours.bad ? `**wrong**: ${ours.words}` : ours.words]);
      console.log(
        `${title}\n  ${engine}: ${verdict}\n  this one: ${ours.bad ? 'WRONG, ' : ''}${ours.words}`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const held = wrong === 0 && cases.length > 0;
  console.log(
    held ? `held: ${cases.length} situations` : `did not hold: ${wrong} of ${cases.length}`,
  );
  const head = ['situation', 'engine', 'what it did', 'what this one did'];
  const escaped = rows.map((row) =>
    row.map((cell) => cell.replace(/\s+/g, ' ').replaceAll('|', '\\|')),
  );
  if (!values['no-write'])
    writeProof('wrongs', argv, { claim: CLAIM, held, body: table(head, escaped) });
  return held;
}

/**
 * @param {import('./wrongs/case.mjs').Case} one
 * @param {string} folder
 */
async function put({ title, engine, theirs, ours }, folder) {
  const of = (name) => {
    mkdirSync(join(folder, name), { recursive: true });
    return join(folder, name);
  };
  return {
    title,
    engine: `${engine.name} ${engine.version()}`,
    theirs: await theirs(of('theirs')),
    ours: await ours(of('ours')),
  };
}
