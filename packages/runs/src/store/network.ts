import { statfsSync } from 'node:fs'
import { dirname } from 'node:path'

import { StoreError } from '@textgrad/core'

/** File systems of other machines, by the numbers that Linux gives them (statfs(2)). */
const networks: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB 2'],
  [0x5346414f, 'AFS'],
  [0x00c36400, 'Ceph'],
  [0x0bd00bd0, 'Lustre'],
  [0x564c, 'NCP'],
])

/** Refuses a file on a network: its locks and its shared memory do not hold between machines (sqlite.org/wal.html). */
export function refuseNetwork(file: string, typeOf: (folder: string) => number = fileSystemType): void {
  const name = networks.get(typeOf(dirname(file)) >>> 0)
  if (name === undefined) return
  throw new StoreError(
    `The store ${file} is on a network file system (${name}), which can not be relied on; name a file on a local disk`,
  )
}

function fileSystemType(folder: string): number {
  try {
    return statfsSync(folder).type
  } catch {
    // Where nobody says, nothing is known against it.
    return 0
  }
}
