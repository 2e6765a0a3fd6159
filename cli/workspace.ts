import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The nearest folder upward from `folder` that has an `mlip.config.yaml`, else `folder` itself. */
export function findWorkspace(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, 'mlip.config.yaml'))) return at;
    if (at === dirname(at)) return folder;
  }
}
