// The work that every engine is given: small jobs of the shell, each of which leaves a line where it ran, so
// that what was executed is counted and not asked.
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * `fan`: N items, each `in/sI.txt` → `out/lI.txt`; `collect` reads all of them, `train` reads that and a
 * parameter. `chain`: N links, each reads the one before.
 * @typedef {'fan' | 'chain'} Shape
 */

/** A job that is held stops half-way through its output until it is killed; see `job`. */
const HELD_JOB = `# usage: job.sh IN OUT TAG
if [ -e hold ] && [ "$(wc -l < ran.log)" -ge "$(cat hold)" ]; then
  printf 'half' > "$2"
  echo "$3" >> waiting.log
  read -r _ < gate
fi
grep -v '^#' "$1" > "$2" && echo "$3" >> ran.log
`;

/** A folder with inputs, and what an engine is to do with them. */
export class Work {
  /**
   * @param {string} folder
   * @param {Shape} shape
   * @param {number} size
   * @param {{ held?: boolean, careful?: boolean }} [options] `held`: jobs that can be stopped half-way;
   *   `careful`: jobs may leave an output alone that is the same as before
   */
  constructor(folder, shape, size, { held = false, careful = false } = {}) {
    this.folder = folder;
    this.shape = shape;
    this.size = size;
    this.held = held;
    this.careful = careful;
    /** Whether its outputs were written by hand and not by a run. */
    this.seeded = false;
    /** Whether a run in it was cut off or failed: what comes after is not measured. */
    this.broken = false;
    this.cutoff = 5;
    this.epochs = 10;
    for (const name of ['in', 'out']) mkdirSync(join(folder, name), { recursive: true });
    for (let i = 0; i < (shape === 'fan' ? size : 1); i++) this.change(i, 'first');
    this.forget();
    if (held) {
      const script = HELD_JOB.replace(/\b(hold|ran\.log|waiting\.log|gate)\b/g, `${folder}/$1`);
      this.write('job.sh', script);
      this.write('hold', '6');
      this.write('waiting.log', '');
      execFileSync('mkfifo', [join(folder, 'gate')]);
    }
  }

  get jobs() {
    return this.shape === 'fan' ? this.size + 2 : this.size;
  }

  /** @param {number} i */
  input(i) {
    return `in/s${i}.txt`;
  }

  /** @param {number} i */
  output(i) {
    return this.shape === 'fan' ? `out/l${i}.txt` : `out/c${i}.txt`;
  }

  /**
   * What link `i` of a chain reads.
   * @param {number} i
   */
  before(i) {
    return i === 0 ? this.input(0) : this.output(i - 1);
  }

  /**
   * The lines of one item's job. Paths may be an engine's own variables.
   * @param {string} input
   * @param {string} output
   * @param {string} tag
   */
  job(input, output, tag) {
    if (this.held) return `sh ${this.folder}/job.sh ${input} ${output} ${tag}`;
    return `grep -v '^#' ${input} > ${output} && echo ${tag} >> ${this.folder}/ran.log`;
  }

  /** @param {string} output */
  collect(output, inputs = 'out', pattern = "-name 'l*.txt'") {
    const all = `find ${inputs} -type f ${pattern} | xargs cat | LC_ALL=C sort | cksum`;
    return `${all} > ${output} && echo collect >> ${this.folder}/ran.log`;
  }

  /**
   * @param {string} input
   * @param {string} output
   * @param {string} epochs
   */
  train(input, output, epochs) {
    return `(echo ${epochs}; cat ${input}) > ${output} && echo train >> ${this.folder}/ran.log`;
  }

  /**
   * Writes a file where it differs.
   * @param {string} path
   * @param {string} text
   */
  write(path, text) {
    const file = join(this.folder, path);
    if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /**
   * Gives an item other content.
   * @param {number} i
   * @param {string} salt
   */
  change(i, salt) {
    const lines = `${String(i).padStart(8, '0')} 0.0 0.0 0.0\n`.repeat(10);
    this.write(this.input(i), `structure ${i} ${salt}\n${lines}`);
  }

  /**
   * Changes an input, but not what its job makes of it.
   * @param {number} i
   */
  remark(i) {
    appendFileSync(join(this.folder, this.input(i)), '# a remark\n');
  }

  touch() {
    const now = new Date();
    for (let i = 0; i < (this.shape === 'fan' ? this.size : 1); i++) {
      utimesSync(join(this.folder, this.input(i)), now, now);
    }
  }

  /** @param {number} count */
  add(count) {
    for (let i = this.size; i < this.size + count; i++) this.change(i, 'first');
    this.size += count;
  }

  /** Counting begins anew. */
  forget() {
    writeFileSync(join(this.folder, 'ran.log'), '');
  }

  /** How many jobs ran to their end since. */
  ran() {
    return lines(join(this.folder, 'ran.log'));
  }

  /** How many held jobs have written half of their output and wait. */
  waiting() {
    return lines(join(this.folder, 'waiting.log'));
  }

  /** From now on no job is held. */
  release() {
    rmSync(join(this.folder, 'hold'), { force: true });
  }

  /** @param {number} i */
  expected(i) {
    return readFileSync(join(this.folder, this.input(i)), 'utf8').replace(/^#.*\n/gm, '');
  }

  /** Whether the outputs are what a clean run would give. */
  right() {
    const read = (path) => {
      const file = join(this.folder, path);
      return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
    };
    if (this.shape === 'chain') return read(this.output(this.size - 1)) === this.expected(0);
    const parts = Array.from({ length: this.size }, (_, i) => this.expected(i));
    if (parts.some((part, i) => read(this.output(i)) !== part)) return false;
    return read('out/model.txt') === `${this.epochs}\n${checksum(parts)}`;
  }

  /** Writes by hand what a run would have made. */
  seed() {
    const parts = Array.from({ length: this.size }, (_, i) => this.expected(i));
    for (const [i, part] of parts.entries()) this.write(this.output(i), part);
    this.write('out/collect.txt', checksum(parts));
    this.write('out/model.txt', `${this.epochs}\n${checksum(parts)}`);
  }
}

/** @param {readonly string[]} parts */
function checksum(parts) {
  const sorted = parts
    .flatMap((part) => part.trimEnd().split('\n'))
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return execFileSync('cksum', { input: `${sorted.join('\n')}\n`, encoding: 'utf8' });
}

/** @param {string} file */
const lines = (file) => readFileSync(file, 'utf8').split('\n').length - 1;
