// Stands for pw.x: reads its input, and writes the XML of a calculation whose numbers are those of effective medium
// theory. Every start leaves a line in `pw-calls` in the folder $FAKE_PW; where `pw-fail` is there, it removes that file and
// ends with code 1, as pw.x does on an error.
import { appendFileSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { emt } from '../../dist/science/emt/emt.js';

const here = process.env.FAKE_PW ?? '';
process.stdout.write('\n     Program PWSCF v.7.9 starts\n');
const input = readFileSync(process.argv[process.argv.indexOf('-in') + 1] ?? '', 'utf8');
if (input === '') process.exit(1);
appendFileSync(join(here, 'pw-calls'), 'one\n');
if (toldToFail()) {
  process.stdout.write('     Error in routine the_fake (1):\n     told to fail\n');
  process.exit(1);
}

/** Of those that run side by side, the one that removes the file. */
function toldToFail() {
  try {
    unlinkSync(join(here, 'pw-fail'));
    return true;
  } catch {
    return false;
  }
}

const [BOHR, HARTREE] = [0.529177210903, 27.211386245988];
const lines = input.split('\n');
const rows = (title, count) => {
  const from = lines.findIndex((line) => line.startsWith(title)) + 1;
  return lines.slice(from, from + count).map((line) => line.trim().split(/\s+/));
};
const key = (name) => new RegExp(`${name}\\s*=\\s*'?([^',\\n]+)`).exec(input)?.[1]?.trim() ?? '';
const count = Number(key('nat'));
const box = rows('CELL_PARAMETERS bohr', 3).flat().map(Number);
const atoms = rows('ATOMIC_POSITIONS bohr', count);
const place = atoms.flatMap((row) => row.slice(1, 4)).map(Number);
const [cell, positions] = [box, place].map((values) =>
  Float64Array.from(values, (value) => value * BOHR),
);
const structure = {
  numbers: new Int32Array(count).fill(13),
  positions,
  cell,
  periodic: [true, true, true],
};
const { energy, forces, stress } = emt(structure).value;

const three = (values, at) => values.slice(3 * at, 3 * at + 3).join(' ');
const pressure = HARTREE / BOHR ** 3;
const full = [0, 5, 4, 5, 1, 3, 4, 3, 2].map((at) => -stress[at] / pressure);
const xml = `<?xml version="1.0"?>
<qes:espresso xmlns:qes="http://www.quantum-espresso.org/ns/qes/qes-1.0">
<general_info><creator NAME="PWSCF" VERSION="7.9">fake</creator></general_info>
<input><electron_control><conv_thr>${Number(key('conv_thr')) / 2}</conv_thr></electron_control></input>
<output>
<convergence_info><scf_conv><convergence_achieved>true</convergence_achieved><n_scf_steps>9</n_scf_steps><scf_error>1e-30</scf_error></scf_conv></convergence_info>
<atomic_structure nat="${count}"><atomic_positions>
${atoms.map(([label], at) => `<atom name="${label}" index="${at + 1}">${three(place, at)}</atom>`).join('\n')}
</atomic_positions><cell>${[0, 1, 2].map((at) => `<a${at + 1}>${three(box, at)}</a${at + 1}>`).join('')}</cell></atomic_structure>
<dft><functional>PZ</functional></dft>
<total_energy><etot>${energy / HARTREE - 2 * count}</etot><demet>0</demet></total_energy>
<band_structure><lsda>false</lsda><nelec>${3 * count}</nelec><ks_energies><k_point weight="2">0 0 0</k_point><eigenvalues size="2">0.1 0.9</eigenvalues><occupations size="2">1 0</occupations></ks_energies></band_structure>
<forces rank="2">${Array.from(forces, (force) => (force * BOHR) / HARTREE).join(' ')}</forces>
<stress rank="2">${full.join(' ')}</stress>
</output>
<timing_info><total><cpu>0.1</cpu></total></timing_info>
<closed DATE="now"></closed>
</qes:espresso>
`;
const outdir = key('outdir');
mkdirSync(outdir, { recursive: true });
writeFileSync(join(outdir, 'pwscf.xml'), xml);
process.stdout.write('     convergence has been achieved in   9 iterations\n     JOB DONE.\n');
