import type { Conversation, StayingProgram } from '../../engine/conversation.ts';
import { converse, type Talk } from '../../engine/run/converse.ts';
import { openSecrets } from '../../engine/run/secrets.ts';
import { onSite } from '../../engine/site/on-site.ts';

/** Talks to a program that stays, outside of a run; end it with `endRun()`. */
export const talkTo = (
  program: StayingProgram,
  lines: readonly string[],
  { folder, ...more }: Pick<Talk, 'folder'> & Partial<Talk>,
): Promise<Conversation> =>
  converse(
    {
      program,
      ...onSite(undefined, program, 1),
      folder,
      most: 2,
      signal: new AbortController().signal,
      log: { say: () => {}, output: () => {} },
      secrets: openSecrets(),
      onCpu: () => {},
      ...more,
    },
    lines,
  );
