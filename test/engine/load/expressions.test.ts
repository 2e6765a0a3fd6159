import { describe, expect, it } from 'vitest';
import { faults, HEAD, nodesOf } from './support.ts';

const withOf = async (params: string, settings: string) =>
  (await nodesOf(`${HEAD}params: ${params}\nnodes: { a: { uses: make, with: ${settings} } }`))[0]
    ?.with;

describe('an expression', () => {
  it('that is the whole value keeps its kind', async () => {
    expect(
      await withOf(
        '{ e: [Cu, Au], n: 3, s: { list: [0.5] }, v: true }',
        `{ elements: "\${{ params.e }}", count: \${{params.n}}, strain: "\${{ params.s }}", vacancies: "\${{ params.v }}" }`.replace(
          `count: \${{params.n}}`,
          `count: " \${{params.n}} "`,
        ),
      ),
    ).toEqual({ elements: ['Cu', 'Au'], count: 3, strain: { list: [0.5] }, vacancies: true });
  });

  it('inside text is put in as text', async () => {
    expect(
      await withOf(
        '{ a: x, n: 1.50 }',
        `{ elements: ["\${{ params.a }}\${{ params.n }}"], note: "n=\${{ params.n }}!" }`,
      ),
    ).toEqual({ elements: ['x1.5'], note: 'n=1.5!' });
  });

  it('may go into a map', async () => {
    expect(
      await withOf(
        '{ m: { e: Cu, n: { k: 4 } } }',
        `{ elements: ["\${{ params.m.e }}"], count: "\${{ params.m.n.k }}" }`,
      ),
    ).toEqual({ elements: ['Cu'], count: 4 });
  });

  it('stands in publish and retry too', async () => {
    const [node] = await nodesOf(
      `${HEAD}params: { where: out, n: 2 }\nnodes: { a: { uses: make, with: { elements: [Cu] }, publish: { things: "\${{ params.where }}/x" }, retry: { attempts: "\${{ params.n }}" } } }`,
    );
    expect(node).toMatchObject({
      conduct: { attempts: 2 },
      publish: [{ output: 'things', path: 'out/x' }],
    });
  });
});

describe('an empty value', () => {
  it('is as if it were not there, at any depth, also out of a param', async () => {
    expect(
      await withOf('{ p: }', `{ elements: [Cu], count: , scale: ~, note: "\${{ params.p }}" }`),
    ).toEqual({
      elements: ['Cu'],
    });
    expect(
      await withOf(
        '{ s: { list: [1], range: } }',
        `{ elements: [Cu], strain: "\${{ params.s }}" }`,
      ),
    ).toEqual({
      elements: ['Cu'],
      strain: { list: [1] },
    });
  });

  it('does not hide a key that is unknown', async () => {
    expect(
      await faults(
        `${HEAD}nodes: { a: { uses: make, wiht: , with: { elements: [Cu], scale: 5,5, strain: { lst: } } } }`,
      ),
    ).toEqual([
      'E0203 3:27 unknown key `wiht` in node `a`',
      'E0203 3:68 unknown key `5` in `with` of node `a`',
      'E0203 3:81 unknown key `lst` in `with.strain` of node `a`',
    ]);
  });

  it('where something is required says what is missing', async () => {
    expect(
      await faults(
        `${HEAD}params: { e: }\nnodes:\n  a:\n    uses: make\n    with:\n      elements:\n`,
      ),
    ).toEqual(['E0204 8:7 `elements` is empty, and it is required']);
    expect(await faults(`${HEAD}nodes:\n  a:\n`)).toEqual([
      'E0205 4:3 node `a` must be a map (`key: value`), this is empty',
    ]);
    expect(await faults('version: 1\nname:\nnodes:\n')).toEqual([
      'E0204 2:1 `name` is empty, and it is required',
      'E0204 3:1 `nodes` is empty, and it is required',
    ]);
  });
});

describe('what is wrong with an expression', () => {
  const wrong = (setting: string) =>
    faults(
      `${HEAD}params: { a: 1, l: [1], none: }\nnodes: { n: { uses: make, with: { elements: [Cu], note: ${setting} } } }`,
    );

  it.each([
    [`"\${{ params.b }}"`, 'E0304', /no param `b`/],
    [`"\${{ params.a.b }}"`, 'E0304', /no `b` in `params.a.b`/],
    [`"\${{ a }}"`, 'E0303', /`a` is not a reference/],
    [`"\${{ params.a + 1 }}"`, 'E0303', /is not a reference/],
    [`"\${{ }}"`, 'E0303', /empty/],
    [`"\${{ params.a"`, 'E0303', /not closed/],
    [`"x \${{ params.l }}"`, 'E0306', /is a list/],
    [`"x \${{ params.none }}"`, 'E0301', /`none` is not set/],
  ])('%s', async (setting, code, message) => {
    const found = await wrong(setting);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(code);
    expect(found[0]).toMatch(message);
  });

  it('is told once, without what follows from it', async () => {
    expect(
      await faults(
        `${HEAD}nodes: { n: { uses: make, with: { elements: ["\${{ params.x }}"], count: none } } }`,
      ),
    ).toEqual([
      'E0304 3:46 there is no param `x`',
      'E0205 3:73 `count` must be a whole number, this is the text "none"',
    ]);
  });

  it('is that it may not stand there', async () => {
    expect(
      (
        await faults(
          `${HEAD}params: { a: 1, b: "\${{ params.a }}" }\nnodes: { n: { uses: "\${{ params.a }}", with: { elements: [Cu] } } }`,
        )
      ).map((one) => one.slice(0, 5)),
    ).toEqual(['E0305', 'E0305']);
  });
});
