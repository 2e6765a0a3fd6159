import { expandedNodes, expandedText } from '../engine/expanded.ts';
import { EXIT, type ExitCode, refusalCode } from './exit.ts';
import { openPipeline, type Reading } from './open.ts';
import { profileEvent, profileWords } from './profile-words.ts';
import { sayDiagnostics } from './say.ts';

/** `mlip-auto expand FILE`: the pipeline as it will run, everything written out. Writes nothing. */
export async function expand(
  file: string,
  options: Reading & { readonly json: boolean },
): Promise<ExitCode> {
  const opened = await openPipeline(file, options, 'read');
  if (!opened.ok) {
    sayDiagnostics(opened.error, options.json);
    return refusalCode(opened.error);
  }
  const { pipeline, site, state } = opened.value;
  state.close();
  if (!options.json) {
    if (site) process.stdout.write(`# ${profileWords(site)}\n`);
    process.stdout.write(expandedText(pipeline));
  } else {
    if (site) process.stdout.write(`${JSON.stringify(profileEvent(site))}\n`);
    for (const [node, words] of expandedNodes(pipeline)) {
      process.stdout.write(`${JSON.stringify({ type: 'node', node, ...words })}\n`);
    }
  }
  return EXIT.done;
}
