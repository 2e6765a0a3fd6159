import { join } from 'node:path';
import { openState } from '../cache/open.ts';
import { paint } from '../report/paint.ts';
import { registry } from '../stages/index.ts';
import type { Finding } from './doctor/finding.ts';
import { diskFindings, nodeFinding, pseudoFinding, pythonFinding } from './doctor/machine.ts';
import { aseFinding, pacemakerFinding, pwFinding } from './doctor/programs.ts';
import { EXIT, type ExitCode, refusalCode } from './exit.ts';
import { probeOf } from './open.ts';
import { sayDiagnostics, wantsColor } from './say.ts';
import { siteHere } from './site.ts';
import { findConfig, findWorkspace } from './workspace.ts';

export interface DoctorOptions {
  readonly json: boolean;
  readonly profile?: string;
}

/** `mlip-auto doctor`: what of this machine works, as a run would find it, and what to do about the rest. */
export async function doctor(options: DoctorOptions): Promise<ExitCode> {
  const folder = process.cwd();
  const state = openState(findWorkspace(folder), 'read');
  if (!state.ok) {
    sayDiagnostics([state.error], options.json);
    return refusalCode([state.error]);
  }
  const probe = probeOf(state.value);
  const request = { file: join(folder, 'pipeline.yaml'), overrides: [], stages: registry, probe };
  const found = await siteHere(findConfig(folder), options.profile, request, state.value);
  state.value.close();
  if (!found.ok) {
    sayDiagnostics(found.error, options.json);
    return EXIT.usage;
  }
  const { site } = found.value;
  const findings = await Promise.all([
    nodeFinding(),
    pythonFinding(),
    pacemakerFinding(site),
    pwFinding(site),
    pseudoFinding(),
    aseFinding(site),
    ...diskFindings(),
  ]);
  for (const finding of findings) say(finding, options);
  const ok = !findings.some(({ state }) => state === 'wrong');
  if (options.json) process.stdout.write(`${JSON.stringify({ type: 'summary', ok })}\n`);
  return ok ? EXIT.done : EXIT.failed;
}

function say(finding: Finding, { json }: DoctorOptions): void {
  if (json) {
    process.stdout.write(`${JSON.stringify({ type: 'finding', ...finding })}\n`);
    return;
  }
  const colours = paint(wantsColor(process.stdout));
  const marks = { ok: colours.green('✓'), missing: colours.yellow('-'), wrong: colours.red('✗') };
  const { state, name, words, hint } = finding;
  process.stdout.write(`${marks[state]} ${name}: ${words}\n${hint ? `    ${hint}\n` : ''}`);
}
