import { fail, ok, type Result } from '../../base/result.ts';
import type { NamedStructure } from '../../science/formats/detect.ts';
import { readStructures } from '../../stages/build/files/read-structures.ts';
import { type FrameKeys, findPresentKeys } from '../../stages/store/import/find-keys.ts';
import { frameStress } from '../../stages/store/import/frame-stress.ts';

/** A structure of a file with whatever the file says was computed for it. */
export interface LabelledStructure {
  readonly named: NamedStructure;
  /** What its errors are counted under: `config_type`. */
  readonly group: string;
  /** Force-consistent where the file has both, eV. */
  readonly energy?: number;
  /** 3N, eV/Å. */
  readonly forces?: Float64Array;
  /** Voigt xx yy zz yz xz xy, eV/Å^3, tension positive. */
  readonly stress?: Float64Array;
}

/** Names of the labels, where they must be told. */
export interface LabelNames {
  readonly energy?: string;
  readonly forces?: string;
}

/** Why a file cannot be used: as a whole, or for want of clear labels. */
export interface FileTrouble {
  readonly code: 'E0932' | 'E0933';
  readonly message: string;
  readonly hint?: string;
}

/** Every structure of a file in any format that the build stage reads, with its labels. */
export async function labelledStructures(
  file: { readonly bytes: Uint8Array; readonly name: string },
  names: LabelNames,
): Promise<Result<readonly LabelledStructure[], FileTrouble>> {
  const read = await readStructures(file);
  if (!read.ok) {
    const { message, hint } = read.error;
    return fail({ code: 'E0932', message, ...(hint !== undefined && { hint }) });
  }
  const frames = read.value.map(({ info = {}, arrays = {} }) => ({ info, arrays }));
  const keys = findPresentKeys(frames, names);
  if (!keys.ok) {
    const hint = 'name them: --energy NAME --forces NAME';
    return fail({ code: 'E0933', message: `${file.name}: ${keys.error.message}`, hint });
  }
  return ok(read.value.map((named) => labelled(named, keys.value)));
}

function labelled(named: NamedStructure, keys: Partial<FrameKeys>): LabelledStructure {
  const { info = {}, arrays = {}, results, structure } = named;
  const group = String(info.config_type ?? '');
  const energy = results?.freeEnergy ?? results?.energy ?? info[keys.freeEnergy ?? ''];
  const column = arrays[keys.forces ?? ''];
  const isVectors = column?.columns === 3 && (column.type === 'R' || column.type === 'I');
  const forces = results?.forces ?? (isVectors ? Float64Array.from(column.values) : undefined);
  const stress = results?.stress ?? aseStress(named);
  const isWhole = forces?.length === structure.positions.length && forces.every(Number.isFinite);
  return {
    named,
    group,
    ...(typeof energy === 'number' && Number.isFinite(energy) && { energy }),
    ...(isWhole && { forces }),
    ...(stress && { stress }),
  };
}

/** The `stress` that ASE writes (tension positive, eV/Å^3); what others mean by theirs is not guessed. */
function aseStress({ info = {}, structure }: NamedStructure): Float64Array | undefined {
  if (info.stress === undefined || !structure.periodic.every(Boolean)) return undefined;
  const found = frameStress(
    { structure, info, arrays: {}, line: 0 },
    { key: 'stress', unit: 'eV/A^3', sign: 'tension', order: 'xx yy zz yz xz xy' },
  );
  return found.ok ? found.value : undefined;
}
