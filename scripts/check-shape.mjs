// Sizes, forbidden calls, and the Node versions of dependencies. `node scripts/check-shape.mjs [ROOT]`
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { enginesAccept } from './shape/engines-accept.mjs';
import { fileShape } from './shape/file-shape.mjs';

const FLOOR = '20.19.0';
const FOLDERS = ['base', 'schemas', 'science', 'cache', 'engine', 'stages', 'report', 'cli'].concat(
  ['test', 'bench', 'scripts'],
);

/** @param {string} root */
function sourceFiles(root) {
  return FOLDERS.filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true }).map((name) =>
        join(folder, String(name)),
      ),
    )
    .filter((path) => /\.(ts|mjs|cjs)$/.test(path) && !path.includes('node_modules'))
    .map((path) => path.split(sep).join('/'))
    .sort();
}

/** @param {string} root */
function enginesProblems(root) {
  const lock = join(root, 'package-lock.json');
  if (!existsSync(lock)) return [];
  const { packages } = JSON.parse(readFileSync(lock, 'utf8'));
  return Object.entries(packages)
    .filter(([, { engines }]) => engines?.node && !enginesAccept(engines.node, FLOOR))
    .map(([path, { engines }]) => `${path} wants Node ${engines.node}; ours may be ${FLOOR}`);
}

const given = process.argv[2];
const root = given ?? fileURLToPath(new URL('..', import.meta.url));
const files = sourceFiles(root);
const problems = [
  ...files.flatMap((path) => fileShape(path, readFileSync(join(root, path), 'utf8'))),
  ...enginesProblems(root),
];
for (const problem of problems) console.error(problem);
console.log(
  `${files.length} files of ${relative(process.cwd(), root) || '.'}: ${problems.length} problems`,
);
if (files.length === 0) console.error('no file was found: wrong folder?');
process.exitCode = problems.length > 0 || files.length === 0 ? 1 : 0;
