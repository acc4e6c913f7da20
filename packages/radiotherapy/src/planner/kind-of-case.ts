import { open, readdir, stat } from 'node:fs/promises'

import { structuresFile } from '../portpy/folder.ts'

/** What a case is kept as: files by how they begin, folders by what is in them; undefined where there is nothing. */
export async function kindOfCase(
  path: string,
): Promise<'bundle' | 'portpy' | 'matrad' | 'dicom' | undefined> {
  const found = await stat(path).catch(() => undefined)
  if (found?.isDirectory()) return (await readdir(path)).includes(structuresFile) ? 'portpy' : 'dicom'
  if (!found?.isFile()) return undefined
  const head = await beginningOf(path)
  // Those of MATLAB 7.3 are HDF5 behind a block of their own.
  if (head.startsWith('MATLAB ')) return 'matrad'
  return head.startsWith('\u0089HDF\r\n\u001A\n') ? 'portpy' : 'bundle'
}

async function beginningOf(path: string): Promise<string> {
  await using file = await open(path)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, 0)
  return buffer.toString('latin1', 0, bytesRead)
}
