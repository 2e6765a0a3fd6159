import { openState } from '../cache/open.ts';
import { cacheStats } from '../cache/stats.ts';
import { statsWords } from '../report/cache.ts';
import { EXIT, type ExitCode, refusalCode } from './exit.ts';
import { sayDiagnostics } from './say.ts';
import { findWorkspace } from './workspace.ts';

/** `mlip-auto cache stats`: what is kept by kind and size, what was done by back end, and what could go. */
export async function cacheStatsVerb(options: { readonly json: boolean }): Promise<ExitCode> {
  const state = openState(findWorkspace(process.cwd()), 'read');
  if (!state.ok) {
    sayDiagnostics([state.error], options.json);
    return refusalCode([state.error]);
  }
  using open = state.value;
  const stats = cacheStats(open);
  const words = options.json
    ? JSON.stringify({ type: 'cache-stats', ...stats })
    : statsWords(stats);
  process.stdout.write(`${words}\n`);
  return EXIT.done;
}
