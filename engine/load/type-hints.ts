import { code } from './words.ts';

/** What to write instead, where a value of the wrong kind shows what was meant. */
export function typeHint(types: readonly string[], value: unknown): string | undefined {
  if (typeof value === 'string') {
    const expression = expressionHint(value);
    if (expression) return expression;
    if (types.includes('number') || types.includes('integer')) return numberHint(value);
    if (types.includes('boolean')) return booleanHint(value);
  }
  if (types.includes('array') && !Array.isArray(value)) return listHint(value);
  if (types.includes('string') && (typeof value === 'number' || typeof value === 'boolean')) {
    return `put it in quotes: "${value}"`;
  }
  if (types.includes('object')) return mapHint(value);
  return undefined;
}

/** `{{ params.x }}`, `$params.x`, `params.x`: nearly an expression. */
function expressionHint(text: string): string | undefined {
  const name = /^[\s${]*params\.([A-Za-z_][\w.-]*)[\s}]*$/.exec(text)?.[1];
  return name && `did you mean "\${{ params.${name} }}"?`;
}

function numberHint(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  if (Number.isFinite(Number(trimmed))) return `take the quotes away: ${trimmed}`;
  if (/^[-+]?\d+,\d+$/.test(trimmed)) {
    return `write the decimal point as a point: ${trimmed.replace(',', '.')}`;
  }
  if (/^[-+]?\d[\d_]*$/.test(trimmed)) return `write ${trimmed.replaceAll('_', '')}`;
  const [, number, rest] =
    /^([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(.+)$/.exec(trimmed) ?? [];
  if (number && rest === '%') return `write the fraction: ${Number(number) / 100}`;
  if (number && rest && /^[\p{L}°/^\d\s]+$/u.test(rest) && /\p{L}/u.test(rest)) {
    return `write the number alone: ${number} (units are fixed)`;
  }
  if (/^[-+]?\d+\s*\/\s*\d+$/.test(trimmed)) return 'write the fraction as a decimal number';
  return undefined;
}

function booleanHint(text: string): string | undefined {
  const word = text.toLowerCase();
  if (['yes', 'on', 'y', 'true', '1'].includes(word)) return `write \`true\`${wordNote(word)}`;
  if (['no', 'off', 'n', 'false', '0'].includes(word)) return `write \`false\`${wordNote(word)}`;
  return undefined;
}

const wordNote = (word: string): string =>
  ['true', 'false'].includes(word) ? ' without quotes' : `: in YAML 1.2 \`${word}\` is only a word`;

function listHint(value: unknown): string | undefined {
  if (typeof value === 'string' && value.includes(',')) {
    return `write a list: [${value}]`;
  }
  if (value === null || typeof value === 'object') return undefined;
  return `write a list, also of one: [${value}]`;
}

function mapHint(value: unknown): string | undefined {
  if (typeof value === 'string') {
    const tight = /^([\w-]+):(\S.*)$/.exec(value);
    return tight
      ? `a space is missing after the colon: ${code(`${tight[1]}: ${tight[2]}`)}`
      : undefined;
  }
  if (Array.isArray(value)) return 'write `key: value` lines, without `- `';
  return undefined;
}
