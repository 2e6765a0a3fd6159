// Who may import whom: shared by `npm run check:layers` and test/architecture, which plants bad
// imports and expects this file to refuse them. Low to high, as in docs/architecture.md.

/** Each room, and the rooms (or files of rooms) whose words it may use beside its own. */
const ROOMS = {
  base: [],
  schemas: ['base/'],
  science: ['base/'],
  cache: ['base/'],
  engine: ['base/', 'schemas/', 'cache/'],
  stages: ['base/', 'schemas/', 'science/', 'engine/(stage|registry)\\.ts$'],
  report: ['base/', 'engine/events\\.ts$'],
  cli: ['base/', 'schemas/', 'science/', 'cache/', 'engine/', 'stages/', 'report/'],
};

/** The one file through which each third-party package comes in. */
const DOORS = {
  acorn: 'engine/module-imports.ts',
  '@dagrejs/graphlib': 'engine/graph.ts',
  '@spglib/moyo-wasm': 'science/symmetry.ts',
  ajv: 'schemas/validator.ts',
  'better-sqlite3': 'base/doors/sqlite.ts',
  chokidar: 'cli/watcher.ts',
  commander: 'cli/commander.ts',
  saxes: 'science/xml.ts',
  execa: 'base/doors/execa.ts',
  'p-limit': 'engine/run/limit.ts',
  pino: 'report/log.ts',
  typebox: 'base/doors/typebox.ts',
  yaml: 'engine/document/yaml.ts',
};

const literally = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
const anyRoom = `^(${Object.keys(ROOMS).join('|')})/`;

const layers = Object.entries(ROOMS).map(([room, allowed]) => ({
  name: `layer-${room}`,
  comment: `${room}/ may import ${allowed.length > 0 ? allowed.join(', ') : 'no other room'}`,
  severity: 'error',
  from: { path: `^${room}/` },
  to: { path: anyRoom, pathNot: [room.concat('/'), ...allowed].map((path) => `^${path}`) },
}));

const doors = Object.entries(DOORS).map(([name, door]) => ({
  name: `door-${name}`,
  comment: `${name} comes in through ${door} alone`,
  severity: 'error',
  from: { pathNot: `^${literally(door)}$` },
  to: { path: `(^|/)node_modules/(@types/)?${literally(name)}/` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...layers,
    ...doors,
    {
      name: 'no-door',
      comment: 'a package without a door: name its file in DOORS',
      severity: 'error',
      from: {},
      to: {
        path: '(^|/)node_modules/',
        pathNot: Object.keys(DOORS).map(
          (name) => `(^|/)node_modules/(@types/)?${literally(name)}/`,
        ),
      },
    },
    {
      name: 'no-cycle',
      comment: 'types count: two files that need each other are one file',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-other-stage',
      comment: 'stages meet in data, never in code',
      severity: 'error',
      from: { path: '^stages/([^/]+)/' },
      to: { path: '^stages/', pathNot: '^stages/$1/' },
    },
    {
      name: 'pure-science',
      comment: 'science computes: whoever calls it reads and writes',
      severity: 'error',
      from: { path: '^science/', pathNot: '^science/symmetry\\.ts$' },
      to: { dependencyTypes: ['core'], path: '^(node:)?(fs|net|http|https|child_process|os)' },
    },
    {
      name: 'processes-through-the-context',
      comment: 'engine/programs/ starts programs: it ends them with the run and logs their words',
      severity: 'error',
      from: { path: anyRoom, pathNot: '^engine/programs/(lane|companion)\\.ts$' },
      to: { path: '^(node:)?child_process$' },
    },
    {
      name: 'not-found',
      comment: 'a module that cannot be found',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-tests-inside',
      comment: 'what is shipped never leans on tests, tools or what was built',
      severity: 'error',
      from: { path: anyRoom },
      to: { path: '^(test|bench|scripts|dist)/' },
    },
    {
      name: 'nobody-imports-the-front-door',
      comment: 'index.ts is for those outside',
      severity: 'error',
      from: { path: anyRoom },
      to: { path: '^index\\.ts$' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'node', 'default'],
    },
  },
};
