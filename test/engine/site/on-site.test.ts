import { afterEach, describe, expect, it, vi } from 'vitest';
import { onSite } from '../../../engine/site/on-site.ts';
import type { Site } from '../../../engine/site/site.ts';

const SITE: Site = {
  profile: 'p',
  file: '/mlip.config.yaml',
  env: { OMP_NUM_THREADS: '${{ resources.cores }}', MODE: 'site' },
  passEnv: ['LICENCE'],
  stages: [],
  nodes: [],
  programs: {
    'pw.x': {
      command: ['mpirun', '-n', '${{ resources.cores }}', 'pw.x', '-nk', '2'],
      env: { MODE: 'program' },
    },
  },
};

afterEach(() => vi.unstubAllEnvs());

describe('a program on a site', () => {
  it('is run by the command of its name, its arguments after it', () => {
    expect(onSite(SITE, { argv: ['pw.x', '-in', 'a b'] }, 4).argv).toEqual([
      'mpirun',
      '-n',
      '4',
      'pw.x',
      '-nk',
      '2',
      '-in',
      'a b',
    ]);
    expect(onSite(SITE, { argv: ['ph.x'] }, 4).argv).toEqual(['ph.x']);
    expect(onSite(SITE, { argv: ['toString'] }, 4).argv).toEqual(['toString']);
    expect(onSite(undefined, { argv: ['pw.x'] }, 4)).toEqual({ argv: ['pw.x'], env: {} });
  });

  it('has what the key says, before what the profile says, before what is inherited', () => {
    vi.stubEnv('MODE', 'shell');
    vi.stubEnv('LICENCE', 'here');
    vi.stubEnv('OTHER', 'no');
    const env = (asked: object, name = 'ph.x') => onSite(SITE, { argv: [name], ...asked }, 2).env;
    expect(env({ passEnv: ['MODE'] })).toEqual({
      MODE: 'site',
      LICENCE: 'here',
      OMP_NUM_THREADS: '2',
    });
    expect(env({}, 'pw.x')['MODE']).toBe('program');
    expect(env({ env: { MODE: 'key' } }, 'pw.x')['MODE']).toBe('key');
  });

  it('has its defaults where neither the profile nor what is inherited says anything', () => {
    vi.stubEnv('THREADS', '8');
    const defaults = { OMP_NUM_THREADS: '1', THREADS: '1', LOCALE: 'C' };
    expect(onSite(undefined, { argv: ['pw.x'], defaults }, 2).env).toEqual(defaults);
    expect(onSite(SITE, { argv: ['ph.x'], defaults, passEnv: ['THREADS'] }, 2).env).toMatchObject({
      OMP_NUM_THREADS: '2',
      THREADS: '8',
      LOCALE: 'C',
    });
  });
});
