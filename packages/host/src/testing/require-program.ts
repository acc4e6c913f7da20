import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

const debianPackages = {
  vina: 'autodock-vina',
  obabel: 'openbabel',
  bwrap: 'bubblewrap',
  'redis-server': 'redis-server',
  chromium: 'chromium',
  ip: 'iproute2',
  shellcheck: 'shellcheck',
  bash: 'bash',
  zsh: 'zsh',
  fish: 'fish',
  'python3-rdkit': 'python3-rdkit',
} as const

export type Program = keyof typeof debianPackages

const python = '/usr/bin/python3'
let pythonHasRdkit: boolean | undefined

/**
 * Whether `name` is installed, for `describe.skipIf(!requireProgram('vina'))('... needs vina', ...)`: false
 * where it is missing, so that the test is skipped; with CI=true its absence is an Error that names the
 * Debian package.
 */
export function requireProgram(name: Program): boolean {
  const found = name === 'python3-rdkit' ? (pythonHasRdkit ??= importsRdkit()) : isOnPath(name)
  if (!found && process.env['CI'] === 'true') {
    throw new Error(`${name} is missing: apt-get install ${debianPackages[name]}`)
  }
  return found
}

function isOnPath(name: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  return folders.some((folder) => isExecutable(join(folder, name)))
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function importsRdkit(): boolean {
  return spawnSync(python, ['-c', 'import rdkit'], { stdio: 'ignore' }).status === 0
}
