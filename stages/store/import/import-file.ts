import { gunzipSync } from 'node:zlib';
import { fail, ok, type Result } from '../../../base/result.ts';
import type { FileReference, StageContext, StageFailure } from '../../../engine/stage.ts';
import { type ExtxyzFrame, parseExtxyz } from '../../../science/formats/extxyz.ts';
import { type Label, type LevelOfTheory, labelBytes, levelNamed } from '../../../science/label.ts';
import { type Attributes, type Structure, structureBytes } from '../../../science/structure.ts';
import type { Candidate } from '../candidate.ts';
import { checkLabel } from '../check-label.ts';
import { checkStructure } from '../check-structure.ts';
import type { ImportSettings, ResolvedImport } from '../resolve.ts';
import { type FrameKeys, findKeys } from './find-keys.ts';
import { frameAttributes, frameLabel } from './frame-label.ts';

/** How many bad frames a message lists one by one. */
const LISTED = 5;

/**
 * Reads the labelled files of an import, one list of structures a file. The keys are found in the train
 * file; the test file must have the same, so that a name means one thing.
 */
export function importFiles(
  context: StageContext,
  settings: ResolvedImport,
): Result<readonly (readonly Candidate[])[], StageFailure> {
  const train = importFile(context, 'train', settings);
  if (!train.ok) return train;
  if (!settings.test) return ok([train.value.candidates]);
  const test = importFile(context, 'test', settings, train.value.keys);
  return test.ok ? ok([train.value.candidates, test.value.candidates]) : test;
}

function importFile(
  context: StageContext,
  which: 'train' | 'test',
  settings: ResolvedImport,
  known?: FrameKeys,
): Result<{ readonly candidates: readonly Candidate[]; readonly keys: FrameKeys }, StageFailure> {
  const file = context.readFile(settings[which] as FileReference);
  const read = labelledFrames(file, which, settings, known);
  if (!read.ok) return read;
  const { frames, keys, notes } = read.value;
  for (const note of notes) context.note(note);
  return ok({ candidates: frames.map((frame) => candidate(context, frame, which)), keys });
}

/** A labelled structure out of a file. */
export interface LabelledFrame {
  readonly structure: Structure;
  readonly label: Label;
  readonly attributes: Attributes;
}

/**
 * Reads a file's frames as labelled structures, in order. Every frame must have all of it: a failure
 * names the first bad frames by number (from 1) and line. A frame without a name is `SERIES frame 7`.
 */
export function labelledFrames(
  { bytes, name }: { readonly bytes: Uint8Array; readonly name: string },
  series: string,
  settings: ImportSettings,
  known?: FrameKeys,
): Result<
  {
    readonly frames: readonly LabelledFrame[];
    readonly keys: FrameKeys;
    readonly notes: readonly string[];
  },
  StageFailure
> {
  const read = readFrames(bytes, name);
  if (!read.ok) return read;
  const found = known ? ok({ keys: known, notes: [] }) : findKeys(read.value, settings);
  if (!found.ok) return inFile(name, found.error);
  const { keys, notes } = found.value;
  const level = levelNamed(settings.level);
  const wrong: string[] = [];
  const frames = read.value.flatMap((frame, i): LabelledFrame[] => {
    const label = readLabelled(frame, keys, settings, level);
    if (!label.ok) wrong.push(`frame ${i + 1} (line ${frame.line}): ${label.error}`);
    if (!label.ok) return [];
    const attributes = frameAttributes(frame, keys, `${series} frame ${i + 1}`);
    return [{ structure: frame.structure, label: label.value, attributes }];
  });
  if (wrong.length > 0) return fail(refusal(name, wrong));
  return ok({ frames, keys, notes: notes.map((note) => `${name}: ${note}`) });
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
  settings: ImportSettings,
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
  { structure, label, attributes }: LabelledFrame,
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
