import { join } from 'node:path';
import { componentPath } from '../../../support/component.ts';

/** How silicon's structures of `si.xyz` are labelled by real pw.x, and what comes after. */
interface SiliconPipeline {
  readonly name: string;
  readonly ecutwfc: number | string;
  readonly command: string;
  readonly kpoints?: number;
  /** More lines of `with`, of the node, of the pipeline before and after `nodes`. */
  readonly settings?: string;
  readonly node?: string;
  readonly params?: string;
  readonly after?: string;
}

/** A pipeline that labels `si.xyz` by pw.x. */
export const siliconPipeline = ({
  name,
  ecutwfc,
  command,
  kpoints = 1,
  settings,
  node,
  params,
  after,
}: SiliconPipeline): string =>
  [
    'version: 1',
    `name: ${name}`,
    params,
    'nodes:',
    '  structures: { uses: build, with: { import: { file: si.xyz } } }',
    '  labels:',
    '    uses: oracle',
    '    inputs: { structures: structures }',
    '    with:',
    '      calculator: espresso',
    `      pseudopotentials: { Si: ${join(componentPath('pseudopotentials'), 'Si.pz-vbc.UPF')} }`,
    `      ecutwfc: ${ecutwfc}`,
    `      kpoints: [${kpoints}, ${kpoints}, ${kpoints}]`,
    `      command: ['${command}']`,
    settings && `      ${settings}`,
    node && `    ${node}`,
    after && `  ${after}`,
    '',
  ]
    .filter((line) => line !== undefined)
    .join('\n');
