import { compoundPlugin } from './bases/compound.ts';
import { crystalPlugin } from './bases/crystal.ts';
import { dimersPlugin } from './bases/dimers.ts';
import { importPlugin } from './bases/imported.ts';
import { isolatedAtomsPlugin } from './bases/isolated-atoms.ts';
import { latticeFilePlugin } from './bases/lattice-file-plugin.ts';
import { liquidsPlugin } from './bases/liquids.ts';
import { mdPlugin } from './bases/md.ts';
import { prototypesPlugin } from './bases/prototypes.ts';
import { sqsPlugin } from './bases/sqs.ts';
import { commonDefectPlugin } from './defects/common-plugin.ts';
import { divacancyPlugin } from './defects/divacancy-plugin.ts';
import { dumbbellPlugin } from './defects/dumbbell-plugin.ts';
import { interstitialPlugin } from './defects/interstitial-plugin.ts';
import { antisitePlugin, substitutionPlugin } from './defects/substitution-plugin.ts';
import { vacancyPlugin } from './defects/vacancy-plugin.ts';
import { isotropicStrainPlugin } from './distortions/isotropic-strain.ts';
import { mcRattlePlugin } from './distortions/mc-rattle.ts';
import { phononPlugin } from './distortions/phonons.ts';
import { randomStrainPlugin } from './distortions/random-strain.ts';
import { rattlePlugin } from './distortions/rattle.ts';
import { thermalPlugin } from './distortions/thermal.ts';
import { voigtStrainPlugin } from './distortions/voigt-strain.ts';
import { stackingFaultsPlugin } from './planar/stacking-faults-plugin.ts';
import { surfacesPlugin } from './planar/surfaces-plugin.ts';
import { twinsPlugin } from './planar/twins-plugin.ts';

/**
 * Every strategy of the build stage: one line each, in the order in which they work. What one makes
 * depends on no other, so a line put anywhere changes no structure that was made before.
 */
export const basePlugins = [
  crystalPlugin,
  compoundPlugin,
  latticeFilePlugin,
  sqsPlugin,
  importPlugin,
  prototypesPlugin,
  isolatedAtomsPlugin,
  dimersPlugin,
  liquidsPlugin,
  mdPlugin,
];

/** What cuts crystals along their planes. */
export const planarPlugins = [surfacesPlugin, stackingFaultsPlugin, twinsPlugin];

export const distortionPlugins = [
  isotropicStrainPlugin,
  voigtStrainPlugin,
  randomStrainPlugin,
  rattlePlugin,
  mcRattlePlugin,
  thermalPlugin,
  phononPlugin,
];

export const defectPlugins = [
  vacancyPlugin,
  divacancyPlugin,
  antisitePlugin,
  substitutionPlugin,
  interstitialPlugin,
  dumbbellPlugin,
  commonDefectPlugin,
];
