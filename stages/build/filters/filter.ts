import type { Structure } from '../../../science/structure.ts';

/** Why a structure is not wanted, in words; undefined where it is. A filter may remember those before. */
export type Filter = (structure: Structure) => string | undefined;
