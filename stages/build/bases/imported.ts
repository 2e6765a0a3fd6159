import { type Static, Type } from '../../../base/doors/typebox.ts';
import { ok } from '../../../base/result.ts';
import type { FileReference } from '../../../engine/stage.ts';
import type { Repeats } from '../../../science/supercell.ts';
import { basePlugin } from '../strategy.ts';

const ImportSchema = Type.Object(
  {
    file: Type.String({
      format: 'file',
      description:
        'A file of structures: extended XYZ, POSCAR, CIF, input or text output of pw.x (plain or gzipped) or an ase.db, told apart by content. Labels in it are not read: the store stage imports labelled data',
    }),
  },
  {
    additionalProperties: false,
    description: 'Structures of your own to start from, instead of `system`',
  },
);

/** 2: masses, tags and constraints too. */
const READS = 2;

const fields = { import: ImportSchema };

type Config = Static<ReturnType<typeof Type.Object<typeof fields>>>;

interface Settings {
  /** `reads` is raised whenever more is read of a file: what was built before is then built anew. */
  readonly import?: { readonly file: FileReference; readonly reads: number };
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
    return ok({
      settings: { import: { ...imported, reads: READS }, ...(isRepeated && { supercell }) },
    });
  },
  open: ({ import: imported, supercell }) =>
    imported && {
      name: 'import',
      // Loaded when it runs: whoever only asks what is up to date needs no parsers.
      bases: async ({ context, tally }) => {
        const { importedBases } = await import('./imported-bases.ts');
        return importedBases(context.readFile(imported.file), supercell, tally);
      },
    },
});
