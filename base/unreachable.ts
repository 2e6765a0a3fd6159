/** Ends an exhaustive switch: the compiler refuses a forgotten member, and a bug throws. */
export function unreachable(value: never): never {
  throw new Error(`internal error: unreachable value ${JSON.stringify(value)}`);
}
