import { EXIT, type ExitCode, refusalCode } from './exit.ts';
import { openPipeline, type Reading, warnOfSilent } from './open.ts';
import { displayPath, sayDiagnostics } from './say.ts';

/** `mlip-auto validate FILE`: everything that is wrong with it, or that nothing is. Writes nothing. */
export async function validate(
  file: string,
  options: Reading & { readonly json: boolean },
): Promise<ExitCode> {
  const opened = await openPipeline(file, options, 'read', { allowsSilent: true });
  if (!opened.ok) {
    sayDiagnostics(opened.error, options.json);
    if (!options.json) process.stderr.write(`${countWords(opened.error.length)}\n`);
    return refusalCode(opened.error);
  }
  const { pipeline, state } = opened.value;
  state.close();
  await warnOfSilent(pipeline, options.json);
  const nodes = pipeline.nodes.length;
  if (options.json) process.stdout.write(`${JSON.stringify({ type: 'valid', nodes })}\n`);
  else process.stdout.write(`${displayPath(pipeline.file)} is valid: ${nodes} nodes\n`);
  return EXIT.done;
}

const countWords = (count: number): string => (count === 1 ? '1 error' : `${count} errors`);
