/** What stands where a secret stood. */
export const MASKED = '***';

/** A secret that is shorter would be found in every other word. */
const LEAST = 4;

/**
 * The secrets of one run: values of environment variables that stages named as secret. Whatever the run says
 * or keeps for people goes through it. Of no use to anybody after the run: nothing here is written.
 */
export interface Secrets {
  /** Takes a variable as secret from now on; gives its value, or why it cannot be used, in words. */
  use(name: string): { readonly value: string } | { readonly trouble: string };
  /** Text without secrets. */
  mask(text: string): string;
  /** The same of every text inside a value of plain data. */
  maskAll<T>(value: T): T;
  /** A stream of bytes without secrets, also those that come in two pieces; `end` gives what was held back. */
  stream(): { next(chunk: Uint8Array): Uint8Array; end(): Uint8Array };
  /** How long the longest is, in bytes; 0 where there is none. */
  longest(): number;
  /** The name of a secret whose value stands in the bytes. */
  foundIn(bytes: Uint8Array): string | undefined;
}

/** What a stage asks for is wrong, and not the machine. */
export class BadRequest extends Error {}

/** A stage put a secret where it would be kept. */
export class SecretKept extends BadRequest {
  constructor(name: string) {
    super(`the value of the secret \`${name}\` stands in what was made: it is not kept`);
  }
}

/** No secrets yet; `environment` is where their values come from. */
export function openSecrets(environment: NodeJS.ProcessEnv = process.env): Secrets {
  /** What to look for, as latin1 text of its bytes, the longest first, and whose it is. */
  let known: readonly (readonly [form: string, name: string])[] = [];
  const maskBytes = (latin1: string): string =>
    known.reduce((text, [form]) => text.replaceAll(form, MASKED), latin1);
  const mask = (text: string): string =>
    known.length === 0 ? text : fromLatin1(maskBytes(toLatin1(text)));
  return {
    use(name) {
      const value = environment[name];
      if (value === undefined || value === '') return { trouble: 'is not set' };
      if (value.length < LEAST) return { trouble: `has fewer than ${LEAST} letters` };
      const forms = formsOf(value).map((form) => [toLatin1(form), name] as const);
      const others = known.filter(([, other]) => other !== name);
      known = [...others, ...forms].sort(([a], [b]) => b.length - a.length);
      return { value };
    },
    mask,
    maskAll: (value) => (known.length === 0 ? value : (maskInside(value, mask) as typeof value)),
    stream: () => openStream(() => known.map(([form]) => form), maskBytes),
    longest: () => known[0]?.[0].length ?? 0,
    foundIn(bytes) {
      if (known.length === 0) return undefined;
      const text = Buffer.from(bytes).toString('latin1');
      return known.find(([form]) => text.includes(form))?.[1];
    },
  };
}

const toLatin1 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
const fromLatin1 = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('utf8');

const wellFormed = (value: string): string => Buffer.from(value, 'utf8').toString('utf8');

/** A value, its lines, and how it looks inside JSON, an address, and base64. */
function formsOf(value: string): string[] {
  const lines = value.includes('\n') ? value.split('\n').map((line) => line.trim()) : [];
  const base64 = Buffer.from(value).toString('base64');
  const forms = [
    ...[value, ...lines],
    ...[JSON.stringify(value).slice(1, -1), encodeURIComponent(wellFormed(value))],
    ...[base64, base64.replace(/=+$/, '')],
  ];
  return [...new Set(forms)].filter((form) => form.length >= LEAST);
}

function maskInside(value: unknown, mask: (text: string) => string): unknown {
  if (typeof value === 'string') return mask(value);
  if (Array.isArray(value)) return value.map((one) => maskInside(one, mask));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, maskInside(one, mask)]),
  );
}

function openStream(
  forms: () => readonly string[],
  maskBytes: (latin1: string) => string,
): ReturnType<Secrets['stream']> {
  let held = '';
  return {
    next(chunk) {
      const text = maskBytes(held + Buffer.from(chunk).toString('latin1'));
      const keep = Math.max(0, ...forms().map((form) => beginning(text, form)));
      held = keep === 0 ? '' : text.slice(-keep);
      return Buffer.from(text.slice(0, text.length - keep), 'latin1');
    },
    end() {
      const rest = Buffer.from(held, 'latin1');
      held = '';
      return rest;
    },
  };
}

/** How many letters at the end of a text are the beginning of a form. */
function beginning(text: string, form: string): number {
  for (let length = Math.min(form.length - 1, text.length); length > 0; length--) {
    if (text.endsWith(form.slice(0, length))) return length;
  }
  return 0;
}
