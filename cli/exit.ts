/** What the program ends with. */
export const EXIT = {
  done: 0,
  /** A node failed, or a set is incomplete. */
  failed: 1,
  /** Bad usage or a bad file. */
  usage: 2,
  /** Someone else holds the workspace. */
  held: 3,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
