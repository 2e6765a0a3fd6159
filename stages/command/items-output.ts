import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { canonicalText } from '../../base/canonical.ts';
import { type Digest, digestBytes, digestValue } from '../../base/digest.ts';
import { decodeSet, encodeSet, type SetEntry } from '../../base/item-set.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { StageContext } from '../../engine/stage.ts';
import { type NamedStructure, parseStructures } from '../../science/formats/detect.ts';
import { type Attributes, type Structure, structureBytes } from '../../science/structure.ts';
import { isSet } from './extxyz-set.ts';

/** Frames of one series resemble each other: at most this many in a row are one family, as for imports. */
const LONGEST_BLOCK = 10;

/**
 * Keeps a file of structures that a program made as a set, like that of build. Who is tested with whom is decided
 * by families, so none may get lost: a structure that came in through an input keeps all that is said of it there; another has
 * the `family` of its frame; without one, blocks of neighbours of the same group and composition are families. An exact repeat
 * is dropped: in two families it could be fitted and tested. Fails, in words.
 */
export function keepItems(context: StageContext, path: string): Result<Digest, string> {
  const name = basename(path);
  const read = parseStructures(readFileSync(path), name);
  if (!read.ok) {
    const { line, message } = read.error;
    return fail(`is no set of structures: ${line > 0 ? `${name}:${line}: ` : ''}${message}`);
  }
  const odd = read.value.findIndex(({ structure }) => !isWhole(structure));
  if (odd >= 0) return fail(`has a position or a cell that is no number, in frame ${odd + 1}`);
  const known = structuresOfInputs(context);
  const blocks = openBlocks();
  const counts: Counts = { frames: read.value.length, kept: 0, known: 0, blocks: 0, labelled: 0 };
  const entries = new Map<Digest, SetEntry>();
  for (const frame of read.value) {
    const bytes = structureBytes(frame.structure);
    const item = digestBytes(bytes);
    if (entries.has(item)) continue;
    const before = known.get(item);
    const said = attributesOf(frame, before);
    if (before) counts.known++;
    if (LABELS.some((key) => frame.info?.[key] !== undefined)) counts.labelled++;
    // Also where it is not needed: a frame between two others is their neighbour.
    const block = blocks.next(item, said.group, frame.structure, said.family ?? said.parent);
    if (block !== undefined) counts.blocks++;
    const attributes = { ...said, ...(block !== undefined && { family: block }) };
    context.put(bytes);
    entries.set(item, { item, attributes: context.put(canonicalText(attributes as never)) });
  }
  counts.kept = entries.size;
  for (const note of notesOf(name, counts)) context.note(note);
  return ok(context.put(encodeSet([...entries.values()])));
}

/** Names under which a label stands in a frame. */
const LABELS = ['energy', 'free_energy', 'dft_energy', 'REF_energy'];

interface Counts {
  readonly frames: number;
  kept: number;
  known: number;
  blocks: number;
  labelled: number;
}

function notesOf(name: string, { frames, kept, known, blocks, labelled }: Counts): string[] {
  const repeats = frames - kept;
  const notes = [
    `${name}: ${kept} structures${known > 0 ? `, ${known} of them from the inputs, as they are called there` : ''}`,
  ];
  if (repeats > 0) notes.push(`${name}: ${repeats} dropped: exact repeat`);
  if (blocks > 0) {
    notes.push(
      `${name}: ${blocks} structures without \`family\`: at most ${LONGEST_BLOCK} neighbours in the file are fitted or tested together; give \`family=...\` to frames that resemble others, or these others may test them`,
    );
  }
  if (labelled > 0) {
    notes.push(`${name}: energies in the file are not read: the store stage imports labelled data`);
  }
  return notes;
}

const isWhole = ({ positions, cell }: Structure): boolean =>
  positions.every(Number.isFinite) && cell.every(Number.isFinite);

/** What is said of each structure that comes in. */
function structuresOfInputs(context: StageContext): ReadonlyMap<Digest, Attributes> {
  const known = new Map<Digest, Attributes>();
  for (const source of context.inputs.flatMap((name) => context.input(name))) {
    const bytes = context.read(source);
    if (!isSet(bytes)) continue;
    for (const { item, attributes } of decodeSet(bytes)) {
      if (known.has(item)) continue;
      known.set(item, JSON.parse(Buffer.from(context.read(attributes)).toString('utf8')));
    }
  }
  return known;
}

function attributesOf(
  { name, info = {} }: NamedStructure,
  before: Attributes | undefined,
): Attributes {
  const said = (key: string): string | undefined => {
    const value = info[key];
    return ['string', 'number'].includes(typeof value) && value !== '' ? String(value) : undefined;
  };
  const family = said('family');
  const group = said('config_type') ?? said('group');
  const weight = info['weight'];
  return {
    name: said('name') ?? name,
    ...before,
    ...(family !== undefined && { family }),
    ...(group !== undefined && { group }),
    ...(typeof weight === 'number' && weight > 0 && { weight }),
  };
}

/** Gives neighbours of the same group and composition the name of a block, after its first structure. */
function openBlocks() {
  let block = { kind: '', name: '', length: 0 };
  return {
    /** The family of a structure of which nobody said one. */
    next(
      item: Digest,
      group: string | undefined,
      { numbers }: Structure,
      said: string | undefined,
    ): string | undefined {
      if (said !== undefined) {
        block = { kind: '', name: '', length: 0 };
        return undefined;
      }
      const kind = JSON.stringify([group ?? '', [...numbers].sort((a, b) => a - b)]);
      if (kind !== block.kind || block.length === LONGEST_BLOCK) {
        block = { kind, name: digestValue('block', 1, [item, 0]), length: 0 };
      }
      block.length++;
      return block.name;
    },
  };
}
