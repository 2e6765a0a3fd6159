#!/usr/bin/env node
import { readFileSync } from 'node:fs';

/** Answers the version before anything else is loaded; everything else is the program's. */
async function main(argv: readonly string[]): Promise<void> {
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    process.stdout.write(`${packageVersion()}\n`);
    return;
  }
  process.stdout.on('error', outliveReader);
  process.stderr.on('error', outliveReader);
  if (argv[0] === 'run' && (await (await import('./stands.ts')).answered(argv))) return;
  const { runProgram } = await import('./program.ts');
  try {
    process.exitCode = await runProgram(argv, packageVersion());
  } catch (error) {
    const { sayThrown } = await import('./thrown.ts');
    process.exitCode = sayThrown(error, argv.includes('--json'));
  }
}

/** Whoever read the output may leave (`| head`): the work goes on, unseen. */
function outliveReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

function packageVersion(): string {
  // From the sources the package is one folder up, from dist/ two.
  for (const up of ['../package.json', '../../package.json']) {
    try {
      const text = readFileSync(new URL(up, import.meta.url), 'utf8');
      return (JSON.parse(text) as { version: string }).version;
    } catch {}
  }
  throw new Error('internal error: the package has no package.json');
}

await main(process.argv.slice(2));
