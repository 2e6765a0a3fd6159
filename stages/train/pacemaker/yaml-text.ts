import type { Canonical } from '../../../base/canonical.ts';

type Map = { readonly [key: string]: Canonical };

/** A map as YAML that readers of 1.1 and of 1.2 read alike: maps as blocks, lists and the smallest maps in one line. */
export function yamlLines(value: Map, indent = ''): string[] {
  return Object.entries(value).flatMap(([key, one]) => {
    const name = `${indent}${scalar(key)}:`;
    return isMap(one) && !isSmall(one)
      ? [name, ...yamlLines(one, `${indent}  `)]
      : [`${name} ${flow(one)}`];
  });
}

/** Longer ones get lines of their own. */
const ONE_LINE = 90;

const isSmall = (value: Map): boolean =>
  !Object.values(value).some((one) => isMap(one)) && flow(value).length <= ONE_LINE;

function flow(value: Canonical): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (!isMap(value)) return scalar(value as string | number | boolean | null);
  const entries = Object.entries(value).map(([key, one]) => `${scalar(key)}: ${flow(one)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/** What some reader takes for something else than text: N is nitrogen here, and No nobelium. */
const NOT_TEXT = /^(y|n|yes|no|on|off|true|false|null|~|nan|inf|infinity)$/i;

function scalar(value: string | number | boolean | null): string {
  if (typeof value === 'number') return numberText(value);
  if (typeof value !== 'string') return String(value);
  return /^[A-Za-z_][\w.-]*$/.test(value) && !NOT_TEXT.test(value) ? value : JSON.stringify(value);
}

/** With a point before an exponent: readers of YAML 1.1 take 1e-8 for text. */
function numberText(value: number): string {
  const text = String(value);
  return text.includes('e') && !text.includes('.') ? text.replace('e', '.0e') : text;
}

const isMap = (value: Canonical): value is Map =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
