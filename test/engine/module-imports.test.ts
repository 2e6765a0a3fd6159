import { describe, expect, it } from 'vitest';
import { importsOf } from '../../engine/module-imports.ts';

describe('importsOf', () => {
  it.each([
    ["import a from './a.js'", ['./a.js']],
    ['import a, { b as c } from \'./a.js\'\nimport * as d from "./d.js"', ['./a.js', './d.js']],
    ["import {\n a,\n b,\n} from './a.js';", ['./a.js']],
    ["import './a.js'; import'./b.js'", ['./a.js', './b.js']],
    [
      "export { x } from './a.js'; export * from './b.js'; export * as c from './c.js'",
      ['./a.js', './b.js', './c.js'],
    ],
    ["const a = await import('./a.js'); import(`./b.js`)", ['./a.js', './b.js']],
    ["const a = require('./a.cjs')", ['./a.cjs']],
    [
      "#!/usr/bin/env node\n// import './no.js'\n/* import './no.js' */ import './yes.js'",
      ['./yes.js'],
    ],
    ["const url = 'http://x//y'; import './a.js'", ['./a.js']],
    ["const r = /['\"/*]/; import './a.js'", ['./a.js']],
    ['const t = `//`; const x = 4 / 2; import "./a.js" // end', ['./a.js']],
    ["const t = `${`import('./no.js')`} require('./no.js')`; import './a.js'", ['./a.js']],
    ["const t = `${await import('./in.js')}`", ['./in.js']],
    ["const text = \"import './no.js'\"; /* require('./no') */", []],
    ["import data from './d.json' with { type: 'json' }", ['./d.json']],
    [
      "import { createRequire } from 'node:module'; const load = createRequire(import.meta.url); load('./a.cjs'); load.resolve('./b.cjs')",
      ['./a.cjs', './b.cjs'],
    ],
    [
      "createRequire(import.meta.url)('./a.cjs'); module.require('./b.cjs')",
      ['./a.cjs', './b.cjs'],
    ],
    ["import.meta.resolve('./a.js')", ['./a.js']],
    ["new Worker(new URL('./w.js', import.meta.url)); new URL('./no.js', base)", ['./w.js']],
    ["const { a } = require('./a'); return; with (a) {}", ['./a']],
    ['a.require("./no"); a.import("./no"); import.meta.url', []],
    ["(function (require) { require(1)('./no') })(function () {}); require('./yes')", ['./yes']],
    ["export default { kind: 'whole' };\nexport const word = 'one';", []],
  ])('%s', (source, expected) => {
    const { specifiers, unknown, broken } = importsOf(source);
    expect({ unknown, broken }).toEqual({});
    expect(specifiers.filter((one) => one.startsWith('.'))).toEqual(expected);
  });

  it.each([
    ['await import(name)', 'import(name)'],
    ['const load = (n) => import(`./${n}.js`)', 'import(`./${n}.js`)'],
    ['require(process.env.X)', 'require(process.env.X)'],
    ['import.meta.resolve(name)', 'import.meta.resolve(name)'],
  ])('says that it cannot follow %s', (source, unknown) => {
    expect(importsOf(source).unknown).toBe(unknown);
  });

  it('tells what is loaded before the code runs from what may be loaded while it does', () => {
    const source = `import './a.js'; export * from './b.js'; import c from './c.js';
      const d = () => import('./d.js'); new URL('./e.txt', import.meta.url); require('./f.cjs');`;
    expect(importsOf(source).late).toEqual(['./d.js', './e.txt', './f.cjs']);
    expect(importsOf("import './a.js'; export default 1;").late).toEqual([]);
  });

  it('says what is wrong with what is no JavaScript', () => {
    expect(importsOf('export default {').broken).toMatch(/Unexpected token \(1:16\)/);
  });
});
