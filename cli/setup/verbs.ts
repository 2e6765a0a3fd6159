import { Argument, type Command } from '../commander.ts';
import { jsonOption, noWaitOption, type Verb } from '../options.ts';

/** `mlip-auto setup ...`. */
export function addSetup(program: Command, verb: Verb): void {
  program
    .command('setup')
    .addArgument(new Argument('<what>', 'what to install').choices(['pacemaker']))
    .description(
      'makes the environment of an external program: pinned versions, in the cache folder',
    )
    .option('--folder <dir>', 'makes it here instead')
    .option('--python <path>', 'the Python to make it with (default: python3.11, python3)')
    .option('--again', 'makes it anew even where it stands', false)
    .addOption(jsonOption())
    .addOption(noWaitOption())
    .action(verb(async (what, options) => (await import('./setup.ts')).setup(what, options)));
}

/** `mlip-auto doctor`. */
export function addDoctor(program: Command, verb: Verb): void {
  program
    .command('doctor')
    .description(
      'says what of this machine works, as a run would find it, and what to do about the rest',
    )
    .option('--profile <name>', 'the site profile, as for run')
    .addOption(jsonOption())
    .action(verb(async (options) => (await import('../doctor.ts')).doctor(options)));
}
