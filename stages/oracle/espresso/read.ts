import { digestValue } from '../../../base/digest.ts';
import { fail, ok, type Result } from '../../../base/result.ts';
import type { ItemTask, StageFailure } from '../../../engine/stage.ts';
import {
  type AcceptedNumbers,
  acceptPwOutput,
  type Refusal,
} from '../../../science/espresso/accept.ts';
import { hubbardByElement } from '../../../science/espresso/hubbard.ts';
import { type AskedTheory, otherTheory } from '../../../science/espresso/pw-echo.ts';
import { parsePwLog } from '../../../science/espresso/pw-log.ts';
import { type PwOutput, parsePwXml } from '../../../science/espresso/pw-xml.ts';
import { type LevelOfTheory, labelBytes } from '../../../science/label.ts';
import { readStructure, type Structure } from '../../../science/structure.ts';
import { pseudopotentialFile } from './prepare.ts';
import { decodeRaw } from './raw.ts';
import type { ItemEspresso } from './resolved.ts';

/** eV/atom; a total energy of pseudo-atoms is below zero, or the atoms are in each other. */
const ENERGY_WINDOW = [-1e6, 0] as const;
/** eV/Å. */
const FORCE_CORRECTION = 0.02;

/** The numbers of a result that fulfils everything, or why it does not. */
export function accepted(
  xml: string,
  log: string,
  settings: ItemEspresso,
  structure: Structure,
): Result<{ readonly numbers: AcceptedNumbers; readonly output: PwOutput }, Refusal | string> {
  const parsed = parsePwXml(xml);
  if (!parsed.ok) return parsed;
  const output = parsed.value;
  if (settings.program !== undefined && output.version !== settings.program) {
    const message = `it was made by pw.x ${output.version}, and its key says ${settings.program}`;
    return fail({ kind: 'another', message });
  }
  const other = otherTheory(output.echo, askedOf(settings, structure));
  if (other !== undefined) return fail({ kind: 'another', message: other });
  const numbers = acceptPwOutput(
    output,
    structure,
    {
      occupations: settings.occupations,
      isFreeEnergyGround: settings.smearing === 'mv' || settings.smearing === 'mp',
      energyWindow: ENERGY_WINDOW,
      forceCorrection: FORCE_CORRECTION,
    },
    parsePwLog(log).forceCorrection,
  );
  return numbers.ok ? ok({ numbers: numbers.value, output }) : numbers;
}

/** What the input was to say. */
const askedOf = (settings: ItemEspresso, { numbers }: Structure): AskedTheory => ({
  ecutwfc: settings.ecutwfc,
  ...(settings.ecutrho !== undefined && { ecutrho: settings.ecutrho }),
  threshold: settings.conv_thr * numbers.length,
  isSpinPolarised: settings.spin === 'collinear',
  occupations: settings.occupations,
  ...(settings.smearing && { smearing: settings.smearing }),
  ...(settings.degauss !== undefined && { degauss: settings.degauss }),
  mesh: settings.mesh,
  charge: Number(settings.system?.tot_charge ?? 0),
  pseudopotentials: Object.fromEntries(
    Object.entries(settings.pseudopotentials).map(([symbol, reference]) => [
      symbol,
      // The second name is that of raw outputs from before the names told the content.
      [pseudopotentialFile(symbol, reference), `${symbol}.UPF`],
    ]),
  ),
  hubbard: settings.hubbard ? hubbardByElement(settings.hubbard) : {},
});

/** Reads the label out of what was kept: the same checks as when it was made, so that a mended reader can refuse. */
export function readEspresso(raw: Uint8Array, task: ItemTask): Result<Uint8Array, StageFailure> {
  const { xml, log } = decodeRaw(raw);
  const settings = task.with as unknown as ItemEspresso;
  const found = accepted(xml, log, settings, readStructure(task.bytes));
  if (!found.ok) {
    const { error } = found;
    if (typeof error === 'string') return fail({ class: 'physics', message: error });
    const isAnother = error.kind === 'another';
    return fail({ class: isAnother ? 'invalid' : 'physics', message: error.message });
  }
  const { numbers, output } = found.value;
  const { moments } = parsePwLog(log);
  const isWhole = moments?.length === output.labels.length;
  return ok(
    labelBytes({
      ...numbers,
      ...(isWhole && { magneticMoments: Float64Array.from(moments) }),
      level: levelOf(settings, output),
    }),
  );
}

/**
 * The level of theory: all that fixes the Hamiltonian but the mesh of k-points, which each structure has its
 * own of, and the elements that the structure lacks. The pseudopotentials are its parts: two levels are one
 * where they agree on the elements they share. An element's Hubbard correction is in its part.
 */
function levelOf(settings: ItemEspresso, output: PwOutput): LevelOfTheory {
  const {
    pseudopotentials,
    mesh,
    kshift,
    program,
    starting_moments,
    conv_thr,
    electrons,
    hubbard,
    ...theory
  } = settings;
  const corrections = hubbard ? hubbardByElement(hubbard) : {};
  const parts = Object.fromEntries(
    Object.entries(pseudopotentials).map(([symbol, { file }]) => {
      const own = corrections[symbol];
      if (!own) return [symbol, file];
      const part = { file, projectors: hubbard?.projectors, ...own };
      return [symbol, digestValue('part-of-a-level', 1, part as never)];
    }),
  );
  return {
    digest: digestValue('level-of-theory', 1, {
      method: 'plane waves, Quantum ESPRESSO',
      functional: output.functional,
      ...theory,
    } as never),
    words: words(settings, output),
    parts,
  };
}

function words(
  { ecutwfc, ecutrho, smearing, degauss, spin, vdw_corr, hubbard }: ItemEspresso,
  output: PwOutput,
): string {
  return [
    `espresso: ${output.functional}`,
    `${ecutwfc}${ecutrho === undefined ? '' : `/${ecutrho}`} Ry`,
    smearing ? `${smearing} ${degauss} Ry` : 'fixed occupations',
    ...(spin ? ['collinear spin'] : []),
    ...(vdw_corr ? [vdw_corr] : []),
    ...Object.entries(hubbard?.u ?? {}).map(([name, u]) => `U ${name} ${u} eV`),
  ].join(', ');
}
