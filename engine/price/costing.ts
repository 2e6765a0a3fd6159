import type { CanonicalObject } from '../../base/canonical.ts';
import type { ValidNode } from '../pipeline.ts';
import type {
  Backend,
  CostDeclaration,
  CostFeatures,
  CostPrior,
  Flow,
  MapBackend,
} from '../stage.ts';

/** How the work of a node is priced: what its back end declares, or what serves any. */
export interface Costing<Of> {
  /** Work that is priced together: `oracle/emt`, `train/ace`. */
  readonly family: string;
  /** Never throws: what a stage cannot say of a piece of work, is not known of it. */
  features(settings: CanonicalObject, of: Of): CostFeatures;
  readonly prior: CostPrior;
  /** How many pieces are measured as one. */
  readonly batch: number;
}

/** Any item: a second, give or take a factor of thirty. */
const ANY_ITEM: CostDeclaration<Uint8Array> = {
  features: (_, bytes) => ({ bytes: bytes.length }),
  prior: { cpuSeconds: () => 1, spread: 30 },
};

/** Any whole stage: a little for starting, and something an item. */
const ANY_WHOLE: CostDeclaration<Flow> = {
  features: (_, { items, bytes }) => ({ items, bytes }),
  prior: { cpuSeconds: ({ items = 0 }) => 0.05 + 0.0005 * items, spread: 10 },
};

/** The costing of a map node's items. */
export const itemCosting = (node: ValidNode, backend: MapBackend): Costing<Uint8Array> =>
  costing(node, backend.cost ?? ANY_ITEM, Math.max(1, backend.batch));

/** The costing of a whole node. */
export const wholeCosting = (node: ValidNode, backend: Backend): Costing<Flow> =>
  costing(node, backend.cost ?? ANY_WHOLE, 1);

function costing<Of>(node: ValidNode, declared: CostDeclaration<Of>, batch: number): Costing<Of> {
  const kind = quietly(() => declared.kind?.(node.with));
  const family = [`${node.uses}/${node.backend.name}`, ...(kind ? [kind] : [])].join(' ');
  const { prior } = declared;
  return {
    family,
    batch,
    features: (settings, of) => sound(quietly(() => declared.features(settings, of)) ?? {}),
    prior: {
      cpuSeconds: (features) => {
        const seconds = quietly(() => prior.cpuSeconds(features));
        return typeof seconds === 'number' && seconds >= 0 && seconds < 1e12 ? seconds : 1;
      },
      spread: prior.spread >= 1 ? prior.spread : 30,
    },
  };
}

/** A stage of a user's that cannot name its price must not cost the work that it did. */
function quietly<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}

const sound = (features: CostFeatures): CostFeatures =>
  Object.fromEntries(
    Object.entries(features).filter(([, value]) => Number.isFinite(value) && value >= 0),
  );
