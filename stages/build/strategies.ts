import { crystalPlugin } from './bases/crystal.ts';
import { dimersPlugin } from './bases/dimers.ts';
import { importPlugin } from './bases/imported.ts';
import { isolatedAtomsPlugin } from './bases/isolated-atoms.ts';
import { liquidsPlugin } from './bases/liquids.ts';
import { prototypesPlugin } from './bases/prototypes.ts';
import { vacancyPlugin } from './defects/vacancy.ts';
import { isotropicStrainPlugin } from './distortions/isotropic-strain.ts';
import { rattlePlugin } from './distortions/rattle.ts';
import { voigtStrainPlugin } from './distortions/voigt-strain.ts';

/**
 * Every strategy of the build stage: one line each, in the order in which they work. What one makes
 * depends on no other, so a line put anywhere changes no structure that was made before.
 */
export const basePlugins = [
  crystalPlugin,
  importPlugin,
  prototypesPlugin,
  isolatedAtomsPlugin,
  dimersPlugin,
  liquidsPlugin,
];

export const distortionPlugins = [isotropicStrainPlugin, voigtStrainPlugin, rattlePlugin];

export const defectPlugins = [vacancyPlugin];
