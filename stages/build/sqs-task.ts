import { type SqsCandidate, type SqsTask, searchSqs } from '../../science/sqs/sqs-search.ts';

/** This module, for worker threads. */
export const TASK = import.meta.url;

/** On a worker: the best decorations of a task's supercells. */
export const search = (task: SqsTask): SqsCandidate[] => searchSqs(task);
