import { expandedNodes, expandedText } from '../engine/expanded.ts';
import { EXIT, type ExitCode, refusalCode } from './exit.ts';
import { openPipeline } from './open.ts';
import { sayDiagnostics } from './say.ts';

/** `mlip-auto expand FILE`: the pipeline as it will run, everything written out. Writes nothing. */
export async function expand(
  file: string,
  options: { readonly set: readonly string[]; readonly json: boolean },
): Promise<ExitCode> {
  const opened = await openPipeline(file, options.set, 'read');
  if (!opened.ok) {
    sayDiagnostics(opened.error, options.json);
    return refusalCode(opened.error);
  }
  const { pipeline, state } = opened.value;
  state.close();
  if (!options.json) process.stdout.write(expandedText(pipeline));
  else {
    for (const [node, words] of expandedNodes(pipeline)) {
      process.stdout.write(`${JSON.stringify({ type: 'node', node, ...words })}\n`);
    }
  }
  return EXIT.done;
}
