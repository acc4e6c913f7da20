import { basename, dirname, join, resolve } from 'node:path'

import type { DataSet } from '@textgrad/core'
import { countFiles, dataFolder, downloadDataSet, type DataSetProgress } from '@textgrad/host'

import { isFile } from './files.ts'

export interface FolderOptions {
  /** The folder of a data set, or one that holds such folders: nothing is fetched where it is given. */
  readonly data?: string | undefined
  readonly signal?: AbortSignal | undefined
  /** Told while a set is fetched. */
  readonly onFetch?: ((set: DataSet, progress: DataSetProgress) => void) | undefined
}

/** Where a data set is. */
export type FolderOf = (set: DataSet) => Promise<string>

/**
 * Finds data sets: in the folder that the user has, else where they are fetched to; without such a folder, what is not there
 * is fetched from where it was published, by checksum.
 * The function rejects with TypeError for a set that is not to be had in the folder, DownloadError for what can not be
 * fetched, and with the signal's reason.
 */
export function foldersFor({ data, signal, onFetch }: FolderOptions): FolderOf {
  return async (set) => {
    for (const folder of data === undefined ? [] : placesIn(resolve(data), set)) {
      if (await holdsSome(folder, set)) return folder
    }
    const fetched = dataFolder(set.name)
    if ((await countFiles(set, fetched)) === set.files.length) return fetched
    if (data !== undefined) throw notIn(data, set)
    const onProgress = onFetch && ((progress: DataSetProgress): void => onFetch(set, progress))
    return (await downloadDataSet(set, { signal, onProgress })).folder
  }
}

/** Within the folder, the folder itself, and beside it: the sets lie beside each other under their names. */
function placesIn(data: string, { name }: DataSet): readonly string[] {
  return [join(data, name), data, join(dirname(data), name)]
}

function notIn(data: string, { name }: DataSet): TypeError {
  return new TypeError(
    `Expected ${data} to hold the data set ${name}, as files, as a folder ${name} or beside it: "textgrad data get ${name}" fetches it`,
  )
}

async function holdsSome(folder: string, { files }: DataSet): Promise<boolean> {
  const found = await Promise.all(files.map(({ url, path = basename(url) }) => isFile(join(folder, path))))
  return found.includes(true)
}
