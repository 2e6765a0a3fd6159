/**
 * `MLIP_TEST_SEED` gives every property test the same draws each time: CI judges a commit, not a draw.
 * Without it each run draws anew, and says the seed of what it finds.
 */
const seed = process.env.MLIP_TEST_SEED;
if (seed !== undefined) {
  const { configureGlobal } = await import('fast-check');
  configureGlobal({ seed: Number(seed) });
}
