import { execFileSync } from 'node:child_process';

/** Worker threads and the command line run compiled code: build it once before the tests. */
export default function build(): void {
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
}
