// Stands for the Python that has pacemaker: does what python/pacemaker_worker.py is asked for, without pacemaker.
// Its potential has no interactions at all, and its log tells the truth of it, so that it can be believed.
// What it was asked for goes into `calls.jsonl` beside it; `steer.json` beside it says what shall go wrong:
//   once        steps (dataset, pacemaker, pace_yaml2yace, pace_activeset) that end with a code, each one time
//   says        what that step prints on its standard error then; code: the code it ends with
//   hangAfter   iterations (of all steps of a ladder together) after which it waits for its end, one time
//   lie         what its log says wrong, meV/atom; leaves: files that it does not leave; empty: a log without iterations
//   halfInterim its interim potential is cut short
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const here = dirname(process.argv[1] ?? '');
const [, , , ...words] = process.argv;
const [job = '', name = '', ...rest] = words;
const steering = join(here, 'steer.json');
const steer = existsSync(steering) ? JSON.parse(readFileSync(steering, 'utf8')) : {};
const forget = (change) => writeFileSync(steering, JSON.stringify({ ...steer, ...change }));
const own = readable('input.yaml');
const begun = readable('start.yaml');
const LADDER = Number(/ladder_step: (\d+)/.exec(own ?? '')?.[1] ?? 0);
appendFileSync(
  join(here, 'calls.jsonl'),
  `${JSON.stringify({ words, input: job === 'tool' && name === 'pacemaker' ? own : undefined, threads: process.env.OMP_NUM_THREADS })}\n`,
);

