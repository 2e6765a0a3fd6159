import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { absent, componentPath } from './component.ts';

/** Whether the real data sets that some tests read are on this machine. */
export const hasSharedData = !absent('shared');

/** The path of a shared data file. */
export const sharedDataPath = (name: string): string => `${componentPath('shared')}/data/${name}`;

/** The text of a gzipped shared data file. */
export const sharedDataText = (name: string): string =>
  gunzipSync(readFileSync(sharedDataPath(name))).toString('utf8');
