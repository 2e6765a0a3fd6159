import { statfsSync } from 'node:fs';

/** File system types that several machines share, by the magic number of Linux's statfs(2). */
const NETWORK_DISKS: Readonly<Record<number, string>> = {
  26985: 'NFS',
  20859: 'SMB',
  4283649346: 'CIFS',
  4266872130: 'SMB2',
  198183888: 'Lustre',
  1196443219: 'GPFS',
  428016422: 'BeeGFS',
  12805120: 'Ceph',
  1397113167: 'AFS',
  1799439955: 'AFS',
  16914839: '9P',
  537068840: 'OrangeFS',
  1952539503: 'OCFS2',
  18225520: 'GFS2',
};

/** The kind of network disk that a folder lies on; `undefined` on a local one, or where it cannot be told. */
export function networkDisk(folder: string): string | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    // The magic is a 32-bit number; some kernels hand it on sign-extended.
    return NETWORK_DISKS[statfsSync(folder).type >>> 0];
  } catch {
    return undefined;
  }
}

/**
 * Whether other machines may use a state folder, so that a lease must hold it and SQLite must do without
 * shared memory. `MLIP_LOCK=lease` says so of any disk, `MLIP_LOCK=local` of none.
 */
export function isShared(folder: string): boolean {
  const said = process.env.MLIP_LOCK;
  if (said === 'lease' || said === 'local') return said === 'lease';
  return networkDisk(folder) !== undefined;
}
