import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = `${process.env.MLIP_SHARED ?? `${root}../shared`}/data`;

/** Whether the real data sets that some tests read are on this machine. */
export const hasSharedData = existsSync(folder);

/** The path of a shared data file. */
export const sharedDataPath = (name: string): string => `${folder}/${name}`;

/** The text of a gzipped shared data file. */
export const sharedDataText = (name: string): string =>
  gunzipSync(readFileSync(sharedDataPath(name))).toString('utf8');
