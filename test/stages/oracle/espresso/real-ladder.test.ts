import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { absent, componentPath } from '../../../support/component.ts';
import { aluminium, calculate, silicon } from './real-context.ts';

const without = absent('pw') || absent('pseudopotentials');
const upf = (name: string) => join(componentPath('pseudopotentials'), name);
const al = () => ({ Al: upf('Al.pz-vbc.UPF') });
const si = () => ({ Si: upf('Si.pz-vbc.UPF') });
const pw = () => [componentPath('pw')];
const LONG = 300_000;

const scripts = mkdtempSync(join(tmpdir(), 'mlip-sneak-'));
afterAll(() => rmSync(scripts, { recursive: true }));

/** A program that puts lines into the input behind the user's back, as a site's script might. */
function sneaking(lines: string): string {
  const script = join(scripts, `sneak-${lines.length}.sh`);
  const edit = `s/electron_maxstep = .*/${lines}/`;
  const text = `#!/bin/sh\nsed -i "/startingpot/d; /startingwfc/d; ${edit}" pw.in\nexec ${pw()[0]} "$@"\n`;
  writeFileSync(script, text, { mode: 0o755 });
  return script;
}

describe.skipIf(without)('real pw.x that fails', () => {
  it(
    'goes on where self-consistency was not reached, until it is',
    async () => {
      const plain = await calculate({
        structure: aluminium(),
        pseudopotentials: al(),
        command: pw(),
      });
      const { label, starts, notes } = await calculate({
        structure: aluminium(),
        pseudopotentials: al(),
        command: pw(),
        settings: { input: { electrons: { electron_maxstep: 4 } } },
      });
      expect(starts).toBeGreaterThan(1);
      expect(notes.join('\n')).toContain('self-consistency was not reached');
      expect(notes.join('\n')).toMatch(/tries (more steps|half the mixing)/);
      // A ladder that rescues, and the same energy in the end: the Hamiltonian was never changed.
      expect(label?.freeEnergy).toBeCloseTo(plain.label?.freeEnergy ?? 0, 6);
    },
    LONG,
  );

  it(
    'exhausts the ladder where nothing helps, and says which remedies it had',
    async () => {
      const { result, starts } = await calculate({
        structure: aluminium(),
        pseudopotentials: al(),
        command: [sneaking("electron_maxstep = 2\\n startingpot = 'atomic'")],
      });
      expect(result).toMatchObject({
        ok: false,
        error: {
          class: 'physics',
          remedies: expect.arrayContaining(['half the mixing', 'local-TF mixing']),
        },
      });
      expect(starts).toBeGreaterThanOrEqual(4);
    },
    LONG,
  );

  it(
    'never believes a lie: scf_must_converge=.false. ends with code 0 and "convergence has been achieved"',
    async () => {
      const { result, notes } = await calculate({
        structure: silicon(),
        pseudopotentials: si(),
        command: [sneaking('electron_maxstep = 3\\n scf_must_converge = .false.')],
      });
      expect(notes.join('\n')).toContain('not converged: the error is');
      expect(result).toMatchObject({ ok: false, error: { class: 'physics' } });
    },
    LONG,
  );

  it(
    'takes fixed occupations only with an empty band and a gap',
    async () => {
      const { label } = await calculate({
        structure: silicon(0.25),
        pseudopotentials: si(),
        command: pw(),
        settings: { occupations: 'fixed', kpoints: [4, 4, 4] },
      });
      expect(label?.freeEnergy).toBeLessThan(0);
      // Aluminium converges with fixed occupations, with exit code 0, and is wrong by much.
      const metal = await calculate({
        structure: aluminium(),
        pseudopotentials: al(),
        command: pw(),
        settings: { occupations: 'fixed', kpoints: [2, 2, 2], conv_thr: 1e-3 },
      });
      expect(metal.result).toMatchObject({
        ok: false,
        error: { class: 'physics', message: expect.stringMatching(/no gap|self-consistency/) },
      });
    },
    LONG,
  );

  it(
    'adds bands where the highest is occupied',
    async () => {
      const { label, notes } = await calculate({
        structure: aluminium(),
        pseudopotentials: al(),
        command: pw(),
        settings: { kpoints: [2, 2, 2], degauss: 0.1 },
      });
      expect(notes.join('\n')).toMatch(/highest band is occupied[\s\S]*tries more bands/);
      expect(label?.freeEnergy).toBeLessThan(0);
    },
    LONG,
  );

  it(
    'raises a number of bands that is given too low',
    async () => {
      const { label, notes, starts } = await calculate({
        structure: silicon(),
        pseudopotentials: si(),
        command: pw(),
        settings: { input: { system: { nbnd: 2 } } },
      });
      expect(notes.join('\n')).toMatch(/too few bands[\s\S]*tries more bands/);
      expect([starts, label?.freeEnergy]).toEqual([2, expect.any(Number)]);
    },
    LONG,
  );

  it(
    'tries another eigenvalue solver where one fails',
    async () => {
      const { label, notes } = await calculate({
        structure: silicon(),
        pseudopotentials: si(),
        command: pw(),
        settings: {
          kpoints: [2, 2, 2],
          input: { electrons: { diagonalization: 'cg', diago_cg_maxiter: 1 } },
        },
      });
      expect(notes.join('\n')).toMatch(
        /too many bands are not converged[\s\S]*tries diagonalization/,
      );
      expect(label?.freeEnergy).toBeLessThan(0);
    },
    LONG,
  );

  it(
    'marks what ran out of time, and goes on from there',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'mlip-time-'));
      const big = {
        structure: aluminium(),
        pseudopotentials: al(),
        command: pw(),
        folder,
        settings: { ecutwfc: 60, kpoints: [3, 3, 3] },
      };
      const first = await calculate({ ...big, limitSeconds: 1.2 });
      expect(first.result).toMatchObject({
        ok: false,
        error: { class: 'infra', message: expect.stringContaining('out of time') },
      });
      const second = await calculate({ ...big, limitSeconds: 3000 });
      expect(readFileSync(join(folder, 'pw.in'), 'utf8')).toContain("restart_mode = 'restart'");
      rmSync(folder, { recursive: true });
      expect([second.starts, second.label?.freeEnergy]).toEqual([1, expect.any(Number)]);
    },
    LONG,
  );

  it(
    'takes a killed run and a full disk for what they are: the machine',
    async () => {
      const killed = await calculate({
        structure: silicon(),
        pseudopotentials: si(),
        command: ['sh', '-c', 'kill -9 $$', 'pw'],
      });
      expect(killed.result).toMatchObject({
        ok: false,
        error: { class: 'infra', message: 'pw.x was killed by signal 9' },
      });
      // pw.x ends with code 0 and JOB DONE on a full disk; the XML is empty or cut.
      const folder = mkdtempSync(join(tmpdir(), 'mlip-full-'));
      const script = join(folder, 'full.sh');
      mkdirSync(join(folder, 'x'));
      writeFileSync(
        script,
        `#!/bin/sh\n${pw()[0]} "$@" || exit $?\nfor f in out/pwscf.xml; do head -c 20000 $f > cut && mv cut $f; done\n`,
        { mode: 0o755 },
      );
      const cut = await calculate({
        structure: silicon(),
        pseudopotentials: si(),
        command: [script],
      });
      rmSync(folder, { recursive: true });
      expect(cut.result).toMatchObject({
        ok: false,
        error: { class: 'infra', message: expect.stringContaining('is its disk full?') },
      });
    },
    LONG,
  );
});
