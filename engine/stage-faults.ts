import { compileSchema } from '../schemas/validator.ts';

type Parts = { readonly [name: string]: unknown };

/** What keeps a value from being a stage, in words; empty where nothing does. */
export function stageFaults(value: unknown): string[] {
  if (value === undefined) return ['it has no default export'];
  if (typeof value === 'function') return ['its default export is a function, not an object'];
  if (!isObject(value)) return ['its default export is not an object'];
  const faults: string[] = [];
  const { kind, name, settings, inputs, outputs, backend } = value;
  if (kind !== 'whole' && kind !== 'map') faults.push("`kind` must be 'whole' or 'map'");
  if (typeof name !== 'string' || name === '') faults.push('`name` must be a text');
  if (!isObject(settings)) faults.push('`settings` must be a JSON Schema (an object)');
  else {
    const compiled = compileSchema(settings);
    if (!compiled.ok) faults.push(`\`settings\` is not a JSON Schema (${compiled.error})`);
  }
  if (typeof backend !== 'function') faults.push('`backend` must be a function');
  if (
    value['declare'] !== undefined &&
    (typeof value['declare'] !== 'function' || kind === 'map')
  ) {
    faults.push('`declare` must be a function, and of a whole stage');
  }
  faults.push(...portFaults('inputs', inputs), ...portFaults('outputs', outputs));
  if (faults.length === 0 && !value['declare']) faults.push(...countFaults(value));
  return faults;
}

/** What keeps a value from being the ports of a node; empty where nothing does. */
export function declaredFaults(value: unknown): string[] {
  if (!isObject(value)) return ['`declare()` must return { inputs, outputs }'];
  const { inputs, outputs } = value;
  const faults = [...portFaults('inputs', inputs), ...portFaults('outputs', outputs)];
  return faults.length > 0 ? faults : countFaults(value);
}

/** What keeps a value from being a back end of a stage of this kind. */
export function backendFaults(value: unknown, kind: 'whole' | 'map'): string[] {
  if (!isObject(value)) return ['`backend()` must return an object'];
  const faults: string[] = [];
  if (typeof value['name'] !== 'string') faults.push('`name` of the back end must be a text');
  if (!Number.isInteger(value['version'])) {
    faults.push('`version` of the back end must be a whole number');
  }
  const verbs = kind === 'map' ? ['resolve', 'calculate'] : ['resolve', 'run'];
  for (const verb of verbs) {
    if (typeof value[verb] !== 'function') faults.push(`the back end has no function \`${verb}\``);
  }
  if (kind === 'map' && !Number.isInteger(value['batch'])) {
    faults.push('`batch` of the back end must be a whole number');
  }
  return faults;
}

const isObject = (value: unknown): value is Parts =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function portFaults(word: string, ports: unknown): string[] {
  if (!isObject(ports)) return [`\`${word}\` must be an object`];
  return Object.entries(ports)
    .filter(([, spec]) => !isObject(spec) || typeof spec['type'] !== 'string')
    .map(([name]) => `\`${word}.${name}\` needs a \`type\`, as in { type: 'structures' }`);
}

function countFaults({ kind, inputs, outputs }: Parts): string[] {
  const specs = Object.values(outputs as { [name: string]: Parts });
  const defaults = specs.filter((spec) => spec['default'] === true).length;
  const faults: string[] = [];
  if (specs.length === 0) faults.push('`outputs` must have at least one output');
  else if (defaults !== 1) faults.push('exactly one output must have `default: true`');
  if (kind === 'map' && Object.keys(inputs as Parts).length !== 1) {
    faults.push('a map stage has exactly one input');
  }
  if (kind === 'map' && specs.length !== 2) {
    faults.push('a map stage has two outputs: the values, and the failures');
  }
  return faults;
}
