import type { Canonical } from '../../base/canonical.ts';
import type { ProgramProbe } from '../../engine/program-probe.ts';
import { ask } from '../../engine/programs.ts';
import { onSite } from '../../engine/site/on-site.ts';
import type { Site } from '../../engine/site/site.ts';
import { aseCalculator } from '../../stages/oracle/ase/ase.ts';
import { espressoCalculator } from '../../stages/oracle/espresso/espresso.ts';
import { pacemakerBackend } from '../../stages/train/pacemaker/backend.ts';
import { setupHint } from '../setup/pinned-for.ts';
import { environmentPlace, type Pin } from '../setup/place.ts';
import { type Finding, good, missing, wrong } from './finding.ts';

/** A program as a run asks it for its version: by the profile's command and environment. */
async function versionOf(
  backend: { resolve(settings: Canonical): unknown },
  settings: Canonical,
  site: Site | undefined,
): Promise<
  { readonly ok: true; readonly value: string } | { readonly ok: false; readonly error: string }
> {
  const resolved = backend.resolve(settings) as { value?: { program?: ProgramProbe } };
  const probe = resolved.value?.program;
  if (!probe) throw new Error('internal error: a back end without a program');
  const declared = site?.programs[probe.argv[0] ?? '']?.version;
  if (declared !== undefined) return { ok: true, value: `${declared} (as the profile says)` };
  const { argv, env } = onSite(site, probe, 1);
  return ask({ ...probe, argv, env, passEnv: [] });
}

/** Quantum ESPRESSO's pw.x. */
export async function pwFinding(site: Site | undefined): Promise<Finding> {
  const settings = {
    calculator: 'espresso',
    pseudopotentials: { Al: { file: NONE } },
    ecutwfc: 20,
  };
  const found = await versionOf(espressoCalculator.backend, settings, site);
  if (found.ok) return good('pw.x', `Quantum ESPRESSO ${found.value}`);
  const hint =
    'install it (Debian: quantum-espresso), or name its command in a site profile: docs/espresso.md';
  return missing('pw.x', 'calculator: espresso cannot run here', hint);
}

const NONE = `sha256:${'0'.repeat(64)}`;

/** A Python with ASE. */
export async function aseFinding(site: Site | undefined): Promise<Finding> {
  const found = await versionOf(aseCalculator.backend, { calculator: 'ase', name: 'emt' }, site);
  if (found.ok) return good('ASE', versionWords(found.value));
  const hint = 'pip install ase in a Python of yours, and name it: MLIP_PYTHON (docs/oracles.md)';
  return missing('ASE', 'calculator: ase cannot run here', hint);
}

/** pacemaker's environment: there, and of versions that are known to go together. */
export async function pacemakerFinding(site: Site | undefined): Promise<Finding> {
  const found = await versionOf(pacemakerBackend, { backend: 'pacemaker' }, site);
  const hint = setupHint(process);
  if (!found.ok)
    return missing('pacemaker', `backend: pacemaker cannot run here: ${found.error}`, hint);
  const versions = JSON.parse(found.value) as { readonly [name: string]: string };
  const trouble = versionTrouble(versions, environmentPlace().pins);
  if (trouble.wrong !== undefined) return wrong('pacemaker', trouble.wrong, hint);
  const others = trouble.others.length > 0 ? `; not as pinned: ${trouble.others.join(', ')}` : '';
  return good('pacemaker', `${versionWords(found.value)}${others}`);
}

/** Versions with which pacemaker is known to fail, and those that were not tried. */
export function versionTrouble(
  versions: { readonly [name: string]: string },
  pins: readonly Pin[],
): { readonly wrong?: string; readonly others: readonly string[] } {
  const { tensorpotential, numpy = '0' } = versions;
  const flow = versions['tensorflow-cpu'] ?? versions['tensorflow'];
  const [major = 0, minor = 0] = numpy.split('.').map(Number);
  const others = pins.flatMap(({ name, version }) => {
    const own = versions[name];
    return own === undefined || own === version ? [] : [`${name} ${own} (${version})`];
  });
  const wrongWords =
    tensorpotential === undefined
      ? 'it has no tensorpotential: the evaluator tensorpot cannot run'
      : flow === undefined
        ? 'it has no TensorFlow: the evaluator tensorpot cannot run'
        : versions['tensorflow-cpu'] !== undefined && versions['tensorflow'] !== undefined
          ? 'tensorflow and tensorflow-cpu lie over each other'
          : major > 2 || (major === 2 && minor >= 4)
            ? `numpy ${numpy} is too new for pacemaker 0.4: below 2.4`
            : undefined;
  return { ...(wrongWords !== undefined && { wrong: wrongWords }), others };
}

function versionWords(text: string): string {
  try {
    return Object.entries(JSON.parse(text) as object)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ');
  } catch {
    return text;
  }
}
