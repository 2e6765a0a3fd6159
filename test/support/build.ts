import { execFileSync } from 'node:child_process';

/**
 * Worker threads and the command line run compiled code: build it once before the tests.
 * `MLIP_TEST_NO_BUILD=1` takes dist/ as it is.
 */
export default function build(): void {
  if (process.env.MLIP_TEST_NO_BUILD === '1') return;
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
}
