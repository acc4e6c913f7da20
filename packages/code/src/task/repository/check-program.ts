import { accessSync, constants } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'

/**
 * Finds the program of a command before a run is begun that could only fail by it: in the folders of `path`, or in the repository
 * where it is named with a folder. What an absolute path leads to is known where the command runs alone.
 * @throws {TypeError} for a program that is not there
 */
export function checkProgram(program: string, { path, root }: { path: string; root: string }): void {
  if (isAbsolute(program)) return
  const places = program.includes('/') ? [root] : path.split(delimiter)
  if (places.some((place) => isProgram(join(place, program)))) return
  const where = program.includes('/') ? `in ${root}` : `in ${path}`
  throw new TypeError(`Expected cmd to begin with a program, got ${program}, which is not ${where}`)
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
