import { PLAIN } from '../engine/run/choice.ts';
import { openClaims } from '../engine/run/claims.ts';
import type { RunSetting } from '../engine/run/setting.ts';
import { openUnits } from '../engine/run/units.ts';
import { loaderOf, type Opened } from './open.ts';
import { poolOf } from './pool.ts';

/** A setting in which stages can be evaluated outside of a run, saying nothing; `close` ends its workers. */
export function quietSetting({
  pipeline,
  workspace,
  state,
  request,
  site,
}: Omit<Opened, 'keep' | 'config'>): {
  readonly setting: RunSetting;
  close(): Promise<void>;
} {
  const { signal } = new AbortController();
  const pool = poolOf(1, signal);
  const setting: RunSetting = {
    pipeline,
    workspace,
    state,
    load: loaderOf(request),
    jobs: 1,
    pool: pool.open,
    claims: openClaims(),
    units: openUnits(1),
    choice: PLAIN,
    site,
    emit: () => {},
    signal,
  };
  return { setting, close: pool.close };
}
