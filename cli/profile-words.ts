import type { Conduct } from '../engine/pipeline.ts';
import type { ConductRule, Site } from '../engine/site/site.ts';
import { displayPath } from './say.ts';

/** What a profile decides, as `--json` has it; of variables the names alone, since a value may be nobody's business. */
export const profileEvent = ({ env, programs, ...said }: Site): object => ({
  type: 'profile',
  ...said,
  env: Object.keys(env),
  programs: Object.fromEntries(
    Object.entries(programs).map(([name, one]) => [
      name,
      { ...one, env: Object.keys(one.env ?? {}) },
    ]),
  ),
});

/** What a profile decides, on one line. */
export function profileWords(site: Site): string {
  const { profile, file, jobs, scratch, env, passEnv, stages, nodes, programs } = site;
  const variables = [...Object.keys(env), ...passEnv];
  const words = [
    ...(jobs === undefined ? [] : [`${jobs} at a time`]),
    ...[...stages, ...nodes].map(ruleWords),
    ...Object.entries(programs).map(([name, { command, version }]) =>
      [
        name,
        ...(command ? [`as ${command.join(' ')}`] : []),
        ...(version === undefined ? [] : [`version ${version}`]),
      ].join(' '),
    ),
    ...(variables.length > 0 ? [`with ${variables.join(', ')}`] : []),
    ...(scratch === undefined ? [] : [`in ${displayPath(scratch)}`]),
  ];
  const said = words.length > 0 ? `: ${words.join('; ')}` : '';
  return `profile ${profile} (${displayPath(file)})${said}`.replace(/[\r\n]+/g, ' ');
}

function ruleWords([name, { attempts, timeoutSeconds, resources }]: ConductRule): string {
  const time = timeoutSeconds ?? resources?.timeSeconds;
  const words = [
    ...(resources?.cores === undefined ? [] : [`${resources.cores} cores`]),
    ...(resources?.memory === undefined ? [] : [resources.memory]),
    ...(time === undefined ? [] : [`at most ${durationWords(time)}`]),
    ...attemptWords(attempts),
  ];
  return words.length > 0 ? `${name} ${words.join(', ')}` : name;
}

const attemptWords = (attempts: Conduct['attempts'] | undefined): string[] =>
  attempts === undefined ? [] : [attempts === 1 ? '1 attempt' : `${attempts} attempts`];

/** `1h30m`: as it may be written. */
function durationWords(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = seconds % 60;
  return `${hours > 0 ? `${hours}h` : ''}${minutes > 0 ? `${minutes}m` : ''}${rest > 0 || seconds === 0 ? `${rest}s` : ''}`;
}
