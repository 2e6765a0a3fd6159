import { parseExtxyz } from '../../science/formats/extxyz.ts';
import type { Labelled } from './labelled-dataset.ts';
import { sharedDataText } from './shared-data.ts';

const BLOCK = 10;

/**
 * The frames of a shared extxyz file with their energies, forces and groups; families are contiguous
 * blocks of at most 10 frames of one group and atom count, as an import makes them.
 */
export function readLabelled(name: string, part: 'fit' | 'test' = 'fit'): Labelled[] {
  const frames = parseExtxyz(sharedDataText(name));
  if (!frames.ok) throw new Error(frames.error.message);
  let [run, id, length] = ['', 0, 0];
  return frames.value.map(({ structure, info, arrays }) => {
    const group = String(info['config_type'] ?? '');
    const key = `${group} ${structure.numbers.length}`;
    length = key === run ? length + 1 : 1;
    if (length === 1 || length > BLOCK) {
      id++;
      length = 1;
    }
    run = key;
    const forces = arrays['forces']?.values as Float64Array;
    return {
      structure,
      energy: info['energy'] as number,
      forces,
      group,
      family: `${part} ${group} ${id}`,
      part,
    };
  });
}
