import { type Static, Type } from '../../../base/doors/typebox.ts';
import { fail, ok, type Result } from '../../../base/result.ts';
import type { FileReference, StageFailure } from '../../../engine/stage.ts';
import { type NamedStructure, parseStructures } from '../../../science/formats/detect.ts';
import type { InfoValue } from '../../../science/formats/extxyz-comment.ts';
import type { Structure } from '../../../science/structure.ts';
import { type Repeats, repeatStructure } from '../../../science/supercell.ts';
import { asParent, type Base, type Parent } from '../parent.ts';
import { basePlugin } from '../strategy.ts';

const ImportSchema = Type.Object(
  {
    file: Type.String({
      format: 'file',
      description:
        'A file of structures: extended XYZ, POSCAR or CIF (told apart by content), plain or gzipped. Labels in it are not read: the store stage imports labelled data',
    }),
  },
  {
    additionalProperties: false,
    description: 'Structures of your own to start from, instead of `system`',
  },
);

const fields = { import: ImportSchema };

type Config = Static<ReturnType<typeof Type.Object<typeof fields>>>;

interface Settings {
  readonly import?: { readonly file: FileReference };
  /** Left out where nothing is repeated. */
  readonly supercell?: Repeats;
}

/** `import`: the structures of a file. */
export const importPlugin = basePlugin<Config, Settings>({
  name: 'import',
  fields,
  resolve: ({ import: imported }, { config }) => {
    const supercell = config.supercell as Repeats | undefined;
    const isRepeated = supercell?.some((n) => n > 1) ?? false;
    return ok({ settings: { import: imported, ...(isRepeated && { supercell }) } });
  },
  open: ({ import: imported, supercell }) =>
    imported && {
      name: 'import',
      bases: async ({ context }) => importedBases(context.readFile(imported.file), supercell),
    },
});

/** Frames of one series resemble each other: this many in a row are one family. */
const BLOCK = 10;

/**
 * The structures of a file as bases, repeated where asked; families by their name in the file (`family`), else
 * as the store makes them for imports.
 */
export function importedBases(
  file: { readonly bytes: Uint8Array; readonly name: string },
  supercell: Repeats | undefined,
): Result<readonly Base[], StageFailure> {
  const found = parseStructures(file.bytes, file.name);
  if (!found.ok) {
    const { line, message, hint } = found.error;
    const place = line > 0 ? `${file.name}:${line}` : file.name;
    return invalid(`${place}: ${message}`, hint);
  }
  const stuck = found.value.find(({ structure }) => !canRepeat(structure, supercell));
  if (stuck) {
    return invalid(
      `${stuck.name} is not periodic along every direction that \`supercell\` repeats`,
      'leave supercell out, or repeat the periodic directions only',
    );
  }
  return ok(asBases(found.value, supercell));
}

const invalid = (message: string, hint?: string) =>
  fail({ class: 'invalid' as const, message, ...(hint !== undefined && { hint }) });

const canRepeat = (structure: Structure, supercell: Repeats | undefined): boolean =>
  supercell?.every((n, axis) => n === 1 || structure.periodic[axis]) ?? true;

function asBases(found: readonly NamedStructure[], supercell: Repeats | undefined): Base[] {
  const bases: Base[] = [];
  let block: { readonly kind: string; readonly leader: Parent; size: number } | undefined;
  for (const { name, structure, info } of found) {
    const parent = asParent(supercell ? repeatStructure(structure, supercell) : structure);
    const group = groupOf(info);
    const kind = JSON.stringify([group, [...structure.numbers].sort((a, b) => a - b)]);
    if (block?.kind !== kind || block.size >= BLOCK) block = { kind, leader: parent, size: 0 };
    block.size++;
    const family = textOf(info, 'family');
    bases.push({ ...parent, name, group, leader: block.leader, ...(family && { family }) });
  }
  return bases;
}

const groupOf = (info: Info): string => textOf(info, 'config_type') ?? 'base';

function textOf(info: Info, key: string): string | undefined {
  const value = info?.[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

type Info = { readonly [key: string]: InfoValue } | undefined;
