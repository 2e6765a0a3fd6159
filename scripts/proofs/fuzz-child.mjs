// Loads spoilt files one after the other: `node fuzz-child.mjs SEED TIMES FOLDER`. Which one it is at is
// written to FOLDER/at before each, so that the parent knows what it hung or died on.
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codes } from '../../dist/base/codes.js';
import { digestBytes } from '../../dist/base/digest.js';
import { fail, ok } from '../../dist/base/result.js';
import { loadPipeline } from '../../dist/engine/load/load-pipeline.js';
import { renderDiagnostic } from '../../dist/report/diagnostics.js';
import { registry } from '../../dist/stages/index.js';
import { mutant, originals } from './mutants.mjs';

const [seed, times, folder] = [Number(process.argv[2]), Number(process.argv[3]), process.argv[4]];
const inside = join(folder, 'files');
const file = join(inside, 'spoilt.yaml');
mkdirSync(inside);
for (const [at, bytes] of originals.entries()) writeFileSync(join(inside, `${at}.yaml`), bytes);

/** The disk, with one file that is only in memory. */
const probeOf = (/** @type {Buffer} */ bytes) => ({
  digestFile: (/** @type {string} */ path) => {
    try {
      if (path === file) return ok(digestBytes(bytes));
      if (statSync(path).isDirectory()) return fail('folder');
      return ok(digestBytes(readFileSync(path)));
    } catch (error) {
      return fail(error.code === 'ENOENT' ? 'missing' : 'unreadable');
    }
  },
  readFile: (/** @type {string} */ path) => (path === file ? bytes : readFileSync(path)),
});

/** What is wrong with an answer: nothing where it is a pipeline or a refusal that says why. */
function faultsOf(loaded) {
  if (loaded.ok) return [];
  if (loaded.error.length === 0) return ['refused without a word'];
  const texts = loaded.error.map((one) => [one, renderDiagnostic(one, { color: false })]);
  return texts.flatMap(([{ code, message }, text]) => {
    if (!Object.hasOwn(codes, code)) return [`no code: ${code} ${message}`];
    if (!text.includes(code)) return [`the code ${code} is not printed`];
    if (/internal error|\n\s+at .*:\d+:\d+|\[object |undefined/.test(message)) return [message];
    return [];
  });
}

const summary = { loaded: 0, refused: 0, diagnostics: 0, slowest: 0, slowestAt: 0, codes: {} };
const problems = [];
for (let at = 0; at < times; at++) {
  const { bytes } = mutant(seed, at);
  writeFileSync(join(folder, 'at'), String(at));
  const begin = process.cpuUsage();
  try {
    const request = { file, overrides: [], stages: registry, probe: probeOf(bytes) };
    const loaded = await loadPipeline(request);
    // Of CPU, garbage collection included: a busy machine is not a hang, and the parent sees to those.
    const { user, system } = process.cpuUsage(begin);
    const seconds = (user + system) / 1e6;
    if (seconds > summary.slowest) Object.assign(summary, { slowest: seconds, slowestAt: at });
    if (seconds > 2) problems.push({ at, why: `took ${seconds.toFixed(1)} s of CPU` });
    for (const why of faultsOf(loaded)) problems.push({ at, why });
    summary[loaded.ok ? 'loaded' : 'refused'] += 1;
    for (const { code } of loaded.ok ? [] : loaded.error) {
      summary.diagnostics += 1;
      summary.codes[code] = (summary.codes[code] ?? 0) + 1;
    }
  } catch (error) {
    problems.push({ at, why: `thrown: ${String(error?.stack ?? error).slice(0, 500)}` });
  }
  if (Object.hasOwn(Object.prototype, 'polluted') || 'a' in {}) {
    problems.push({ at, why: 'Object.prototype was changed' });
    break;
  }
}
const peak = process.resourceUsage().maxRSS / 1024;
writeFileSync(join(folder, 'found.json'), JSON.stringify({ summary, problems, peak }));
