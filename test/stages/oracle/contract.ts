import { describe, expect, it } from 'vitest';
import type { CanonicalObject } from '../../../base/canonical.ts';
import { type Digest, digestBytes } from '../../../base/digest.ts';
import type { ItemResult, StageContext } from '../../../engine/stage.ts';
import { type Label, readLabel } from '../../../science/label.ts';
import { atomCount, type Structure, structureBytes } from '../../../science/structure.ts';
import { calculators } from '../../../stages/oracle/calculators.ts';
import { stage } from '../../../stages/oracle/stage.ts';
import { computeContext, itemTask } from './context.ts';

/** What the shared test must know of a calculator. */
export interface OracleCase {
  /** Its settings as a user would write them. */
  readonly settings: { readonly calculator: string; readonly [field: string]: unknown };
  /** Two or more structures that it can label; at least one with atoms away from the origin. */
  readonly structures: readonly Structure[];
  /**
   * A structure with an element that it does not know, and the symbol; of one that knows them all, another that it
   * refuses, and a word of why.
   */
  readonly unknown: { readonly structure: Structure; readonly symbol: string };
  /** The content of the files that its settings name. */
  readonly files?: { readonly [digest: Digest]: Uint8Array };
  /** What the engine adds to its settings: versions that a program said. */
  readonly program?: CanonicalObject;
  /** Where it calculates; a context that only computes where left out. */
  readonly context?: StageContext;
}

/** What every oracle back end must keep, whatever it calls. */
export function oracleContract({
  settings,
  structures,
  unknown,
  files,
  program = {},
  context = computeContext([], files),
}: OracleCase): void {
  const backend = stage.backend(settings as never);
  const resolved = backend.resolve(settings as never);
  if (!resolved.ok) throw new Error('the settings of an oracle case must resolve');
  const node = resolved.value.with;
  const key = { ...node, ...program };
  const label = async (given: readonly Structure[]): Promise<readonly ItemResult[]> => {
    const tasks = given.map((structure) => {
      const own = backend.resolveItem?.(key, structureBytes(structure));
      return itemTask(structure, own?.ok ? own.value : key);
    });
    const raw = await backend.calculate(tasks, context);
    return raw.map((result, at) =>
      result.ok && backend.reading ? backend.reading.read(result.value, tasks[at]!) : result,
    );
  };
  const bytesOf = (results: readonly ItemResult[]): string[] =>
    results.map((result) => (result.ok ? digestBytes(result.value) : result.error.message));
  const labelOf = (result: ItemResult | undefined): Label => {
    if (!result?.ok) throw new Error(`no label: ${result?.error.message}`);
    return readLabel(result.value);
  };

  describe(`the oracle contract: ${settings.calculator}`, () => {
    it('is registered once, under the name of its back end', () => {
      expect(calculators.filter(({ name }) => name === settings.calculator)).toHaveLength(1);
      expect(backend.name).toBe(settings.calculator);
      expect(backend.version).toBeGreaterThanOrEqual(1);
    });

    it('resolves settings to a fixed point', () => {
      const again = backend.resolve(node);
      expect(again.ok && again.value.with).toEqual(node);
    });

    it('gives labels of the right shape, all finite', async () => {
      const results = await label(structures);
      expect(results).toHaveLength(structures.length);
      structures.forEach((structure, at) => {
        const { energy, freeEnergy, forces, stress, level } = labelOf(results[at]);
        expect(forces).toHaveLength(3 * atomCount(structure));
        if (stress) expect(stress).toHaveLength(6);
        if (structure.periodic.every(Boolean)) expect(stress).toHaveLength(6);
        for (const x of [energy, freeEnergy, ...(forces ?? []), ...(stress ?? [])]) {
          expect(Number.isFinite(x)).toBe(true);
          expect(Object.is(x, -0)).toBe(false);
        }
        expect(level.words).not.toBe('');
        expect(level.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
      });
    });

    it('gives the same bytes for the same input, whatever its company in the batch', async () => {
      const together = bytesOf(await label(structures));
      expect(bytesOf(await label(structures))).toEqual(together);
      expect(bytesOf(await label([...structures].reverse())).reverse()).toEqual(together);
      const alone = [];
      for (const structure of structures) alone.push(...bytesOf(await label([structure])));
      expect(alone).toEqual(together);
    });

    it('takes -0 for 0', async () => {
      const [structure] = structures as [Structure];
      const zero = new Float64Array(structure.positions);
      zero[0] = 0;
      const minus = new Float64Array(zero);
      minus[0] = -0;
      const results = await label([
        { ...structure, positions: zero },
        { ...structure, positions: minus },
      ]);
      const [first, second] = bytesOf(results);
      expect(second).toBe(first);
    });

    it('says an unknown element as a value, and labels the rest of the batch', async () => {
      const [structure] = structures as [Structure];
      const [before, failed, after] = await label([structure, unknown.structure, structure]);
      expect(failed?.ok).toBe(false);
      if (failed?.ok !== false) return;
      expect(failed.error.class).toBe('invalid');
      expect(failed.error.message).toMatch(new RegExp(`\\b${unknown.symbol}\\b`));
      expect(labelOf(after)).toEqual(labelOf(before));
    });
  });
}
