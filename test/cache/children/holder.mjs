// Takes the lock of argv[2], says so, and keeps it until it is killed.
import { acquireLock } from '../../../dist/cache/lock.js';

const lock = await acquireLock(process.argv[2], { wait: false, command: 'mlip-auto run x.yaml' });
process.stdout.write(lock.ok ? 'held\n' : `${lock.error.code}\n`);
setInterval(() => lock, 1000);
