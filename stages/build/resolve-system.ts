import { fail, ok, type Result } from '../../base/result.ts';
import type { SettingIssue } from '../../engine/stage.ts';
import { atomicNumber } from '../../science/elements.ts';
import { constantsText, latticeConstants } from '../../science/lattice-constants.ts';
import {
  type CrystalStructure,
  IDEAL_C_OVER_A,
  type LatticeConstants,
} from '../../science/prototypes.ts';
import type { ResolvedSystem } from './resolved.ts';
import { isLattice, type SystemConfig } from './system-config.ts';

/** A crystal with every choice made, and what to say about the choices. */
export interface SystemChoice {
  readonly system: ResolvedSystem;
  readonly notes: readonly string[];
}

/**
 * Fills in composition and lattice constants of a crystal that is one lattice; undefined where `system` only names
 * elements, or is a compound or of a file, which resolve themselves.
 */
export function resolveSystem(
  config: SystemConfig,
): Result<SystemChoice | undefined, readonly SettingIssue[]> {
  const { crystal_structure: crystal } = config;
  if (crystal === undefined || config.file || config.sublattices) return ok(undefined);
  if (!isLattice(crystal)) return ok(undefined);
  const composition = resolveComposition(config);
  if (!composition.ok) return composition;
  const lattice = resolveLattice(config, crystal, composition.value);
  if (!lattice.ok) return lattice;
  return ok({
    system: {
      composition: composition.value,
      crystal_structure: crystal,
      lattice_constants: lattice.value.constants,
    },
    notes: lattice.value.notes,
  });
}

const issue = (
  path: SettingIssue['path'],
  message: string,
  hint?: string,
): { readonly ok: false; readonly error: readonly SettingIssue[] } =>
  fail([{ path, message, ...(hint !== undefined && { hint }) }]);

/** The fractions above 0, checked against the elements. */
export function resolveComposition({
  elements,
  composition,
}: SystemConfig): Result<{ readonly [symbol: string]: number }, readonly SettingIssue[]> {
  const wrong = elementIssue(elements);
  if (wrong) return fail([wrong]);
  const [only] = elements;
  if (!composition) {
    if (elements.length === 1 && only !== undefined) return ok({ [only]: 1 });
    const share = Math.round(1e4 / elements.length) / 1e4;
    return issue(
      ['system'],
      `the composition of ${elements.join('-')} is missing`,
      `composition: { ${elements.map((symbol) => `${symbol}: ${share}`).join(', ')} }`,
    );
  }
  const stray = Object.keys(composition).find((symbol) => !elements.includes(symbol));
  if (stray !== undefined) {
    return issue(
      ['system', 'composition', stray],
      `${stray} is not among the elements ${elements.join(', ')}`,
    );
  }
  const missing = elements.find((symbol) => composition[symbol] === undefined);
  if (missing !== undefined) {
    return issue(['system', 'composition'], `${missing} has no fraction`);
  }
  const sum = elements.reduce((total, symbol) => total + composition[symbol]!, 0);
  if (Math.abs(sum - 1) > 1e-6) {
    return issue(
      ['system', 'composition'],
      `the fractions sum to ${Number(sum.toPrecision(6))}, not 1`,
    );
  }
  const present = Object.entries(composition).filter(([, fraction]) => fraction > 0);
  return ok(Object.fromEntries(present));
}

/** What is wrong with the first of `elements` that is none. */
export function elementIssue(elements: readonly string[]): SettingIssue | undefined {
  const wrong = elements.findIndex((symbol) => atomicNumber(symbol) === undefined);
  if (wrong < 0) return undefined;
  const [message, hint] = noElement(elements[wrong]!);
  return { path: ['system', 'elements', wrong], message, ...(hint !== undefined && { hint }) };
}

function noElement(text: string): [message: string, hint?: string] {
  const written = text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase();
  const message = `"${text}" is no chemical element`;
  return atomicNumber(written) === undefined ? [message] : [message, `write ${written}`];
}

function resolveLattice(
  { lattice_constants: given }: SystemConfig,
  structure: CrystalStructure,
  composition: { readonly [symbol: string]: number },
): Result<{ constants: LatticeConstants; notes: readonly string[] }, readonly SettingIssue[]> {
  if (given) {
    const { a, c } = given;
    if (structure !== 'hcp') {
      if (c === undefined) return ok({ constants: { a }, notes: [] });
      return issue(['system', 'lattice_constants', 'c'], `${structure} is cubic: it has no c`);
    }
    if (c !== undefined) return ok({ constants: { a, c }, notes: [] });
    const constants = { a, c: Math.round(a * IDEAL_C_OVER_A * 1e4) / 1e4 };
    return ok({ constants, notes: [`hcp: ${constantsText(constants)}, the ideal c/a`] });
  }
  const chosen = latticeConstants(composition, structure);
  if (chosen) return ok(chosen);
  const unknown = Object.keys(composition).filter(
    (symbol) => !latticeConstants({ [symbol]: 1 }, structure),
  );
  return issue(
    ['system'],
    `no experimental lattice constant is known here for ${unknown.join(', ')}`,
    `give it: lattice_constants: { a: 4.0${structure === 'hcp' ? ', c: 6.5' : ''} }`,
  );
}
