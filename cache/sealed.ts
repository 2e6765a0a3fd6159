import { digestBytes, digestHex } from '../base/digest.ts';

/** How a sealed text ends: a member that older programs read over. */
const SEAL = /^(.*?),?"check":"([0-9a-f]{16})"\}$/s;

/**
 * JSON of an object as the index keeps it: with a digest of itself and of what it belongs to as the last
 * member. SQLite does not notice a bit that a disk turned in a row; what says that work is done must.
 */
export function sealed(json: string, of: string): string {
  if (!json.endsWith('}')) throw new Error('internal error: only an object can be sealed');
  const body = json.slice(0, -1);
  return `${body}${body === '{' ? '' : ','}"check":"${checkOf(body, of)}"}`;
}

/** The JSON that was sealed; `undefined` where it is not what it was. Rows of older programs have no seal. */
export function unsealed(text: unknown, of: string): string | undefined {
  if (typeof text !== 'string') return undefined;
  const [, body, check] = SEAL.exec(text) ?? [];
  if (body === undefined) return text;
  return check === checkOf(body, of) ? `${body}}` : undefined;
}

/** The object that was sealed; `undefined` where it cannot be known any more. */
export function readSealed<T>(text: unknown, of: string): T | undefined {
  const json = unsealed(text, of);
  if (json === undefined) return undefined;
  try {
    return JSON.parse(json) as T;
  } catch {
    return undefined;
  }
}

const checkOf = (body: string, of: string): string =>
  digestHex(digestBytes(Buffer.from(`${of}\n${body}`))).slice(0, 16);
