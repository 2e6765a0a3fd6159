import type { Ports, Stage } from '../stage.ts';
import { declaredFaults } from '../stage-faults.ts';
import { isMap } from './params.ts';
import type { Report } from './report.ts';
import type { UsedStage } from './stage-table.ts';

/**
 * The stage of a node with the node's own inputs and outputs, where its settings decide them;
 * `undefined` where a user's code fails to say them, which is reported.
 */
export function declaredStage(
  report: Report,
  id: string,
  words: { readonly [word: string]: unknown },
  { stage, module }: UsedStage,
): Stage | undefined {
  if (stage.kind === 'map' || !stage.declare) return stage;
  const { declare } = stage;
  const given = isMap(words['inputs']) ? Object.keys(words['inputs']) : [];
  const ask = (): Ports => declare(words['with'] ?? {}, given);
  if (!module) return { ...stage, ...ask() };
  const fault = (words: string): undefined => {
    const message = `stage \`${stage.name}\`: ${words}`;
    const hint = 'see docs/add-a-stage.md';
    report.add({ code: 'E0406', path: ['nodes', id], at: 'key', message, hint });
  };
  try {
    const ports = ask();
    const faults = declaredFaults(ports);
    return faults.length > 0 ? fault(faults.join('; ')) : { ...stage, ...ports };
  } catch (error) {
    return fault(`\`declare\` throws on these settings: ${error}`);
  }
}
