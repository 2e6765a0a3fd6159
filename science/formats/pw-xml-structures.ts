import type { Result } from '../../base/result.ts';
import { BOHR } from '../espresso/units.ts';
import type { Structure } from '../structure.ts';
import { parseXml, type XmlElement, xmlAll, xmlAt } from '../xml.ts';
import { catchFormat, type FormatError, FormatProblem } from './format-error.ts';
import { elementOfLabel } from './pw-label.ts';

/**
 * Reads the structures of pw.x's XML (schema QEXSD, `data-file-schema.xml`): the one it started from, each
 * that a relaxation or molecular dynamics went to, the last one. All digits are there. Labels and moments
 * are not read. A document that is cut off, or has no structure, is a failure.
 */
export function parsePwXmlStructures(text: string): Result<Structure[], FormatError> {
  return catchFormat(() => {
    const parsed = parseXml(text);
    if (!parsed.ok) throw new FormatProblem(0, `the XML of pw.x is not whole: ${parsed.error}`);
    const output = xmlAt(parsed.value, 'output');
    if (!parsed.value.name.endsWith('espresso') || !output) {
      throw new FormatProblem(0, 'the XML is not that of a finished run of pw.x: it has no output');
    }
    return [...xmlAll(parsed.value, 'step'), output].map(structureOf);
  });
}

function structureOf(element: XmlElement): Structure {
  const structure = at(element, 'atomic_structure');
  const atoms = xmlAll(at(structure, 'atomic_positions'), 'atom');
  if (atoms.length !== Number(structure.attributes.nat)) {
    throw new FormatProblem(0, `the XML of pw.x lists ${atoms.length} of its atoms`);
  }
  return {
    numbers: Int32Array.from(atoms, ({ attributes }) => elementOfLabel(attributes.name ?? '', 0)),
    positions: Float64Array.from(atoms.flatMap(lengths)),
    cell: Float64Array.from(
      ['a1', 'a2', 'a3'].flatMap((name) => lengths(at(structure, `cell/${name}`))),
    ),
    periodic: [true, true, true],
  };
}

/** Three numbers in bohr, as Å. */
function lengths({ name, text }: XmlElement): number[] {
  const values = text
    .trim()
    .split(/\s+/)
    .map((word) => Number(word) * BOHR);
  if (values.length === 3 && values.every(Number.isFinite)) return values;
  throw new FormatProblem(0, `<${name}> of the XML of pw.x has no three numbers`);
}

function at(element: XmlElement, path: string): XmlElement {
  const found = xmlAt(element, path);
  if (!found) throw new FormatProblem(0, `the XML of pw.x has no ${path}`);
  return found;
}
