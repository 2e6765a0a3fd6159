import type { Command } from '../commander.ts';
import { jsonOption, type Verb } from '../options.ts';

/** `mlip-auto eval`. */
export function addEval(program: Command, verb: Verb): void {
  program
    .command('eval')
    .argument(
      '<potential>',
      'a .yace file, of the train stage or of pacemaker, or a .yaml of pacemaker',
    )
    .argument('<structures...>', 'extended XYZ, POSCAR, CIF, pw.x files or an ase.db; also gzipped')
    .description('evaluates a potential, and compares it with the labels of the files')
    .option('-o, --out <file>', 'writes the structures with energies, forces and stresses (extxyz)')
    .option('--active-set <file>', 'an .asi: gives extrapolation grades (gamma)')
    .option('--force', 'replaces that file', false)
    .option('--energy <name>', "the name of the files' energies, where it is not clear")
    .option('--forces <name>', 'the same of the forces')
    .addOption(jsonOption())
    .action(
      verb(async (potential, structures, options) =>
        (await import('./eval.ts')).evalVerb(potential, structures, options),
      ),
    );
}
