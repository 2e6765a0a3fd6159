// What `plan` foretells against what the run then costs, on workloads that were fixed before: blind.
import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startProgram } from './engine-run.mjs';
import { workloads } from './price-workloads.mjs';
import { table, writeProof } from './written.mjs';

const CLAIM =
  'A price is an interval that holds what is then spent four times in five: 70 to 90 % of the costs that the model has not seen lie inside, for single nodes and for sums. Each workload runs in a workspace of its own: its first part, from which the prices are made; then `plan` of the second part, and its run. The workloads and their two parts are in `scripts/proofs/price-workloads.mjs`, committed before any result of them was seen.';

const PSEUDO = ['/usr/share/espresso/pseudo/Al.pz-vbc.UPF'];

/** @param {readonly string[]} argv */
export async function prove(argv) {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      only: { type: 'string' },
      series: { type: 'string', default: '2' },
      check: { type: 'boolean', default: false },
      'no-write': { type: 'boolean', default: false },
    },
  });
  const pw = process.env['MLIP_PW'] ?? '/usr/bin/pw.x';
  const given = process.env['MLIP_PSEUDO'];
  const files = [...(given ? [join(given, 'Al.pz-vbc.UPF')] : []), ...PSEUDO];
  const pseudo = existsSync(pw) ? files.find((file) => existsSync(file)) : undefined;
  const chosen = workloads({ series: Number(values.series), pseudo }).filter(
    ({ name }) => !values.only || name === values.only,
  );
  const found = [];
  for (const one of chosen) {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mlip-price-')));
    try {
      if (values.check) await checked(folder, one);
      else found.push(await measured(folder, one));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    if (!values.check) console.log(wordsOf(found.at(-1)));
  }
  if (values.check) return true;
  const { held, body } = judged(found, pseudo === undefined);
  console.log(body);
  if (!values['no-write']) writeProof('price', argv, { claim: CLAIM, held, body });
  return held;
}

async function command(folder, ...argv) {
  const ended = await startProgram(folder, [...argv, '--json']).ended;
  if (ended.code !== 0) {
    throw new Error(`${argv.join(' ')}: ${ended.stderr}${JSON.stringify(ended.events.slice(-3))}`);
  }
  return ended.events;
}

/** Only reads the pipelines: no cost is seen. */
async function checked(folder, { name, first, second }) {
  writeFileSync(join(folder, 'first.yaml'), first);
  writeFileSync(join(folder, 'second.yaml'), second);
  for (const file of ['first.yaml', 'second.yaml']) {
    const { code, stderr } = await startProgram(folder, ['validate', file]).ended;
    if (code !== 0) throw new Error(`${name}, ${file}: ${stderr}`);
  }
  console.log(`${name}: read`);
}

/** What was foretold of each node and of all of them, and what they then cost, in CPU seconds. */
async function measured(folder, { name, first, second, counts }) {
  writeFileSync(join(folder, 'first.yaml'), first);
  writeFileSync(join(folder, 'second.yaml'), second);
  await command(folder, 'run', 'first.yaml', '-j', '1');
  const plan = await command(folder, 'plan', 'second.yaml', '-j', '1');
  const prices = plan.filter(
    ({ type, node, price }) => type === 'node-plan' && price && counts(node),
  );
  const since = newestCost(folder);
  await command(folder, 'run', 'second.yaml', '-j', '1');
  const spent = costsSince(folder, since);
  const pieces = prices.map(({ node, price }) => ({
    node,
    price: price.cpu_s,
    records: price.records,
    cost: spent(node),
  }));
  const whole = plan.at(-1).price?.cpu_s;
  const all = spent(undefined);
  return { name, pieces, whole, all };
}

const opened = (folder) =>
  new (createRequire(import.meta.url)('better-sqlite3'))(join(folder, '.mlip/index.db'), {
    readonly: true,
  });

const keysOf = (db) => new Set(db.prepare('SELECT hex(key) FROM costs').pluck().all());

const newestCost = (folder) => {
  const db = opened(folder);
  const known = keysOf(db);
  db.close();
  return known;
};

/** The CPU seconds of a node of the second part (of all of them without one), as they were recorded. */
function costsSince(folder, known) {
  const db = opened(folder);
  const rows = db.prepare('SELECT hex(key), cpu FROM costs').raw().all();
  const costs = new Map(rows.filter(([key]) => !known.has(key)));
  const last = new Map(
    db
      .prepare("SELECT node, hex(substr(key, 1, 32)) FROM recent WHERE pipeline = 'second'")
      .raw()
      .all(),
  );
  const contents = db.prepare(
    "SELECT json_extract(record, '$.contents') FROM actions WHERE hex(key) = ?",
  );
  const bytes = db.prepare(
    "SELECT CAST(bytes AS TEXT) FROM small WHERE 'sha256:' || lower(hex(digest)) = ?",
  );
  const sums = new Map();
  for (const [node, key] of last) {
    const list = bytes.pluck().get(contents.pluck().get(key)) ?? '';
    const keys = list.split('\n').map((one) => one.replace('sha256:', '').toUpperCase());
    sums.set(node, new Set([key, ...keys].filter((one) => costs.has(one))));
  }
  db.close();
  const sum = (keys) => [...keys].reduce((total, key) => total + costs.get(key), 0);
  return (node) => sum(node === undefined ? costs.keys() : (sums.get(node) ?? []));
}

const isInside = ([low, , high], cost) => cost >= low && cost <= high;
const percent = (share) => `${Math.round(100 * share)} %`;

/** @param {{ name: string, pieces: any[], whole: number[], all: number }} found */
function wordsOf({ name, pieces, whole, all }) {
  const inside = pieces.filter(({ price, cost }) => isInside(price, cost)).length;
  return `${name}: ${inside} of ${pieces.length} inside; all of it ${all.toFixed(2)} s, foretold ${whole.map((one) => one.toFixed(2)).join(' ')}`;
}

function judged(found, withoutPw) {
  const rows = found.map(({ name, pieces, whole, all }) => {
    const inside = pieces.filter(({ price, cost }) => isInside(price, cost)).length;
    const below = pieces.filter(({ price, cost }) => cost < price[0]).length;
    const above = pieces.filter(({ price, cost }) => cost > price[2]).length;
    const width = pieces.map(({ price }) => price[2] / price[0]).sort((a, b) => a - b);
    return {
      cells: [
        name,
        pieces.length,
        percent(inside / pieces.length),
        below,
        above,
        (width[width.length >> 1] ?? 0).toFixed(2),
        `${whole[0].toFixed(2)} to ${whole[2].toFixed(2)}`,
        all.toFixed(2),
        isInside(whole, all) ? 'inside' : 'outside',
      ],
      inside,
      count: pieces.length,
      sum: isInside(whole, all) ? 1 : 0,
    };
  });
  const total = (of) => rows.reduce((sum, row) => sum + of(row), 0);
  const share = total((row) => row.inside) / total((row) => row.count);
  const held = share >= 0.7 && share <= 0.9;
  const head = [
    'workload',
    'nodes',
    'inside',
    'cheaper',
    'dearer',
    'high / low, median',
    'all, foretold (s)',
    'all, spent (s)',
    'sum',
  ];
  const words = `Of ${total((row) => row.count)} nodes ${percent(share)} lie inside; of ${rows.length} sums, ${total((row) => row.sum)}.${withoutPw ? ' pw.x is not here: that workload was left out.' : ''}`;
  return {
    held,
    body: `${words}\n\n${table(
      head,
      rows.map(({ cells }) => cells),
    )}`,
  };
}
