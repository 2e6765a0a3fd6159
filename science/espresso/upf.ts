import { fail, ok, type Result } from '../../base/result.ts';

/** What the header of a pseudopotential file says. */
export interface UpfHeader {
  /** Symbol of its element. */
  readonly element: string;
  readonly kind: 'norm-conserving' | 'ultrasoft' | 'PAW' | 'other';
  readonly functional: string;
  /** Number of valence electrons. */
  readonly valence: number;
  /** Suggested cutoffs of wave functions and of the density, Ry; absent where the file suggests none (0). */
  readonly ecutwfc?: number;
  readonly ecutrho?: number;
}

/** Reads the header of a UPF file that is whole: of one that is cut off, pw.x stops without a word. */
export function parseUpf(text: string): Result<UpfHeader, string> {
  const header = parseUpfHeader(text);
  if (!header.ok) return header;
  const last = /<PP_HEADER\s[^>]/.test(text) ? '</UPF>' : '</PP_RHOATOM>';
  return text.includes(last) ? header : fail(`it is cut off: it has no ${last}`);
}

/**
 * Reads the header of a UPF file, version 2 (attributes) or 1 (lines of values). The failure says what the
 * file is not: pw.x would stop on it, or take the wrong element for it.
 */
export function parseUpfHeader(text: string): Result<UpfHeader, string> {
  const second = /<PP_HEADER\s([^>]*?)\/?>/.exec(text);
  if (second) return fromAttributes(second[1] as string);
  const first = /<PP_HEADER>([\s\S]*?)<\/PP_HEADER>/.exec(text);
  return first ? fromLines((first[1] as string).trim().split('\n')) : fail('it is no UPF file');
}

function fromAttributes(text: string): Result<UpfHeader, string> {
  const found = new Map<string, string>();
  for (const [, name, value] of text.matchAll(/([A-Za-z_]\w*)\s*=\s*"([^"]*)"/g)) {
    found.set(name as string, (value as string).trim());
  }
  return headerOf({
    element: found.get('element'),
    kind: found.get('pseudo_type'),
    functional: found.get('functional'),
    valence: found.get('z_valence'),
    wfc: found.get('wfc_cutoff'),
    rho: found.get('rho_cutoff'),
  });
}

/** Version 1: one value a line, its meaning behind it. */
function fromLines(lines: readonly string[]): Result<UpfHeader, string> {
  const line = (meaning: RegExp): string | undefined => lines.find((one) => meaning.test(one));
  const words = (text: string | undefined): string[] => text?.trim().split(/\s+/) ?? [];
  const cutoffs = words(line(/suggested cutoff/i));
  return headerOf({
    element: words(line(/\bElement\b/i))[0],
    kind: words(lines[2])[0],
    functional: line(/Exchange-Correlation/i)
      ?.replace(/\s*(PP_)?\s*Exchange-Correlation.*$/i, '')
      .trim(),
    valence: words(line(/Z valence/i))[0],
    wfc: cutoffs[0],
    rho: cutoffs[1],
  });
}

function headerOf(raw: {
  readonly element: string | undefined;
  readonly kind: string | undefined;
  readonly functional: string | undefined;
  readonly valence: string | undefined;
  readonly wfc: string | undefined;
  readonly rho: string | undefined;
}): Result<UpfHeader, string> {
  const valence = fortranNumber(raw.valence);
  if (!raw.element || valence === undefined) return fail('its header names no element or valence');
  const [ecutwfc, ecutrho] = [fortranNumber(raw.wfc), fortranNumber(raw.rho)];
  return ok({
    element: raw.element,
    kind: kindOf(raw.kind ?? ''),
    functional: (raw.functional ?? '').replace(/\s+/g, ' '),
    valence,
    ...(ecutwfc && ecutwfc > 0 && { ecutwfc }),
    ...(ecutrho && ecutrho > 0 && { ecutrho }),
  });
}

function kindOf(text: string): UpfHeader['kind'] {
  switch (text.toUpperCase()) {
    case 'NC':
    case 'SL':
      return 'norm-conserving';
    case 'US':
    case 'USPP':
      return 'ultrasoft';
    case 'PAW':
      return 'PAW';
    default:
      return 'other';
  }
}

/** Fortran writes 4.7D+01 too. */
function fortranNumber(text: string | undefined): number | undefined {
  const value = Number((text ?? '').trim().replace(/[dD]/, 'e') || Number.NaN);
  return Number.isFinite(value) ? value : undefined;
}
