import type { Canonical, CanonicalObject } from '../../base/canonical.ts';
import { ok } from '../../base/result.ts';
import type { FileReference, ResolveResult } from '../../engine/stage.ts';
import type { StoreSettings } from './settings.ts';

type Import = NonNullable<StoreSettings['import']>;

/** Where the stress is and what it means, every default filled in. */
export type ResolvedStress = Required<NonNullable<Import['stress']>>;

/** How labelled files are read. */
export interface ImportSettings {
  /** Words of the level of theory. */
  readonly level: string;
  readonly energy?: string;
  readonly forces?: string;
  readonly stress?: ResolvedStress;
  readonly family?: string;
  readonly group?: string;
}

/** The settings of an import, files as references, defaults filled in. */
export interface ResolvedImport extends ImportSettings {
  readonly train: FileReference;
  readonly test?: FileReference;
}

/** The settings of `store` as hashed and handed to its run. */
export interface ResolvedStore {
  /** Absent where a test file says what the test part is. */
  readonly test_fraction?: number;
  readonly mix?: 'declared';
  readonly import?: ResolvedImport;
}

const DEFAULT_TEST_FRACTION = 0.2;

/** Fills in the defaults; a test fraction beside a test file is dropped, since it decides nothing. */
export function resolveStore(settings: Canonical): ResolveResult {
  const given = (settings ?? {}) as StoreSettings;
  const imported = given.import && resolveImport(given.import);
  const notes =
    imported && given.import?.level === undefined
      ? [`the imported labels have no named level of theory: they are called ${imported.level}`]
      : [];
  const resolved: ResolvedStore = {
    ...(!imported?.test && { test_fraction: given.test_fraction ?? DEFAULT_TEST_FRACTION }),
    ...(given.mix && { mix: given.mix }),
    ...(imported && { import: imported }),
  };
  return ok({ with: resolved as unknown as CanonicalObject, notes });
}

function resolveImport(given: Import): ResolvedImport {
  const { train, test, level, stress, ...keys } = given;
  const file = train as unknown as FileReference;
  return {
    ...keys,
    train: file,
    ...(test !== undefined && { test: test as unknown as FileReference }),
    level: level ?? `unnamed:${file.file}`,
    ...(stress && {
      stress: {
        ...stress,
        unit: stress.unit ?? 'eV/A^3',
        order: stress.order ?? 'xx yy zz yz xz xy',
      },
    }),
  };
}
