import { Option } from './commander.ts';
import type { ExitCode } from './exit.ts';

/** Makes an action of a command out of what a verb does: its exit code becomes the program's. */
export type Verb = <A extends readonly unknown[]>(
  act: (...args: A) => Promise<ExitCode>,
) => (...args: A) => Promise<void>;

export const jsonOption = (): Option =>
  new Option('--json', 'prints one JSON object a line; the last is the summary').default(false);

export const noWaitOption = (): Option =>
  new Option('--no-wait', 'ends with code 3 when another run holds the workspace');
