import { countFiles, dataFolder } from '@textgrad/host'

import { questionData } from './sets.ts'

/**
 * The folder of a data set that `textgrad data get` fetched.
 * @throws TypeError that says how to get it where it is not there as a whole, and for a TEXTGRAD_DATA that can not be
 */
export async function fetchedFolder(name: string): Promise<string> {
  const set = questionData.find((one) => one.name === name)!
  const folder = dataFolder(name)
  const [there, all] = [await countFiles(set, folder), set.files.length]
  if (there === all) return folder
  throw new TypeError(
    `The data set ${name} is not in ${folder} (${there} of ${all} files): fetch it with "textgrad data get ${name}", or say with from where it is`,
  )
}
