import { coresOf } from '../conduct.ts';
import type { AskedProgram, Conduct, ValidNode, ValidPipeline } from '../pipeline.ts';
import { onSite } from './on-site.ts';
import type { Site } from './site.ts';

/** A pipeline as a site runs it: its keys are the same. */
export async function withSite(pipeline: ValidPipeline, site: Site): Promise<ValidPipeline> {
  const ids = pipeline.nodes.map(({ id }) => id);
  const named = await rulesOfNodes(ids, site);
  const nodes = pipeline.nodes.map((node) => {
    const said = [
      ...site.stages.filter(([uses]) => uses === node.uses),
      ...named.filter(([set]) => set.has(node.id)),
    ];
    const conduct = said.reduce((before, [, more]) => merged(before, more), node.conduct);
    const placed = { ...node, conduct };
    return node.program ? { ...placed, program: probeOn(site, placed, node.program) } : placed;
  });
  return { ...pipeline, nodes };
}

/** The ids that each rule is for. Names are read with the reader of YAML: loaded only where there are any. */
async function rulesOfNodes(
  ids: readonly string[],
  { nodes }: Site,
): Promise<(readonly [ReadonlySet<string>, Partial<Conduct>])[]> {
  if (nodes.length === 0) return [];
  const { namedNodes } = await import('../node-names.ts');
  return nodes.map(([name, said]) => [new Set(namedNodes(ids, name)), said] as const);
}

/** A time that the profile gives is the timeout unless it gives that, too. */
function merged(before: Conduct, said: Partial<Conduct>): Conduct {
  const resources = said.resources && { ...before.resources, ...said.resources };
  return { ...before, ...said, ...(resources && { resources }) };
}

function probeOn(site: Site, { conduct }: ValidNode, probe: AskedProgram): AskedProgram {
  const name = probe.argv[0] ?? '';
  const version = Object.hasOwn(site.programs, name) ? site.programs[name]?.version : undefined;
  // What is inherited stays a name: a probe is remembered, and values are nobody's business.
  const passEnv = [...new Set([...probe.passEnv, ...site.passEnv])];
  const own = { argv: probe.argv, env: probe.env };
  const { argv, env } = onSite({ ...site, passEnv: [] }, own, coresOf(conduct));
  return { ...probe, argv, env, passEnv, ...(version !== undefined && { declared: version }) };
}
