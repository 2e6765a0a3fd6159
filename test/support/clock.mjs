// Loaded before the program by `--import`: the clock that people set is what the file named by MLIP_TEST_CLOCK says.
// `+N` or `-N`: so many milliseconds beside the real one; `N`: it stands still there. Timers are not touched.
import { readFileSync } from 'node:fs';

const RealDate = Date;
const file = process.env.MLIP_TEST_CLOCK;

function now() {
  const said = readFileSync(file, 'utf8').trim();
  return /^[+-]/.test(said) ? RealDate.now() + Number(said) : Number(said);
}

globalThis.Date = class extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(now());
    else super(...given);
  }

  static now = now;
};
