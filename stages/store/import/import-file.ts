import { gunzipSync } from 'node:zlib';
import { digestValue } from '../../../base/digest.ts';
import { fail, ok, type Result } from '../../../base/result.ts';
import type { FileReference, StageContext, StageFailure } from '../../../engine/stage.ts';
import { type ExtxyzFrame, parseExtxyz } from '../../../science/formats/extxyz.ts';
import { type Label, type LevelOfTheory, labelBytes } from '../../../science/label.ts';
import { type Attributes, structureBytes } from '../../../science/structure.ts';
import type { Candidate } from '../candidate.ts';
import { checkLabel } from '../check-label.ts';
import { checkStructure } from '../check-structure.ts';
import type { ResolvedImport } from '../resolve.ts';
import { type FrameKeys, findKeys } from './find-keys.ts';
import { frameAttributes, frameLabel } from './frame-label.ts';

/** How many bad frames a message lists one by one. */
const LISTED = 5;

/**
 * Reads a file's frames as labelled structures, in order. Every frame must have all of it: a failure
 * names the first bad frames by number (from 1) and line.
 */
export function importFile(
  context: StageContext,
  which: 'train' | 'test',
  settings: ResolvedImport,
): Result<readonly Candidate[], StageFailure> {
  const { bytes, name } = context.readFile(settings[which] as FileReference);
  const frames = readFrames(bytes, name);
  if (!frames.ok) return frames;
  const found = findKeys(frames.value, settings);
  if (!found.ok) return inFile(name, found.error);
  for (const note of found.value.notes) context.note(`${name}: ${note}`);
  const level = levelOf(settings);
  const wrong: string[] = [];
  const candidates = frames.value.flatMap((frame, i): Candidate[] => {
    const where = `frame ${i + 1} (line ${frame.line})`;
    const label = readLabelled(frame, found.value.keys, settings, level);
    if (label.ok) {
      const attributes = frameAttributes(frame, found.value.keys, `${which} frame ${i + 1}`);
      return [candidate(context, frame, label.value, attributes, which)];
    }
    wrong.push(`${where}: ${label.error}`);
    return [];
  });
  return wrong.length > 0 ? fail(refusal(name, wrong)) : ok(candidates);
}

/** The text of a file, unpacked where its first bytes are gzip's. */
function readFrames(bytes: Uint8Array, name: string): Result<ExtxyzFrame[], StageFailure> {
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  let text: string;
  try {
    text = Buffer.from(isPacked ? gunzipSync(bytes) : bytes).toString('utf8');
  } catch (error) {
    const message = `${name}: not a whole gzip file (${(error as Error).message})`;
    return fail({ class: 'invalid', message });
  }
  const parsed = parseExtxyz(text);
  if (parsed.ok) return parsed;
  const { line, message, hint } = parsed.error;
  const where = line > 0 ? `${name}:${line}` : name;
  return fail({ class: 'invalid', message: `${where}: ${message}`, ...(hint && { hint }) });
}

function readLabelled(
  frame: ExtxyzFrame,
  keys: FrameKeys,
  settings: ResolvedImport,
  level: LevelOfTheory,
): Result<Label, string> {
  const wrong = checkStructure(frame.structure);
  if (wrong) return fail(wrong);
  const label = frameLabel(frame, keys, settings.stress, level);
  if (!label.ok) return label;
  const odd = checkLabel(frame.structure, label.value);
  return odd ? fail(odd) : label;
}

function candidate(
  context: StageContext,
  { structure }: ExtxyzFrame,
  label: Label,
  attributes: Attributes,
  which: 'train' | 'test',
): Candidate {
  return {
    item: context.put(structureBytes(structure)),
    label: context.put(labelBytes(label)),
    level: label.level,
    attributes,
    ...(which === 'test' && { part: 'test' }),
    structure: () => structure,
    value: () => label,
  };
}

/** An import's level of theory is known by its name alone. */
const levelOf = ({ level }: ResolvedImport): LevelOfTheory => ({
  words: level,
  digest: digestValue('level', 1, level),
});

const inFile = (name: string, error: StageFailure) =>
  fail<StageFailure>({ ...error, message: `${name}: ${error.message}` });

function refusal(name: string, wrong: readonly string[]): StageFailure {
  const more = wrong.length > LISTED ? [`and ${wrong.length - LISTED} more frames`] : [];
  const list = [...wrong.slice(0, LISTED), ...more].join('; ');
  return {
    class: 'invalid',
    message: `${name}: ${list}`,
    hint: 'a frame without a whole label cannot be learnt from: mend it or take it out of the file',
  };
}