function readable(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

const step = job === 'tool' ? name : job;
if (steer.once?.includes(step)) {
  forget({ once: steer.once.filter((one) => one !== step) });
  process.stderr.write(steer.says ?? 'the fake was told to fail\n');
  process.exit(steer.code ?? 1);
}
if (job === 'dataset') writeTable(name, rest[0]);
else if (name === 'pacemaker') await train();
else if (name === 'pace_yaml2yace') leave('output_potential.yace', yace());
else if (name === 'pace_activeset') leave('output_potential.asi', 'an active set');
else process.exit(2);

function leave(file, text) {
  if (!steer.leaves?.includes(file)) writeFileSync(file, text);
}

function writeTable(source, target) {
  const rows = readFileSync(source, 'utf8').trimEnd().split('\n');
  writeFileSync(target, rows.join('\n'));
  process.stdout.write(`${JSON.stringify({ ok: true, structures: rows.length })}\n`);
}

function elements() {
  return /elements: \[(.*)\]/
    .exec(own)[1]
    .split(', ')
    .map((one) => one.replaceAll('"', ''));
}

/** Functions with no coefficients: `count` of them. */
function basis(count) {
  const [first] = elements();
  const lines = Array.from(
    { length: count },
    (_, n) => `      - {type: ${first} ${first}, nr: [${n + 1}], nl: [0], c: [0]}`,
  );
  const cutoff = /rcut: ([\d.]+)/.exec(own)[1];
  return `metadata:\n  starttime: now\n  user: somebody\nspecies:\n${elements()
    .map(
      (symbol) =>
        `  - speciesblock: ${symbol}\n    rcutij: ${cutoff}\n    nbody:\n${lines.join('\n')}\n`,
    )
    .join('')}`;
}

function yace() {
  const symbols = elements();
  const cutoff = /rcut: ([\d.]+)/.exec(own)[1];
  const bond = `{nradmax: 1, lmax: 0, nradbasemax: 1, radbasename: SBessel, radparameters: [0], radcoefficients: [[[1]]], prehc: 0, lambdahc: 0, rcut: ${cutoff}, dcut: 0.01, rcut_in: 0, dcut_in: 0, inner_cutoff_type: distance}`;
  const list = symbols.map((_, e) => e);
  return [
    `elements: [${symbols.join(', ')}]`,
    `E0: [${symbols.map(() => 0).join(', ')}]`,
    'deltaSplineBins: 0.001',
    'embeddings:',
    ...list.map(
      (e) =>
        `  ${e}: {ndensity: 1, FS_parameters: [1, 1], npoti: FinnisSinclairShiftedScaled, rho_core_cutoff: 100000, drho_core_cutoff: 250}`,
    ),
    'bonds:',
    ...list.flatMap((a) => list.map((b) => `  [${a}, ${b}]: ${bond}`)),
    'functions:',
    ...list.flatMap((e) => [
      `  ${e}:`,
      `    - {mu0: ${e}, rank: 1, ndensity: 1, num_ms_combs: 1, mus: [${e}], ns: [1], ls: [0], ms_combs: [0], ctildes: [0]}`,
    ]),
    '',
  ].join('\n');
}

/** The errors of a potential without interactions, as pacemaker's log says them. */
function rmse() {
  let [energy, forces, components] = [0, 0, 0];
  const rows = readFileSync('fit.pckl.gzip', 'utf8')
    .split('\n')
    .map((line) => JSON.parse(line));
  for (const row of rows) {
    energy += (row.energy_corrected / row.numbers.length) ** 2;
    for (const force of row.forces.flat()) forces += force ** 2;
    components += row.forces.flat().length;
  }
  return [
    1000 * Math.sqrt(energy / rows.length) + (steer.lie ?? 0),
    1000 * Math.sqrt(forces / components),
  ];
}

async function train() {
  const most = Number(/maxiter: (\d+)/.exec(own)[1]);
  const size = Number(/number_of_functions_per_element: (\d+)/.exec(own)[1]);
  writeFileSync('target_potential.yaml', basis(size));
  writeFileSync(
    'log.txt',
    `I - Target potential shape constructed from dictionary, it contains ${size * elements().length} functions\n`,
  );
  if (rest.includes('-ip') && (begun.match(/type:/g) ?? []).length >= size * elements().length) {
    say('I - No new function added after basis extension. Stopping');
    leave('output_potential.yaml', begun);
    return;
  }
  let total = 0;
  for (const [step, functions] of steps(size).entries()) {
    if (LADDER > 0) writeFileSync('current_extended_potential.yaml', basis(functions));
    for (let at = 1; at <= most && !steer.empty; at++) {
      const interim = basis(functions);
      writeFileSync(
        'interim_potential_0.yaml',
        steer.halfInterim ? interim.slice(0, -40) : interim,
      );
      iteration(at, functions);
      if (++total === steer.hangAfter) await hang();
    }
    if (LADDER > 0) writeFileSync(`interim_potential_ladder_step_${step}.yaml`, basis(functions));
  }
  writeFileSync('fitting_data_info.pckl.gzip', 'what the active set is found from');
  leave('output_potential.yaml', basis(size));
}

/** Numbers of functions: with a ladder, those of its steps; one that is not grown from starts at none, as the real one's. */
function steps(size) {
  if (LADDER === 0) return [size];
  const all = [];
  let have = rest.includes('-ip') ? begun.match(/type:/g).length : 0;
  while (have < size) {
    have = Math.min(size, have + LADDER);
    all.push(have);
  }
  return all;
}

/** The loss has the number of functions before its point. */
function iteration(at, functions) {
  const [energy, forces] = rmse();
  say(
    `I - Iteration   #${at}    (${at + 1} evals):        Loss: ${functions}.5000e-0${at % 9} | RMSE Energy(low): ${energy.toFixed(2)} (1.0) meV/at | Forces(low): ${forces.toFixed(2)} (1.0) meV/A | Time/eval: 1.0 mcs/at`,
  );
}

function say(line) {
  appendFileSync('log.txt', `${line}\n`);
  process.stderr.write(`${line}\n`);
}

/** Until it is ended; without whoever started it, it ends itself. */
function hang() {
  forget({ hangAfter: undefined });
  const parent = process.ppid;
  return new Promise(() => setInterval(() => process.ppid === parent || process.exit(1), 1000));
}
