import type { Canonical } from '../../base/canonical.ts';
import { ok, type Result } from '../../base/result.ts';
import type { ValidNode } from '../pipeline.ts';
import type { SettingIssue, Stage } from '../stage.ts';

/** What a stage made of a node's settings. */
export type ResolvedSettings = Pick<ValidNode, 'backend' | 'with' | 'how' | 'notes' | 'program'>;

/** Has a stage resolve settings that fit its schema, each file in them by its digest. */
export function resolvedBy(
  stage: Stage,
  settings: Canonical,
): Result<ResolvedSettings, readonly SettingIssue[]> {
  const backend = stage.backend(settings);
  const result = backend.resolve(settings);
  if (!result.ok) return result;
  const reading = 'reading' in backend ? backend.reading : undefined;
  const { how, notes = [], program } = result.value;
  return ok({
    backend: {
      name: backend.name,
      version: backend.version,
      ...(reading && { readingVersion: reading.version }),
    },
    with: result.value.with,
    ...(how && { how }),
    notes,
    ...(program && { program }),
  });
}
