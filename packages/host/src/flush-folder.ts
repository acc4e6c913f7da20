import { open } from 'node:fs/promises'

/** After it a rename within the folder is itself on the disk. Windows opens no folder, and needs none to be flushed. */
export async function flushFolder(path: string): Promise<void> {
  const folder = await open(path).catch(() => undefined)
  await folder?.sync().catch(() => {})
  await folder?.close()
}
