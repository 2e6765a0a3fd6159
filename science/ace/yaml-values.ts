import { YaceProblem, type YamlMap, type YamlValue } from './yaml-subset.ts';

/** Throws what is wrong with a file. */
export function wrong(message: string): never {
  throw new YaceProblem(message);
}

/** The value of a key that must be there. */
export function get(map: YamlMap, key: string, where: string): YamlValue {
  const value = map.get(key);
  if (value === undefined) wrong(`${where ? `${where}: ` : ''}${key} is missing`);
  return value;
}

/** A mapping; a {@link YaceProblem} where it is none, as all below. */
export function asMap(value: YamlValue, where: string): YamlMap {
  return value instanceof Map ? value : wrong(`${where} is not a mapping`);
}

/** A list. */
export function asList(value: YamlValue, where: string): readonly YamlValue[] {
  return Array.isArray(value) ? value : wrong(`${where} is not a list`);
}

const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/;

/** A finite number in decimal notation. */
export function number(value: YamlValue, where: string): number {
  if (typeof value === 'string' && NUMBER.test(value)) return Number(value);
  return wrong(`${where}: ${typeof value === 'string' ? value : 'this'} is not a number`);
}

/** A whole number of at least `least`. */
export function whole(value: YamlValue, where: string, least: number): number {
  const x = number(value, where);
  return Number.isInteger(x) && x >= least ? x : wrong(`${where}: ${x} is out of range`);
}

/** A list of numbers. */
export const numbers = (value: YamlValue, where: string): number[] =>
  asList(value, where).map((x) => number(x, where));

/** The numbers of nested lists, in order. */
export function nestedNumbers(value: YamlValue, where: string): number[] {
  if (!Array.isArray(value)) return [number(value, where)];
  return value.flatMap((x) => nestedNumbers(x, where));
}

/** One of the known words. */
export function oneOf<T extends string>(known: readonly T[], value: YamlValue, where: string): T {
  const found = known.find((x) => x === value);
  return found ?? wrong(`${where}: ${String(value)} is not supported (known: ${known.join(', ')})`);
}
