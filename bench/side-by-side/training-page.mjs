// The page of bench/train.mjs: what it measured, in words and tables.
import { availableParallelism, release, type } from 'node:os';

/**
 * @typedef {{ structures: number, energy_mae_mev_per_atom: number, forces_mae_ev_per_angstrom: number }} Errors
 * @typedef {{ name: string, source?: string, words: string, cpu: number, wall: number, test: Errors, train: Errors }} Fit
 * @typedef {{ name: string, ours: number, theirs?: number }} Design CPU ms an atom, by number of functions
 * @typedef {{ words: string, date: string, source: string, load: number, node: { alone: number, slowness: number } }} Call
 */

/** What DESIGN.md allows: CPU s of a machine on which node alone takes 0.047 s. */
const BUDGETS = { fit: 3, design: { 100: 0.3, 400: 0.9 }, squares: 5 };

const table = (head, rows) => {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
};

const figure = (value) => String(Number(value.toPrecision(3)));

/**
 * @param {{ call: Call, structures: number, functions: number, rows: readonly Fit[], design: readonly Design[], squares: { cpu: number } }} found
 */
export function trainingPage({ call, structures, functions, rows, design, squares }) {
  return `${[
    '# Training, beside pacemaker',
    head(call, rows),
    aboutFits(rows, functions),
    fitTable(rows),
    ...sameError(rows),
    '## Design rows',
    `Energies and forces of a cell of 256 rattled atoms of copper, cutoff 6 Å, to order 4, one thread: CPU milliseconds an atom, the
least of several calls. pyace is python-ace 0.4.0rc1 in C++.`,
    designTable(design),
    '## Budgets',
    'Scaled by what node alone takes.',
    budgetTable(call, { structures, functions, rows, design, squares }),
  ].join('\n\n')}\n`;
}

const head = ({ words, date, source, load, node }, rows) =>
  `Made by \`node bench/train.mjs${words ? ` ${words}` : ''}\` at ${date}, source ${source}${others(source, rows)}, on ${type()} ${release()}, ${availableParallelism()} cores, Node ${process.versions.node};
load before ${load.toFixed(1)}, node alone ${figure(node.alone)} s of CPU. CPU is user + system of the whole tree of processes and the figure to trust.`;

/** Fits that were measured later, of another source. */
function others(source, rows) {
  const later = rows.filter((row) => row.source !== undefined && row.source !== source);
  const names = later.map(({ name, source: own }) => `${name} at ${own}`);
  return names.length === 0 ? '' : ` (${names.join(', ')})`;
}

const aboutFits = ([{ train, test }], functions) =>
  `Copper with EMT labels: strained and rattled crystals of 8 atoms, ${train.structures} fitted and ${test.structures} of other families held out; cutoff 6 Å, ${functions} functions. A fit is a whole
\`mlip-auto run\` up to the training: what comes before is there. The errors are MAEs of the exported \`.yace\` by the same evaluator. pacemaker 0.4.0rc1, tensorpot on the
CPU, one thread, \`kappa: 0.3\`, two densities (non-linear), its radial functions fitted too; native: linear. EMT is smooth and without noise:
the errors do not carry over to DFT; the times do.`;

function fitTable(rows) {
  const cells = rows.map(({ words, cpu, wall, train, test }) => [
    words,
    `${figure(cpu)} (${figure(wall)})`,
    ...[train, test].map((of) => `${energyOf(of)} / ${forcesOf(of)}`),
  ]);
  return table(
    ['fit', 'CPU s (wall s)', 'fitted: meV/atom / meV/Å', 'held out: meV/atom / meV/Å'],
    cells,
  );
}

const energyOf = ({ energy_mae_mev_per_atom: energy }) => figure(energy);
const forcesOf = ({ forces_mae_ev_per_angstrom: forces }) => figure(1000 * forces);

/** When pacemaker is as good as each native fit. */
function sameError(rows) {
  const others = rows.filter(({ name }) => name.startsWith('pacemaker'));
  if (others.length === 0) return [];
  const lines = rows
    .filter((one) => !others.includes(one))
    .flatMap((native) => [
      lineOf(native, others, 'energies', 'energy_mae_mev_per_atom'),
      lineOf(native, others, 'forces', 'forces_mae_ev_per_angstrom'),
    ]);
  return ['Time to the same held-out error:', lines.join('\n')];
}

function lineOf({ cpu, words, test }, others, what, error) {
  const first = others.find((one) => one.test[error] <= test[error]);
  const other = first ?? others.at(-1);
  const said = first ? 'as good is' : 'not yet as good is';
  const longer = `${figure(other.cpu)} s, ${figure(other.cpu / cpu)} times as long`;
  return `* ${what}, ${words}: ${figure(cpu)} s of CPU; ${said} ${other.words}: ${longer}.`;
}

const designTable = (design) =>
  table(
    ['functions', 'native', 'pyace', ''],
    design.map(({ name, ours, theirs }) => [
      name,
      figure(ours),
      theirs === undefined ? 'not there' : figure(theirs),
      theirs === undefined ? '' : `${figure(theirs / ours)} times as long`,
    ]),
  );

function budgetTable({ node }, { structures, functions, rows, design, squares }) {
  const line = (what, budget, unit, found) => {
    const allowed = budget * node.slowness;
    const said = found <= allowed ? 'reached' : `not reached (${figure(found / allowed)} of it)`;
    return [
      what,
      `${budget} ${unit}`,
      `${figure(allowed)} ${unit}`,
      `${figure(found)} ${unit}`,
      said,
    ];
  };
  const whole = rows.filter(({ name }) => name.startsWith('ace'));
  const lines = [
    ...design.map(({ name, ours }) =>
      line(`design rows, ${name} functions`, BUDGETS.design[name], 'ms/atom', ours),
    ),
    line('least squares, 40,000 x 400', BUDGETS.squares, 's', squares.cpu),
    ...(structures === 100 && functions === 100
      ? whole.map(({ words, cpu }) =>
          line(`fit of 100 structures, 100 functions, whole: ${words}`, BUDGETS.fit, 's', cpu),
        )
      : []),
  ];
  return table(['what', 'budget', 'on this machine', 'measured', ''], lines);
}
