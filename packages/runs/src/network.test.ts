import { existsSync } from 'node:fs'

import { expect, it, vi } from 'vitest'

import { newFile } from './durable.test.support.ts'
import { openStore } from './store.ts'

vi.mock('node:fs', async (original) => ({
  ...(await original<typeof import('node:fs')>()),
  // As the system tells of a folder on NFS.
  statfsSync: () => ({ type: 0x6969 }),
}))

it('fault 45: a store on a network file system is refused before anything is made', async () => {
  const file = newFile()
  await expect(openStore(file)).rejects.toThrow(
    `The store ${file} is on a network file system (NFS), which can not be relied on; name a file on a local disk`,
  )
  expect(existsSync(file)).toBe(false)
})
