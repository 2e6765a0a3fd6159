import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseExtxyz } from '../../../science/formats/extxyz.ts';
import { registry } from '../../../stages/index.ts';
import { openRig, Refused, type Rig, type RigRun } from '../../support/rig.ts';

let rig: Rig;
beforeEach(() => {
  rig = openRig(registry);
});
afterEach(() => rig.close());

const HEAD = 'version: 1\nname: p\n';

/** A pipeline whose only node is a command with these settings. */
const command = (settings: string, more = ''): string =>
  `${HEAD}params: { word: hello }\nnodes:\n  a:\n    uses: command\n    with:\n${indented(settings)}\n${more}`;

const indented = (text: string): string =>
  text
    .trim()
    .split('\n')
    .map((line) => `      ${line}`)
    .join('\n');

const failureOf = ({ events }: RigRun): string =>
  events.map((event) => JSON.stringify(event)).join('\n');

async function refused(yaml: string): Promise<string[]> {
  try {
    await rig.load(yaml);
  } catch (error) {
    if (error instanceof Refused)
      return error.diagnostics.map((one) => `${one.code} ${one.message} | ${one.hint}`);
    throw error;
  }
  return [];
}

describe('a command', () => {
  it('runs a line of the shell in a folder of its own, with values as variables', async () => {
    const yaml = command(
      `run: |\n  ls -A > there.txt\n  printf '%s' "$WORD" > out.txt\nenv: { WORD: "\${{ params.word }}" }\noutputs: { text: out.txt, there: there.txt }`,
      '    publish: { text: out/text.txt, there: out/there.txt }\n',
    );
    const { summary } = await rig.run(yaml, { sets: { word: '"; rm -rf $HOME; echo `id`' } });
    expect(summary.ok).toBe(true);
    expect(rig.read('out/text.txt')).toBe('"; rm -rf $HOME; echo `id`');
    expect(rig.read('out/there.txt')).toBe('there.txt\n');
    const again = await rig.run(yaml, { sets: { word: '"; rm -rf $HOME; echo `id`' } });
    expect(again.summary.nodes).toMatchObject({ executed: 0, cached: 1 });
  });

  it('runs argv as it is, with a file of the user', async () => {
    rig.write(
      'turn.mjs',
      'import { writeFileSync } from "node:fs"; writeFileSync("o.json", JSON.stringify(process.argv.slice(2)));',
    );
    const yaml = command(
      `argv: [node, turn.mjs, "\${{ params.word }}", "$HOME *", 5, 0.5, true]\nfiles: { turn.mjs: turn.mjs }\noutputs: { made: o.json }`,
      '    publish: { made: o.json }\n',
    );
    await rig.run(yaml);
    expect(JSON.parse(rig.read('o.json'))).toEqual(['hello', '$HOME *', '5', '0.5', 'true']);
    rig.write('turn.mjs', 'import { writeFileSync } from "node:fs"; writeFileSync("o.json", "1");');
    expect((await rig.run(yaml)).summary.nodes.executed).toBe(1);
    expect(rig.read('o.json')).toBe('1');
  });

  it('inherits only the variables that are named', async () => {
    process.env['MLIP_TEST_SECRET'] = 'hush';
    const yaml = (pass: string) =>
      command(
        `run: env | sort > e.txt\n${pass}\noutputs: { e: e.txt }`,
        '    publish: { e: e.txt }\n',
      );
    await rig.run(yaml(''));
    expect(rig.read('e.txt')).toContain('PATH=');
    expect(rig.read('e.txt')).not.toContain('hush');
    await rig.run(yaml('pass_env: [PATH, MLIP_TEST_SECRET]'));
    expect(rig.read('e.txt')).toContain('MLIP_TEST_SECRET=hush');
    const node = (await rig.load(yaml('pass_env: [PATH, MLIP_TEST_SECRET]'))).nodes[0];
    expect(JSON.stringify(node?.with)).not.toContain('hush');
  });

  it('takes outputs of other nodes as files, several as a folder of them', async () => {
    const one = (name: string) =>
      `  ${name}: { uses: command, with: { run: 'echo ${name} > o', outputs: { o: o } } }\n`;
    const { summary } = await rig.run(
      `${HEAD}nodes:\n${one('x')}${one('y')}  join:\n    uses: command\n    inputs: { many: [x, y, x.o], lone: y }\n    with: { run: 'cat many/0 many/1 many/2 lone > all', outputs: { all: all } }\n    publish: { all: all.txt }\n`,
    );
    expect(summary.ok).toBe(true);
    expect(rig.read('all.txt')).toBe('x\ny\nx\ny\n');
  });

  it('keeps a folder as a tar whose bytes depend on its contents alone', async () => {
    const yaml = (line: string) =>
      command(`run: |\n  ${line}\noutputs: { made: made/ }`, '    publish: { made: made.tar }\n');
    const long = 'n'.repeat(120);
    const make = `mkdir -p made/b made/é; echo 1 > made/b/x; echo 2 > made/${long}; echo 3 > made/é/z; chmod +x made/b/x`;
    const first = await rig.run(yaml(make));
    const second = await rig.run(
      yaml(`touch -d 2001-01-01 .; ${make}; touch -d 2001-01-01 made/b/x`),
    );
    expect(second.summary.nodes.executed).toBe(1);
    expect(second.summary.outputs['a.made']?.digest).toBe(first.summary.outputs['a.made']?.digest);
    mkdirSync(join(rig.folder, 'unpacked'));
    execFileSync('tar', ['xf', '../made.tar'], { cwd: join(rig.folder, 'unpacked') });
    expect(rig.read('unpacked/b/x')).toBe('1\n');
    expect(rig.read(`unpacked/${long}`)).toBe('2\n');
    expect(rig.read('unpacked/é/z')).toBe('3\n');
    expect(statSync(join(rig.folder, 'unpacked/b/x')).mode & 0o111).not.toBe(0);
  });

  it('is tried again after a bad end, and tells its last words', async () => {
    rig.write('count', '');
    const file = join(rig.folder, 'count');
    const yaml = command(
      `run: |\n  echo >> '${file}'\n  echo why >&2\n  test "$(wc -l < '${file}')" -ge 3 && touch out\noutputs: { out: out }`,
      '    retry: { attempts: 2 }\n',
    );
    const bad = await rig.run(yaml);
    expect(bad.summary.ok).toBe(false);
    expect(failureOf(bad)).toMatch(/"infra".*sh ended with code 1: why/);
    expect((await rig.run(yaml)).summary.ok).toBe(true);
  });

  it.each([
    ['outputs: { table: t.csv }', /its output `table` is not there: t\.csv/],
    ['outputs: { table: d }', /its output `table` is a folder: write the path as d\//],
    ['outputs: { table: f/ }', /its output `table` is not a folder/],
  ])('that leaves no output as declared fails: %s', async (outputs, words) => {
    const run = await rig.run(command(`run: mkdir d && touch f\n${outputs}`));
    expect(failureOf(run)).toMatch(words);
  });
});

describe('the settings of a command', () => {
  it.each([
    [
      'run: "echo ${{ params.word }}"\noutputs: { o: o }',
      /E0305 .*`run`.*code.*environment variable/,
    ],
    ['run: "${{ params.word }}"\noutputs: { o: o }', /E0305/],
    ['outputs: { o: o }', /E0209 it says no program/],
    ['run: ls\nargv: [ls]\noutputs: { o: o }', /E0209 `argv` and `run` are both there/],
    ['run: ls\noutputs: { o: ../o }', /E0209 `\.\.\/o` does not lie in the working folder/],
    ['run: ls\noutputs: { o: /etc/passwd }', /E0209 .*does not lie/],
    [
      'run: ls\noutputs: { o: x/, p: x/y }',
      /E0209 `x\/y` is, or holds, or is inside of the output `o`/,
    ],
    ['run: ls\nenv: { 1A: x }\noutputs: { o: o }', /E0209 `1A` cannot be the name/],
    ['run: ls\nenv: { A: x }\npass_env: [A]\noutputs: { o: o }', /E0209 `A` is in `env` already/],
    ['run: ls\nouputs: { o: o }', /E0203 unknown key `ouputs`.*did you mean `outputs`/],
    ['run: ls\nfiles: { a: nowhere }\noutputs: { o: o }', /E0604/],
  ])('%j is refused', async (settings, words) => {
    expect((await refused(command(settings))).join('\n')).toMatch(words);
  });

  it('declare its outputs, with types for edges', async () => {
    const yaml = command(
      `run: ls\noutputs: { plain: o, typed: { path: s, type: structures }, folder: d/ }`,
      `  labels: { uses: oracle, inputs: { structures: SOURCE }, with: { calculator: emt } }\n`,
    );
    expect(await refused(yaml.replace('SOURCE', 'a'))).toEqual([
      'E0504 input `structures` of node `labels` takes `structures`, and `a.plain` has type `file` | `a.typed` has type `structures`',
    ]);
    expect((await refused(yaml.replace('SOURCE', 'a.tiped')))[0]).toMatch(
      /E0502.*did you mean `typed`/,
    );
    const { nodes } = await rig.load(yaml.replace('SOURCE', 'a.typed'));
    expect(nodes[0]?.outputs).toEqual([
      { name: 'plain', type: 'file' },
      { name: 'typed', type: 'structures' },
      { name: 'folder', type: 'folder' },
    ]);
  });

  it('changes its key with everything that reaches the program, and with nothing else', async () => {
    rig.write('f', '1');
    const base = 'run: ls\nenv: { A: x }\nfiles: { f: f }\noutputs: { o: o }';
    const keyed = async (settings: string) =>
      JSON.stringify((await rig.load(command(settings))).nodes[0]?.with);
    const same = await keyed(base);
    for (const other of [
      base.replace('o: o', 'o: { path: o, type: table }'),
      `${base}\npass_env: [PATH]`,
      base.replace('run: ls', 'run: "ls"'),
    ]) {
      expect(await keyed(other)).toBe(same);
    }
    for (const other of [
      base.replace('run: ls', 'run: ls .'),
      base.replace('A: x', 'A: y'),
      base.replace('A: x', 'B: x'),
      base.replace('o: o', 'o: p'),
      base.replace('o: o', 'o: o/'),
      base.replace('f: f', 'g: f'),
      `${base}\npass_env: []`,
    ]) {
      expect(await keyed(other)).not.toBe(same);
    }
  });
});

describe('a set as an input of a command', () => {
  const yaml = (as: string, source = 'labels') => `${HEAD}nodes:
  structures: { uses: build, with: { system: { elements: [Cu], crystal_structure: fcc }, distortion: { strains: [0, 0.01] } } }
  labels: { uses: oracle, inputs: { structures: structures }, with: { calculator: emt } }
  text: { uses: command, with: { run: echo > o, outputs: { o: o } } }
  copy:
    uses: command
    inputs: { set: ${source} }
    with: { run: cp set out, ${as} outputs: { out: out } }
    publish: { out: out.xyz }
`;

  const frames = () => {
    const read = parseExtxyz(rig.read('out.xyz'));
    if (!read.ok) throw new Error(read.error.message);
    return read.value;
  };

  it('can be extended XYZ, with labels as ASE reads them', async () => {
    expect((await rig.run(yaml('as: { set: extxyz },'))).summary.ok).toBe(true);
    const [first, second, ...more] = frames();
    expect(more).toEqual([]);
    expect(first?.info).toMatchObject({
      energy: expect.any(Number),
      free_energy: expect.any(Number),
    });
    expect(first?.info['energy']).not.toBe(second?.info['energy']);
    const stress = first?.info['stress'] as readonly number[];
    expect([stress.length, stress[1], stress[2]]).toEqual([9, stress[3], stress[6]]);
    expect(stress[0]).toBeCloseTo(stress[8] as number, 9);
    expect(first?.arrays['forces']).toMatchObject({ columns: 3 });
    await rig.run(yaml('as: { set: extxyz },', 'structures'));
    expect(frames()[1]?.info['energy']).toBeUndefined();
  });

  it('is its own bytes else', async () => {
    await rig.run(yaml(''));
    expect(rig.read('out.xyz')).toMatch(/^mlip-set 1\n/);
  });

  it('must be one', async () => {
    expect(failureOf(await rig.run(yaml('as: { set: extxyz },', 'text')))).toMatch(
      /the input `set` is not a set/,
    );
  });
});
