import { resolve } from 'node:path';
import { pricePlan } from '../engine/price/price.ts';
import { sinceLastRun } from './diff.ts';
import { EXIT } from './exit.ts';
import { explaining } from './explaining.ts';
import type { Reading } from './open.ts';
import { stampOf } from './stamp.ts';
import { sayThrown } from './thrown.ts';

/** What `watch` wants to have looked at; the only argument of this script, as JSON. */
export interface LookRequest extends Reading {
  readonly file: string;
  readonly json: boolean;
}

/** What was seen, sent to `watch`. */
export interface Looked {
  /** Every file that loading looked at, stamped before it was read; also those of a broken pipeline. */
  readonly stamps: readonly (readonly [path: string, stamp: string])[];
  /** What a run may cost; none where the pipeline is broken. */
  readonly price?: LookedPrice;
}

/** CPU seconds. Four times in five a run costs no more than nine tenths of the futures do: `most`. */
export interface LookedPrice {
  readonly middle: number;
  readonly most: number;
  /** Nodes of which not even the number of pieces is known. */
  readonly unknown: readonly string[];
  /** The price from which the profile wants to be asked. */
  readonly askAbove?: number;
}

/**
 * A process of its own for each look, since Node keeps the modules that it has imported: it prints what
 * changed, or what is wrong, and sends what it saw.
 */
async function look({ file, json, ...reading }: LookRequest): Promise<void> {
  const path = resolve(file);
  const stamps = new Map([[path, stampOf(path)]]);
  const seen = (one: string): void => {
    if (!stamps.has(one)) stamps.set(one, stampOf(one));
  };
  let price: LookedPrice | undefined;
  try {
    process.exitCode = await explaining(file, { ...reading, json, seen }, async (planned) => {
      const { state, load } = planned.setting;
      const { nodes, most } = await pricePlan(planned.plan, { state, load, lanes: 1 });
      const dark = nodes.filter((one) => one.pieces === 0 && one.unknown !== undefined);
      const above = planned.opened.site?.askAbove;
      price = {
        ...{ middle: most.cpu[1], most: most.cpu[2], unknown: dark.map(({ node }) => node) },
        ...(above !== undefined && { askAbove: above }),
      };
      return { ok: true, value: await sinceLastRun(planned) };
    });
  } catch (error) {
    process.exitCode = sayThrown(error, json);
  }
  await send({ stamps: [...stamps], ...(price && process.exitCode === EXIT.done && { price }) });
}

const send = (looked: Looked): Promise<void> =>
  new Promise((done) => {
    if (process.send) process.send(looked, undefined, undefined, () => done());
    else done();
  });

await look(JSON.parse(process.argv[2] ?? '') as LookRequest);
