// Builds dist/ where the sources and their compiler are; anywhere else (an installed package, an
// install without development dependencies over a dist/ that is there) it has nothing to do.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const sources = existsSync(`${root}tsconfig.json`);
const compiler = existsSync(`${root}node_modules/typescript/package.json`);
if (sources && compiler) {
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
}
