import { existsSync, lstatSync, readlinkSync, realpathSync } from 'node:fs'
import { dirname } from 'node:path'

/** Where a command finds the copy of the repository. */
export const roomFolder = '/repo'

/** The descriptor on which bwrap reads the filter of system calls. */
const filterDescriptor = 3

export interface CommandRoom {
  /** The copy, which the command may change. */
  readonly copy: string
  readonly repository: string
  /** Folders of the repository that are shown and not copied. */
  readonly shown: readonly string[]
  /** Folders elsewhere that it may read. */
  readonly read: readonly string[]
  readonly environment: Readonly<Record<string, string>>
}

const systemFolders = ['/usr', '/etc/alternatives', '/etc/ld.so.cache']
const links = ['/bin', '/sbin', '/lib', '/lib64', '/lib32']

/** Walls around the command of a repository, for bwrap: no network, no files but the system's programs and the copy. */
export function commandRoom({ copy, repository, shown, read, environment }: CommandRoom): readonly string[] {
  return [
    ...words('--unshare-all --unshare-user --disable-userns --as-pid-1 --die-with-parent --new-session'),
    ...words('--clearenv --hostname box'),
    ...Object.entries(environment).flatMap(([name, value]) => ['--setenv', name, value]),
    ...systemFolders.filter((folder) => existsSync(folder)).flatMap(readOnly),
    ...links.flatMap(linkOrFolder),
    ...read.flatMap(withRealFolder).flatMap(readOnly),
    ...words('--proc /proc --dev /dev --perms 1777 --tmpfs /tmp'),
    '--bind',
    copy,
    roomFolder,
    ...shown.flatMap((name) => ['--ro-bind', `${repository}/${name}`, `${roomFolder}/${name}`]),
    ...words('--remount-ro /dev --remount-ro /proc --remount-ro /'),
    ...words(`--chdir ${roomFolder} --uid 65534 --gid 65534 --cap-drop ALL --seccomp ${filterDescriptor}`),
  ]
}

const words = (line: string): readonly string[] => line.split(' ')
const readOnly = (folder: string): readonly string[] => ['--ro-bind', folder, folder]

/** A folder, and where the interpreter that a virtual environment links to really is. */
function withRealFolder(folder: string): readonly string[] {
  const python = `${folder}/bin/python`
  const real = existsSync(python) ? dirname(dirname(realpathSync(python))) : folder
  return [...new Set([folder, real])].filter((one) => one !== '/usr')
}

function linkOrFolder(path: string): readonly string[] {
  if (!existsSync(path)) return []
  return lstatSync(path).isSymbolicLink() ? ['--symlink', readlinkSync(path), path] : readOnly(path)
}
