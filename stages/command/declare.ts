import type { InputSpec, OutputSpec, Ports } from '../../engine/stage.ts';

/** An output as it may be written. */
export type WrittenOutput =
  | string
  | { readonly path: string; readonly type?: string }
  | { readonly items: string };

/** The ports of a command: every input that the node names, of any type, and the outputs of its settings. */
export function declareCommand(settings: unknown, given: readonly string[]): Ports {
  const inputs: { [name: string]: InputSpec } = {};
  for (const name of given) inputs[name] = { type: 'any', many: true };
  const outputs: { [name: string]: OutputSpec } = {};
  for (const [name, written] of writtenOutputs(settings)) {
    const first = Object.keys(outputs).length === 0;
    outputs[name] = { type: typeOf(written), ...(first && { default: true }) };
  }
  return { inputs, outputs };
}

function typeOf(written: WrittenOutput): string {
  if (typeof written !== 'string' && 'items' in written) return 'structures';
  const { path, type = undefined } = typeof written === 'string' ? { path: written } : written;
  return type ?? (path.endsWith('/') ? 'folder' : 'file');
}

/** The outputs in settings that nobody has checked. */
function writtenOutputs(settings: unknown): [string, WrittenOutput][] {
  const outputs = isMap(settings) ? settings['outputs'] : undefined;
  return isMap(outputs) ? Object.entries(outputs).filter(isOutput) : [];
}

const isMap = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isOutput = (entry: [string, unknown]): entry is [string, WrittenOutput] => {
  const [, written] = entry;
  if (typeof written === 'string') return true;
  if (!isMap(written)) return false;
  if (typeof written['items'] === 'string') return true;
  if (typeof written['path'] !== 'string') return false;
  return written['type'] === undefined || typeof written['type'] === 'string';
};
