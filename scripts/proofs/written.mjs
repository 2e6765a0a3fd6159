import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, release, type } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './engine-run.mjs';

/**
 * Writes docs/proofs/NAME.md: what was proven, by which command, when, on what, and the findings.
 * @param {string} name
 * @param {readonly string[]} argv
 * @param {{ claim: string, held: boolean, body: string }} proof
 */
export function writeProof(name, argv, { claim, held, body }) {
  const git = (...args) => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
  const changed =
    git('status', '--porcelain', '--untracked-files=no') === '' ? '' : ', changed since';
  const options = argv.filter((word) => word !== '--no-write').join(' ');
  const lines = [
    `# Proof: ${name}`,
    '',
    claim,
    '',
    `- Result: **${held ? 'held' : 'did not hold'}**`,
    `- Command: \`npm run proof -- ${name}${options ? ` ${options}` : ''}\``,
    `- Date: ${new Date().toISOString().slice(0, 10)}; source ${git('rev-parse', '--short', 'HEAD')}${changed}`,
    `- Node ${process.versions.node}, V8 ${process.versions.v8}; ${type()} ${release()}, ${availableParallelism()} cores`,
    '',
    body,
    '',
  ];
  mkdirSync(join(ROOT, 'docs/proofs'), { recursive: true });
  writeFileSync(join(ROOT, 'docs/proofs', `${name}.md`), lines.join('\n'));
}

/**
 * @param {readonly string[]} head
 * @param {readonly (readonly (string | number)[])[]} rows
 */
export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
