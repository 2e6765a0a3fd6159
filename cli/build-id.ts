import { readFileSync } from 'node:fs';

/** Which build of the program this is; absent when the sources themselves run, which then cache no parse. */
export function buildId(): string | undefined {
  try {
    return readFileSync(new URL('../build-id', import.meta.url), 'utf8').trim();
  } catch {
    return undefined;
  }
}
