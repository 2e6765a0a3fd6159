import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The file at a workspace's root, with its site profiles. */
export const CONFIG_FILE = 'mlip.config.yaml';

/** The nearest folder upward from `folder` that has an `mlip.config.yaml`, else `folder` itself. */
export const findWorkspace = (folder: string): string => {
  const config = findConfig(folder);
  return config === undefined ? folder : dirname(config);
};

/** The nearest `mlip.config.yaml` upward from `folder`, which makes its folder the workspace. */
export function findConfig(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const config = join(at, CONFIG_FILE);
    if (existsSync(config)) return config;
    if (at === dirname(at)) return undefined;
  }
}
