/** The one door of commander: commands and options of the command line. */
export { Argument, Command, CommanderError, Option } from 'commander';
