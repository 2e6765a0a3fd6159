// The long proofs, by name: `npm run proof -- NAME [options]`. Each prints what it finds, fails by its
// exit code, and writes docs/proofs/NAME.md unless told `--no-write`.
import { readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const folder = new URL('./proofs/', import.meta.url);
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.proof.mjs'))
  .map((file) => file.replace('.proof.mjs', ''))
  .sort();
const [name, ...argv] = process.argv.slice(2);

if (name === undefined || !names.includes(name)) {
  console.error(
    `usage: npm run proof -- NAME [options], where NAME is one of: ${names.join(', ')}`,
  );
  process.exit(2);
}
const url = new URL(`${name}.proof.mjs`, folder);
const { prove } = await import(pathToFileURL(url.pathname).href);
process.exitCode = (await prove(argv)) ? 0 : 1;
