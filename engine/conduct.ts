import type { Conduct } from './pipeline.ts';

/** How long a first attempt may take, seconds: the timeout, or else the time among the resources. */
export const timeoutOf = ({ timeoutSeconds, resources }: Conduct): number | undefined =>
  timeoutSeconds ?? resources?.timeSeconds;

/** How many of the `-j` places a unit of work takes. */
export const coresOf = ({ resources }: Conduct): number => resources?.cores ?? 1;
