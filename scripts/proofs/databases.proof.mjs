// Random databases, written, read back, and written anew by real ASE ($MLIP_ASE_PYTHON).
import { optionsOf, propertyTests } from './laws.proof.mjs';
import { table, writeProof } from './written.mjs';

const CLAIM =
  "Random databases (any elements, cells, periodicity, starting moments and charges, labels with and without stress, moments and charges, masses, tags, constraints, searchable keys, nested data with arrays) come back as they were stored; real ASE reads every row, makes atoms of it and writes it anew, and what it wrote says the same, bit by bit, with the same values in the columns that ASE's queries go by.";

const FILES = ['test/stages/store/random-databases.test.ts'];

/** @param {readonly string[]} argv */
export async function prove(argv) {
  const { times, seed, write } = optionsOf(argv);
  console.log(`${times} databases, seed ${seed}`);
  const ends = await propertyTests(FILES, { times, seed });
  const rows = ends.map(({ title, status, failureMessages }) => {
    const words = status === 'passed' ? 'held' : `${status}: ${failureMessages.join(' ')}`;
    console.log(`they ${title}: ${words}`);
    return [`they ${title}`, words.replace(/\s+/g, ' ').replaceAll('|', '\\|').slice(0, 1000)];
  });
  const held = ends.length === 3 && ends.every(({ status }) => status === 'passed');
  console.log(held ? `held, ${times} databases` : 'did not hold');
  const body = `${times} databases of one to four rows, seed ${seed}.\n\n${table(['law', 'result'], rows)}`;
  if (write) writeProof('databases', argv, { claim: CLAIM, held, body });
  return held;
}
