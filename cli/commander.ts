/** The one door of commander: commands and options of the command line. */
export { Command, CommanderError, Option } from 'commander';
