import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../engine/site/read-config.ts';
import type { Site } from '../../../engine/site/site.ts';
import { registry } from '../../../stages/index.ts';

const at = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

function read(text: string, profile?: string) {
  return readConfig({
    file: '/workspace/mlip.config.yaml',
    bytes: Buffer.from(text),
    ...(profile !== undefined && { profile }),
    asker: '--profile',
    stages: registry.names,
  });
}

function siteOf(text: string, profile?: string): Site | undefined {
  const found = read(text, profile);
  if (!found.ok) throw new Error(found.error.map(({ message }) => message).join('\n'));
  return found.value;
}

/** Code, place and hint of everything that is wrong. */
function wrong(text: string, profile?: string) {
  const found = read(text, profile);
  if (found.ok) throw new Error('it was accepted');
  return found.error.map(({ code, span, hint }) => [code, span?.line, span?.column, hint]);
}

describe('a config file', () => {
  it.each([
    ['nothing', ''],
    ['a remark', '# mine\n'],
    ['no profiles', 'profiles:\n'],
  ])('with %s in it is the mark of a workspace and no more', (_, text) =>
    expect(siteOf(text)).toBeUndefined(),
  );

  it('gives the profile that is asked for, which stands on `default`', () => {
    const text = `
profiles:
  default: { jobs: 2, scratch: tmp, env: { A: 1, B: x }, programs: { a: { version: "1" }, b: { version: "1" } } }
  big: { jobs: 9, env: { B: true }, pass_env: [C], programs: { b: { command: [run, b] } } }
`;
    const big = siteOf(text, 'big') as Site;
    expect(big).toMatchObject({ profile: 'big', jobs: 9, passEnv: ['C'] });
    expect(big.env).toEqual({ A: '1', B: 'true' });
    expect(big.programs).toEqual({
      a: { version: '1' },
      b: { version: '1', command: ['run', 'b'] },
    });
    expect(big.scratch).toMatch(/^\/workspace\/tmp\/mlip-[0-9a-f]{12}$/);
    expect(siteOf(text)).toMatchObject({ profile: 'default', jobs: 2 });
    expect(siteOf('profiles: { big: { jobs: 9 } }')).toBeUndefined();
  });

  it('reads how nodes run, in the units of a pipeline', () => {
    const text = `
profiles:
  default:
    ask_above: 2ch
    stages: { oracle: { resources: { cores: 4, memory: 8GB, time: 1h30m } } }
    nodes: { "labels[element=Fe]": { timeout: 2h, retry: { attempts: 3, grow: 2 } } }
`;
    expect(siteOf(text)).toMatchObject({
      askAbove: 7200,
      stages: [['oracle', { resources: { cores: 4, memory: '8GB', timeSeconds: 5400 } }]],
      nodes: [['labels[element=Fe]', { timeoutSeconds: 7200, attempts: 3, growth: 2 }]],
    });
  });

  it('says each mistake with its place and what may be meant', () => {
    expect(wrong('profils: {}')).toEqual([['E0203', 1, 1, 'did you mean `profiles`?']]);
    expect(wrong('profiles:\n  a: { job: 2 }')).toEqual([['E0203', 2, 8, 'did you mean `jobs`?']]);
    expect(wrong('profiles:\n  a: { jobs: many }')).toEqual([['E0205', 2, 14, undefined]]);
    expect(wrong('profiles:\n  a:\n    ask_above: 3h')[0]?.slice(0, 3)).toEqual(['E0207', 3, 16]);
    expect(wrong('profiles:\n  a: { stages: { orcale: { timeout: 2h } } }')).toEqual([
      ['E0802', 2, 18, 'did you mean `oracle`?'],
    ]);
    expect(wrong('profiles:\n  a: { env: { N: "${{ resource.cores }}" } }')).toEqual([
      ['E0803', 2, 18, 'did you mean `resources.cores`?'],
    ]);
    expect(wrong('profiles: { cluster: {} }', 'clustre')).toEqual([
      ['E0801', undefined, undefined, 'did you mean `cluster`?'],
    ]);
    expect(wrong('- a')[0]?.[0]).toBe('E0201');
    expect(wrong('profiles: [')[0]?.[0]).toBe('E0109');
    expect(wrong('profiles: { a: { jobs: 1 }, a: { jobs: 2 } }')[0]?.[0]).toBe('E0111');
  });

  it('takes a stage of the user by its path or package', () => {
    expect(
      siteOf('profiles: { default: { stages: { ./a.js: {}, "@x/y": {} } } }')?.stages,
    ).toHaveLength(2);
  });

  it('takes the example of the documents', () => {
    const page = readFileSync(at('docs/profiles.md'), 'utf8');
    const text = /```yaml\n(# mlip\.config[\s\S]*?)```/.exec(page)?.[1] as string;
    expect(siteOf(text, 'cluster')).toMatchObject({
      jobs: 32,
      askAbove: 36_000,
      programs: { 'pw.x': { version: '6.7MaX' } },
    });
  });

  it.each(['E0801', 'E0802', 'E0803'])('the page of %s shows it', (code) => {
    const page = readFileSync(at(`docs/errors/${code}.md`), 'utf8');
    const text = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] as string;
    const profile = /--profile (\S+)\n/.exec(page)?.[1];
    expect(wrong(text, profile).map(([first]) => first)).toContain(code);
  });
});
