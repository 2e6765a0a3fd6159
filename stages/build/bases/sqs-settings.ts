import { type Static, Type } from '../../../base/doors/typebox.ts';
import type { Repeats } from '../../../science/supercell.ts';
import type { ResolvedSystem } from '../resolved.ts';

const closed = { additionalProperties: false } as const;

const SqsOptions = Type.Object(
  {
    size: Type.Optional(
      Type.Integer({
        minimum: 2,
        maximum: 256,
        description:
          'Atoms. The shape of the cell is chosen too, from all supercells of that size up to symmetry. Default: the first from 32 that holds the composition; with `supercell` its own',
      }),
    ),
    shells: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 12,
        description:
          'Shells of neighbours whose pairs shall be as in a random alloy. Default: 4, or as many as the cell can have',
      }),
    ),
    triplets: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 4,
        description:
          'Triplets whose three pairs are within this shell count too; 0 for none. Default: 2',
      }),
    ),
    count: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 100,
        description: 'How many different structures, the most random first. Default: 1',
      }),
    ),
    steps: Type.Optional(
      Type.Integer({
        minimum: 1000,
        maximum: 1_000_000_000,
        description:
          'Swaps that a search may try where decorations are too many to try them all. Default: 10000 an atom, 1000 in a given supercell',
      }),
    ),
  },
  { ...closed },
);

/** `sqs` in the settings. */
export const sqsFields = {
  sqs: Type.Union([Type.Boolean(), SqsOptions], {
    description:
      'Special quasirandom structures: an alloy decorated so that its pairs (and triplets) are those of a random alloy. Default: true for a `system` of several elements; false decorates its sites at random',
  }),
};

/** What is written under `sqs`. */
export type SqsConfig = Static<typeof SqsOptions>;

/** Every default filled in. */
export interface ResolvedSqs {
  /** Left out where `supercell` is given. */
  readonly size?: number;
  readonly shells: number;
  readonly triplets: number;
  readonly count: number;
  readonly steps: number;
}

/** The settings that the strategy gets. */
export interface SqsSettings {
  readonly system?: ResolvedSystem;
  readonly supercell?: Repeats;
  readonly sqs?: ResolvedSqs;
}
