// Names the build by its content, so that caches of parsed pipelines never outlive the code that made them.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const dist = new URL('../dist/', import.meta.url);
const names = readdirSync(dist, { recursive: true })
  .filter((name) => name.endsWith('.js'))
  .sort();
const hash = createHash('sha256');
for (const name of names) hash.update(`${name}\n`).update(readFileSync(new URL(name, dist)));
writeFileSync(new URL('build-id', dist), `${hash.digest('hex')}\n`);
