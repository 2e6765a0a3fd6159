import { expandedNodes, expandedText } from '../engine/expanded.ts';
import { EXIT, type ExitCode, refusalCode } from './exit.ts';
import { type Opened, openPipeline, type Reading, warnOfSilent } from './open.ts';
import { profileEvent, profileWords } from './profile-words.ts';
import { sayDiagnostics } from './say.ts';

/** `mlip-auto expand FILE`: the pipeline as it will run, everything written out. Writes nothing. */
export async function expand(
  file: string,
  options: Reading & { readonly json: boolean; readonly printConfig?: boolean },
): Promise<ExitCode> {
  const opened = await openPipeline(file, options, 'read', { allowsSilent: true });
  if (!opened.ok) {
    sayDiagnostics(opened.error, options.json);
    return refusalCode(opened.error);
  }
  const { pipeline, site, state } = opened.value;
  await warnOfSilent(pipeline, options.json);
  if (options.printConfig) {
    await sayConfigs(opened.value, options.json);
    state.close();
    return EXIT.done;
  }
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

/** What the nodes hand to programs of their own formats: pacemaker's input.yaml. */
async function sayConfigs(opened: Opened, json: boolean): Promise<void> {
  const { pacemakerConfigs } = await import('./print-config.ts');
  const configs = await pacemakerConfigs(opened);
  if (configs.length === 0 && !json) process.stdout.write('# no node uses pacemaker\n');
  for (const [node, text] of configs) {
    const line = JSON.stringify({ type: 'config', node, file: 'input.yaml', text });
    process.stdout.write(json ? `${line}\n` : `# ${node}: input.yaml\n${text}`);
  }
}
